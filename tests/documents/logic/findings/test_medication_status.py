"""Whether a medicine that a letter names is taken, in sentences of our own."""

from __future__ import annotations

import pytest

from salus.documents.contract import FindingKind
from tests.documents.logic.findings.saying import said

MEDICATION = FindingKind.MEDICATION
ENGLISH = ("Clinic letter", "Date: 14 March 2024", "Dear colleague,")
SPANISH = ("Informe de consulta", "Fecha: 14/03/2024", "Estimado compañero: veo a la paciente por la tos.")


def told(*lines: str) -> list[str]:
    return said(MEDICATION, *ENGLISH, *lines)


def contado(*lines: str) -> list[str]:
    return said(MEDICATION, *SPANISH, *lines)


@pytest.mark.parametrize(
    "line",
    [
        "Simvastatin was discontinued two years ago owing to myalgia.",
        "Furosemide, begun by the ward for her ankles, was withdrawn on Friday.",
        "Please hold simvastatin for a week.",
        "Simvastatin 40 mg daily is no longer needed.",
        "She was given simvastatin 40 mg, which I have asked her to stop.",
        "He completed a course of simvastatin.",
        "Simvastatin 40 mg at night (on hold)",
        "He used to take simvastatin.",
        "She stopped taking her simvastatin in the spring.",
        "Treatment with simvastatin ended in 2022.",
    ],
)
def test_what_somebody_has_stopped_is_past(line: str) -> None:
    assert [one.partition(": ")[2] for one in told(line)] == ["historical"]


@pytest.mark.parametrize(
    "line",
    [
        "He has never taken statins such as rosuvastatin.",
        "She declined rosuvastatin.",
        "We have decided against rosuvastatin.",
        "Rosuvastatin 10 mg - do not dispense this month",
        "Rosuvastatin: not started yet",
        "Rosuvastatin: never taken.",
    ],
)
def test_what_was_never_begun_is_absent(line: str) -> None:
    assert told(line) == ["Rosuvastatin: absent"]


@pytest.mark.parametrize(
    "line",
    [
        "I would suggest a trial of amitriptyline 10 mg at night.",
        "Amitriptyline 10 mg to be considered by the pain clinic.",
        "Amitriptyline could be tried next.",
        "Amitriptyline is an alternative.",
        "We plan to start amitriptyline next month.",
        "Start amitriptyline 10 mg nocte if sleep does not improve.",
        "Restart amitriptyline when the QT interval is normal.",
        "Amitriptyline was discussed and she will think about it.",
    ],
)
def test_what_may_or_will_be_given_is_hypothetical(line: str) -> None:
    assert told(line) == ["Amitriptyline: hypothetical"]


@pytest.mark.parametrize(
    "line",
    [
        "Her lithium was paused before surgery and restarted on day 3.",
        "Lithium 400 mg at night, to be stopped in 2027.",
        "Lithium 400 mg at night, to be reduced weekly and stopped.",
        "Hold lithium if she vomits.",
        "She stopped smoking and takes lithium 400 mg at night.",
        "Lithium 400 mg at night, stopped drinking in 2020.",
    ],
)
def test_what_goes_on_or_will_only_end_later_is_present(line: str) -> None:
    assert told(line) == ["Lithium: present"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ramipril was switched to candesartan 8 mg daily.", ["Ramipril: historical", "Candesartan: present"]),
        ("I switched him from ramipril to candesartan 8 mg daily.", ["Ramipril: historical", "Candesartan: present"]),
        ("Warfarin has been replaced by edoxaban 60 mg daily.", ["Warfarin: historical", "Edoxaban: present"]),
        ("We replaced omeprazole with famotidine.", ["Omeprazole: historical", "Famotidine: present"]),
        ("Famotidine 20 mg bd in place of omeprazole.", ["Famotidine: present", "Omeprazole: historical"]),
    ],
)
def test_of_two_that_change_places_only_the_second_is_taken(line: str, expected: list[str]) -> None:
    assert told(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Aspirin was stopped and apixaban 5 mg bd started.", ["Aspirin: historical", "Apixaban: present"]),
        ("Stop aspirin, continue apixaban 5 mg bd.", ["Aspirin: historical", "Apixaban: present"]),
        ("Aspirin and apixaban were stopped before surgery.", ["Aspirin: historical", "Apixaban: historical"]),
        ("We stopped aspirin 75 mg od and digoxin.", ["Aspirin: historical", "Digoxin: historical"]),
        ("Continue apixaban 5 mg bd; stop digoxin.", ["Apixaban: present", "Digoxin: historical"]),
    ],
)  # fmt: skip
def test_a_list_shares_what_is_said_of_it_and_other_medicines_do_not(line: str, expected: list[str]) -> None:
    assert told(line) == expected


def test_what_was_given_once_in_an_emergency_is_past() -> None:
    assert told("He received ceftriaxone 1 g in the ambulance.") == ["Ceftriaxone: historical"]


@pytest.mark.parametrize("line", ["Naproxen is best avoided.", "He should not take NSAIDs such as naproxen."])
def test_advice_against_a_medicine_does_not_say_whether_it_is_taken(line: str) -> None:
    assert told(line) == []


@pytest.mark.parametrize("line", ["His wife takes warfarin.", "Her brother is on clozapine 100 mg bd."])
def test_the_medicine_of_somebody_else_is_none_of_the_patient(line: str) -> None:
    assert told(line) == []


def test_a_condition_in_a_list_of_medicines_says_when_to_take_it() -> None:
    assert said(MEDICATION, *ENGLISH[:2], "Medications", "Prednisolone 30 mg if wheezy") == ["Prednisolone: present"]


def test_what_is_stopped_further_down_in_a_letter_is_past() -> None:
    lines = ("Medications", "Verapamil 120 mg daily", "Plan", "Stop verapamil.")
    assert said(MEDICATION, *ENGLISH[:2], *lines) == ["Verapamil: historical"]


def test_what_is_taken_home_is_present_although_the_ward_held_it() -> None:
    lines = ("Discharge medications", "Verapamil 120 mg daily", "Course", "Verapamil was held for two days.")
    assert said(MEDICATION, *ENGLISH[:2], *lines) == ["Verapamil: present"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Se suspende enalapril y se inicia amlodipino 5 mg.", ["Enalapril: historical", "Amlodipine: present"]),
        ("Se sustituye omeprazol por pantoprazol 40 mg.", ["Omeprazole: historical", "Pantoprazole: present"]),
        ("Toma bisoprolol 5 mg y retiramos digoxina.", ["Bisoprolol: present", "Digoxin: historical"]),
        ("Tamoxifeno desde 2018; suspendido en 2023.", ["Tamoxifen: historical"]),
        ("Paso de metilfenidato a atomoxetina 40 mg.", ["Methylphenidate: historical", "Atomoxetine: present"]),
        ("Abandonó sertralina por náuseas.", ["Sertraline: historical"]),
        ("Dejó la atorvastatina hace un año.", ["Atorvastatin: historical"]),
        ("Rechaza tratamiento con alendronato.", ["Alendronate: absent"]),
        ("Ceftriaxona no administrada.", ["Ceftriaxone: absent"]),
        ("Valorar iniciar duloxetina.", ["Duloxetine: hypothetical"]),
        ("Labetalol solo si TA mayor de 160/110", ["Labetalol: hypothetical"]),
        ("Paracetamol 1 g cada 8 horas si hay dolor.", ["Acetaminophen: present"]),
    ],
)
def test_spanish_letters_tell_what_is_taken(line: str, expected: list[str]) -> None:
    assert contado(line) == expected
