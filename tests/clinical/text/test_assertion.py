"""How a sentence speaks of a finding. A finding stands in braces: "no {fever}"."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salus.clinical.text.assertion import Assertion, Context, SentenceReader, read_context, strongest


def context_of(marked: str, language: str = "en") -> Context:
    """The context of the finding in braces."""
    start, end = marked.index("{"), marked.index("}") - 1
    return read_context(marked.replace("{", "").replace("}", ""), start, end, language)


@pytest.mark.parametrize(
    "sentence",
    [
        "The patient denies {chest pain}.",
        "No evidence of {pneumonia}.",
        "She was without {fever} or chills.",
        "No fever, chills, or {cough}.",
        "{Pneumonia} was ruled out.",
        "Negative for {malignancy}.",
        "There is no sign of {infection}.",
        "{Infection} is unlikely.",
        "{Pneumonia} of the left lower lobe was ruled out.",
    ],
)
def test_negex_triggers_negate_what_they_reach(sentence: str) -> None:
    """Chapman 2001, pre- and post-finding triggers: "no", "denies", "without", "negative for", "ruled out"."""
    assert context_of(sentence).negated


@pytest.mark.parametrize(
    "sentence",
    [
        "Niega {dolor torácico}.",
        "Sin {fiebre}.",
        "No presenta {disnea}.",
        "No hay evidencia de {neumonía}.",
        "Se descarta {fractura}.",
        "Ausencia de {derrame pleural}.",
        "Sin fiebre ni {tos}.",
        "Negativo para {malignidad}.",
    ],
)
def test_spanish_triggers_negate_what_they_reach(sentence: str) -> None:
    assert context_of(sentence, "es").negated


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("No fever but {cough}.", "en"),
        ("Denies fever; has {cough}.", "en"),
        ("No nausea, however she has {vomiting}.", "en"),
        ("He denies fever. IMPRESSION: {pneumonia}.", "en"),
        ("Niega fiebre pero tiene {tos}.", "es"),
        ("Sin fiebre, aunque presenta {disnea}.", "es"),
    ],
)
def test_a_scope_ends_at_a_conjunction_a_semicolon_or_a_label(sentence: str, language: str) -> None:
    """Chapman 2001: "but", "however" ... end the scope of a negation."""
    assert context_of(sentence, language).assertion is Assertion.PRESENT


@pytest.mark.parametrize(
    "sentence",
    [
        "There is no increase in {chest pain}.",
        "No change in the {nodule}.",
        "Not only {fever} was noted.",
        "Gram negative {sepsis}.",
    ],
)
def test_a_pseudo_negation_does_not_negate(sentence: str) -> None:
    """Chapman 2001, pseudo-negations; reference A1: "no increase in", "without difficulty"."""
    assert not context_of(sentence).negated


def test_a_negation_far_behind_a_finding_is_of_something_else() -> None:
    assert not context_of("{Cough} every single night of this long cold winter, asthma ruled out.").negated


@pytest.mark.parametrize(
    ("sentence", "language", "assertion"),
    [
        ("Possible {pneumonia}.", "en", Assertion.UNCERTAIN),
        ("{Pneumonia} cannot be excluded.", "en", Assertion.UNCERTAIN),
        ("Findings suspicious for {malignancy}.", "en", Assertion.UNCERTAIN),
        ("Probable {neumonía}.", "es", Assertion.UNCERTAIN),
        ("No se puede descartar {fractura}.", "es", Assertion.UNCERTAIN),
        ("Return if {fever} develops.", "en", Assertion.HYPOTHETICAL),
        ("She should call for any {bleeding}.", "en", Assertion.HYPOTHETICAL),
        ("Acudir si aparece {fiebre}.", "es", Assertion.HYPOTHETICAL),
        ("History of {stroke}.", "en", Assertion.HISTORICAL),
        ("He had {pneumonia} in 2014.", "en", Assertion.HISTORICAL),
        ("{Fractura} en 2009.", "es", Assertion.HISTORICAL),
        ("Antecedente de {infarto}.", "es", Assertion.HISTORICAL),
        ("Unknown history of {hepatitis}.", "en", Assertion.UNKNOWN),
    ],
)
def test_doubt_conditions_and_the_past_are_told_apart(sentence: str, language: str, assertion: Assertion) -> None:
    """Harkema 2009 (ConText): certainty, hypothetical and historical beside negation."""
    assert context_of(sentence, language).assertion is assertion


@pytest.mark.parametrize(
    ("sentence", "language", "relation"),
    [
        ("Her mother had {breast cancer}.", "en", "mother"),
        ("{Breast cancer} in her maternal aunt.", "en", "aunt"),
        ("Father with {diabetes}.", "en", "father"),
        ("Su madre tuvo {cáncer de mama}.", "es", "mother"),
        ("Mi mamá tuvo {cáncer}.", "es", "mother"),
        ("Hermana con {diabetes}.", "es", "sister"),
    ],
)
def test_a_relatives_finding_is_not_the_patients(sentence: str, language: str, relation: str) -> None:
    """Harkema 2009 (ConText): the experiencer."""
    context = context_of(sentence, language)
    assert context.assertion is Assertion.OTHER_PERSON
    assert context.relative is not None
    assert context.relative.relation == relation


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Her mother reports that she has had {fever}.", "en"),
        ("He came with his wife because of {chest pain}.", "en"),
        ("Mother denies any recent travel; patient has {cough}.", "en"),
        ("La madre refiere {fiebre}.", "es"),
        ("Acude con su esposa por {dolor}.", "es"),
    ],
)
def test_a_relative_who_tells_or_comes_along_does_not_have_the_finding(sentence: str, language: str) -> None:
    assert not context_of(sentence, language).other_person


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("There is a history of {migraine} in the family.", "en"),
        ("No h/o of {migraine} in family.", "en"),
        ("She describes hypertension, {kidney disease}, lung disease and depression in her family.", "en"),
        ("Family medical history is significant for {diabetes}.", "en"),
        ("Family history is positive for {colon cancer} affecting her father.", "en"),
        ("No one else appears to have {Alzheimer disease}.", "en"),
        ("Hay {diabetes} en la familia.", "es"),
        ("Historia de {migraña} en su familia.", "es"),
        ("Antecedentes familiares positivos para {cáncer de colon}.", "es"),
    ],
)  # fmt: skip
def test_what_the_family_has_is_not_the_patients(sentence: str, language: str) -> None:
    assert context_of(sentence, language).other_person


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("I have a {lump} in my breast and cancer in my family.", "en"),
        ("I have a {lump}, and breast cancer in my family.", "en"),
        ("{Cough}, and his father had asthma.", "en"),
        ("{Cough}, mother has asthma.", "en"),
        ("Tengo un {bulto} y cáncer en mi familia.", "es"),
        ("{Tos}, y su padre tiene asma.", "es"),
    ],
)
def test_the_patients_finding_beside_a_relatives_stays_the_patients(sentence: str, language: str) -> None:
    assert context_of(sentence, language).assertion is Assertion.PRESENT


def test_the_patients_own_relative_stays_another_person() -> None:
    assert context_of("The father of the patient died at age 69 with a {stroke}.").other_person
    assert context_of("El padre del paciente tuvo {infarto}.", "es").other_person


def test_what_a_relative_died_of_is_the_relatives() -> None:
    assert context_of("Mother died at the age of 59 due to {stomach cancer}.").other_person
    assert context_of("El padre falleció a causa de {cáncer}.", "es").other_person
    assert not context_of("He came in with his mother due to {fever}.").other_person


@pytest.mark.parametrize(
    "sentence",
    [
        "The parents also deny any {vomiting}.",
        "Patient and daughter also deny {weight loss}.",
        "Brought in by parents, stating that the child keeps complaining of {back pain}.",
    ],
)
def test_parents_who_speak_for_a_child_do_not_have_its_findings(sentence: str) -> None:
    assert not context_of(sentence).other_person


def test_a_childs_disease_is_not_the_parents() -> None:
    assert context_of("She has one child with {asthma}.").other_person


@pytest.mark.parametrize(
    ("sentence", "negated"),
    [
        ("[x] {Chest pain}", False),
        ("[ ] {Chest pain}", True),
        ("{Fever}: no", True),
        ("{Fever}: yes", False),
        ("{Fiebre}: sí", False),
        ("{Fiebre}: no", True),
        ("☒ {Chest pain}", False),
        ("☐ {Chest pain}", True),
    ],
)
def test_a_forms_box_or_answer_decides_alone(sentence: str, negated: bool) -> None:
    """Reference A1: "checkbox rows `[x]/[ ]` and `label: Y/N` are one scope each"."""
    assert context_of(sentence, "es" if "Fiebre" in sentence else "en") == Context(negated=negated)


def test_each_finding_of_a_sentence_is_read_by_itself() -> None:
    reader = SentenceReader("No fever but cough, and his father had asthma.", "en")
    text = "No fever but cough, and his father had asthma."
    said = {word: reader.context_of(text.index(word), text.index(word) + len(word)).assertion for word in
            ("fever", "cough", "asthma")}  # fmt: skip
    assert said == {"fever": Assertion.ABSENT, "cough": Assertion.PRESENT, "asthma": Assertion.OTHER_PERSON}


def test_the_strongest_word_of_a_document_is_present_and_the_weakest_unknown() -> None:
    assert strongest([Assertion.ABSENT, Assertion.PRESENT, Assertion.HISTORICAL]) is Assertion.PRESENT
    assert strongest([Assertion.UNKNOWN, Assertion.ABSENT]) is Assertion.ABSENT
    assert strongest([]) is None


@given(st.text(max_size=120), st.integers(0, 130), st.integers(0, 130), st.sampled_from(["en", "es"]))
def test_any_place_of_any_text_gets_one_of_the_seven_words(text: str, start: int, end: int, language: str) -> None:
    assert read_context(text, start, end, language).assertion in Assertion


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("{Cystitis} last autumn, recovered.", "en"),
        ("{Threadworm} was eradicated.", "en"),
        ("{Cistitis}, ya resuelta.", "es"),
        ("{Alergia} superada.", "es"),
    ],
)
def test_what_is_over_was_there(sentence: str, language: str) -> None:
    assert context_of(sentence, language).resolved


def test_what_is_excluded_is_not_over() -> None:
    assert not context_of("{Cystitis} was excluded.").resolved


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("No se puede excluir {embolia}.", "es"),
        ("Una {fístula} no se puede descartar.", "es"),
        ("{Vasculitis} is a consideration.", "en"),
        ("I am concerned about {sarcoma}.", "en"),
        ("{Adenitis}, menos probable.", "es"),
    ],
)
def test_what_is_not_excluded_is_uncertain(sentence: str, language: str) -> None:
    assert context_of(sentence, language).assertion is Assertion.UNCERTAIN


def test_a_no_in_capitals_answers_its_own_item() -> None:
    assert context_of("{Gout}: NO   Psoriasis: YES").assertion is Assertion.ABSENT
    assert context_of("Gout: NO   {Psoriasis}: YES").assertion is Assertion.PRESENT


def test_the_word_of_each_item_of_a_list_speaks_of_that_item_alone() -> None:
    assert context_of("{Anaemia}, gout excluded, myeloma excluded").assertion is Assertion.PRESENT


def test_status_post_speaks_of_one_item() -> None:
    assert context_of("s/p appendicitis, {gout}").assertion is Assertion.PRESENT


def test_a_dash_or_arrow_begins_anew() -> None:
    assert context_of("Does not want tablets - {gout}").assertion is Assertion.PRESENT
    assert context_of("no pulses felt -> {ischaemia}").assertion is Assertion.PRESENT


def test_an_accent_tells_yes_from_if() -> None:
    assert context_of("No hay neumonía, sí {derrame}", "es").assertion is Assertion.PRESENT
    assert context_of("Si {derrame}, drenar", "es").assertion is Assertion.HYPOTHETICAL


def test_who_goes_on_about_the_relative() -> None:
    assert context_of("Seen with his wife, who herself has {gout}.").other_person


def test_the_test_of_a_partner_says_nothing_of_the_patient() -> None:
    assert context_of("{Thalassaemia} trait (partner tested negative).").assertion is Assertion.PRESENT


def test_as_a_child_is_a_time_and_no_relative() -> None:
    assert context_of("As a child she had {measles}.").assertion is Assertion.HISTORICAL
