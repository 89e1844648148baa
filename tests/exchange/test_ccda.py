"""C-CDA documents: what is taken as given, what is denied, what is unknown, and what nobody may send."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from salus.exchange.contract import FileNotReadable
from salus.exchange.engines.narrative import narrative_pdf
from salus.exchange.engines.xml import parse_xml
from salus.exchange.logic.ccda import is_ccda, read_ccda
from salus.records.contract import ImmunizationStatus, MedicationStatus
from salus.records.logic.fhir.bundle import read_entries
from tests.exchange.documents import ccda, document, section

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "interop"
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def facts(xml: bytes) -> list[Any]:
    return [each.new for each in read_entries(read_ccda(parse_xml(xml)).entries, NOW).facts]


def test_a_document_becomes_facts_with_their_codes_dates_and_values() -> None:
    found = {type(each).__name__: each for each in facts(ccda())}
    condition = found["NewCondition"]
    assert (condition.code, condition.display, condition.onset_date) == ("38341003", "Hypertension", date(2012, 8, 6))
    medicine = found["NewMedicationStatement"]
    assert (medicine.code, medicine.dose_value, medicine.dose_unit) == ("314076", Decimal(1), "{tablet}")
    assert (medicine.frequency, medicine.start_date) == ("1 time every 12 h", date(2012, 8, 6))
    allergy = found["NewAllergyIntolerance"]
    assert (allergy.display, allergy.reaction, allergy.category) == ("Penicillin G", "Hives", "medication")
    value = found["NewObservation"]
    assert (value.code, value.value, value.unit, value.interpretation) == ("718-7", Decimal("13.20"), "g/dL", "N")
    assert value.effective_at == datetime(2012, 8, 6, 18, 0, tzinfo=UTC)
    assert (value.reference_low, value.reference_high) == (Decimal("12.0"), Decimal("15.5"))
    assert found["NewImmunization"].code == "88"
    assert found["NewFamilyMemberHistory"].relationship == "Father"


def test_what_is_negated_or_unknown_never_becomes_a_fact_that_says_the_opposite() -> None:
    xml = document(
        section(
            "Problems", PROBLEM.format(attributes='negationInd="true"', value='code="73211009" displayName="Diabetes"')
        )
        + section("More", PROBLEM.format(attributes="", value='nullFlavor="UNK"'))
        + section("Vaccines", IMMUNIZATION)
        + section("Medicines", MEDICATION)
    )
    reading = read_ccda(parse_xml(xml))
    assert ("Condition", "is negated: it says what is not so, and stays in the narrative") in reading.left
    assert ("Condition", "has neither code nor words") in reading.left
    vaccine, medicine = facts(xml)
    assert vaccine.status is ImmunizationStatus.NOT_DONE
    assert medicine.status is MedicationStatus.NOT_TAKEN


def test_a_time_without_a_zone_has_the_documents_or_counts_as_its_day() -> None:
    (with_zone,) = [each for each in facts(ccda()) if hasattr(each, "effective_at")]
    assert with_zone.effective_at.hour == 18
    (without,) = [each for each in facts(ccda(stamp="20120806")) if hasattr(each, "effective_at")]
    assert without.effective_at == datetime(2012, 8, 6, tzinfo=UTC)


def test_the_narrative_is_kept_line_by_line_and_can_be_read_as_a_document() -> None:
    reading = read_ccda(parse_xml(ccda()))
    assert ("Problems", ["Problem | Since", "Hypertension | August 2012"]) in reading.narrative
    assert narrative_pdf(reading.title, reading.narrative).startswith(b"%PDF")


def test_entries_that_share_an_id_stay_entries_of_their_own() -> None:
    entry = PROBLEM.format(attributes="", value='code="38341003" displayName="Hypertension"')
    other = PROBLEM.format(attributes="", value='code="44054006" displayName="Diabetes"')
    drafts = read_entries(read_ccda(parse_xml(document(section("Problems", entry + other)))).entries, NOW).facts
    assert len({each.origin for each in drafts}) == 2


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<ClinicalDocument",
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><ClinicalDocument>&e;</ClinicalDocument>',
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'.encode(
            "utf-16"
        ),
        b'<!DOCTYPE x SYSTEM "http://example.org/x.dtd"><x/>',
        b"<a>" * 100_000,
        b"\x00\xff\xfe",
    ],
)
def test_broken_and_hostile_documents_are_refused(data: bytes) -> None:
    with pytest.raises(FileNotReadable):
        parse_xml(data)


def test_a_document_that_is_too_large_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("salus.exchange.engines.xml.LARGEST_XML", 100)
    with pytest.raises(FileNotReadable):
        parse_xml(ccda())


def test_other_xml_is_no_clinical_document() -> None:
    assert not is_ccda(parse_xml(b"<html/>"))
    assert is_ccda(parse_xml(ccda()))


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample documents are not on this machine")
def test_documents_of_many_vendors_are_read_without_a_failure() -> None:
    paths = [*(SAMPLES / "ccda").iterdir(), *(SAMPLES / "ccda_fhir_converter").iterdir()]
    taken = 0
    for path in paths:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        reading = read_ccda(parse_xml(data))
        taken += len(read_entries(reading.entries, NOW).facts)
        assert len(reading.places) == len(reading.entries)
    assert len(paths) > 100
    assert taken > 4000


PROBLEM = """<entry><observation classCode="OBS" moodCode="EVN" {attributes}>
<templateId root="2.16.840.1.113883.10.20.22.4.4"/><id root="ab1791b0-5c71-11db-b0de-0800200c9a66"/>
<effectiveTime><low value="20120806"/></effectiveTime>
<value xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CD" codeSystem="2.16.840.1.113883.6.96" {value}/>
</observation></entry>"""
IMMUNIZATION = """<entry><substanceAdministration classCode="SBADM" moodCode="EVN" negationInd="true">
<templateId root="2.16.840.1.113883.10.20.22.4.52"/><effectiveTime value="20120806"/>
<consumable><manufacturedProduct><manufacturedMaterial>
<code code="88" codeSystem="2.16.840.1.113883.12.292" displayName="Influenza"/>
</manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration></entry>"""
MEDICATION = IMMUNIZATION.replace("4.52", "4.16").replace("12.292", "6.88").replace('"88"', '"314076"')
