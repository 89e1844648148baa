"""A small C-CDA document, made up, with one entry of the common kinds."""

from __future__ import annotations

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<title>Summary of care</title><effectiveTime value="{stamp}"/>
<recordTarget><patientRole><id root="2.16.840.1.113883.19.5" extension="{number}"/>
<addr use="HP"><streetAddressLine>1 High Street</streetAddressLine><city>Portland</city></addr>
<telecom value="tel:+1-555-0100"/>
<patient><name use="L"><given>{given}</given><family>{family}</family></name>
<administrativeGenderCode code="F"/><birthTime value="{born}"/></patient></patientRole></recordTarget>
<component><structuredBody>"""
TAIL = "</structuredBody></component></ClinicalDocument>"
BASE = "2.16.840.1.113883.10.20.22.4"


def document(
    body: str,
    *,
    stamp: str = "20120806130000-0500",
    given: str = "Ana",
    family: str = "Quiroga",
    born: str = "19680412",
    number: str = "998991",
) -> bytes:
    """A document around these sections."""
    return (HEAD.format(stamp=stamp, given=given, family=family, born=born, number=number) + body + TAIL).encode()


def section(title: str, entries: str, text: str = "") -> str:
    """A section with its narrative and entries."""
    return f"<component><section><title>{title}</title><text>{text}</text>{entries}</section></component>"


def ccda(**head: str) -> bytes:
    """One of each kind."""
    problem = f"""<entry><act classCode="ACT" moodCode="EVN"><entryRelationship typeCode="SUBJ">
      <observation classCode="OBS" moodCode="EVN"><templateId root="{BASE}.4"/>
      <id root="ab1791b0-5c71-11db-b0de-0800200c9a66"/><effectiveTime><low value="20120806"/></effectiveTime>
      <value xsi:type="CD" code="38341003" codeSystem="2.16.840.1.113883.6.96" displayName="Hypertension">
      <translation code="I10" codeSystem="2.16.840.1.113883.6.90"/></value></observation>
      </entryRelationship></act></entry>"""
    medicine = f"""<entry><substanceAdministration classCode="SBADM" moodCode="EVN"><templateId root="{BASE}.16"/>
      <id root="cdbd33f0-6cde-11db-9fe1-0800200c9a66"/><statusCode code="active"/>
      <effectiveTime xsi:type="IVL_TS"><low value="20120806"/></effectiveTime>
      <effectiveTime xsi:type="PIVL_TS" operator="A"><period value="12" unit="h"/></effectiveTime>
      <doseQuantity value="1" unit="{{tablet}}"/><consumable><manufacturedProduct><manufacturedMaterial>
      <code code="314076" codeSystem="2.16.840.1.113883.6.88" displayName="Lisinopril 10 MG Oral Tablet"/>
      </manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration></entry>"""
    allergy = f"""<entry><observation classCode="OBS" moodCode="EVN"><templateId root="{BASE}.7"/>
      <id root="4adc1020-7b14-11db-9fe1-0800200c9a66"/>
      <value xsi:type="CD" code="416098002" codeSystem="2.16.840.1.113883.6.96"/>
      <participant typeCode="CSM"><participantRole><playingEntity>
      <code code="7980" codeSystem="2.16.840.1.113883.6.88" displayName="Penicillin G"/>
      </playingEntity></participantRole></participant>
      <entryRelationship typeCode="MFST"><observation classCode="OBS" moodCode="EVN"><templateId root="{BASE}.9"/>
      <value xsi:type="CD" code="247472004" codeSystem="2.16.840.1.113883.6.96" displayName="Hives"/>
      </observation></entryRelationship></observation></entry>"""
    result = f"""<entry><organizer><component><observation classCode="OBS" moodCode="EVN"><templateId root="{BASE}.2"/>
      <id root="107c2dc0-67a5-11db-bd13-0800200c9a66"/>
      <code code="718-7" codeSystem="2.16.840.1.113883.6.1" displayName="Hemoglobin"/><statusCode code="completed"/>
      <effectiveTime value="201208061300"/><value xsi:type="PQ" value="13.20" unit="g/dL"/>
      <interpretationCode code="N"/><referenceRange><observationRange><value xsi:type="IVL_PQ">
      <low value="12.0" unit="g/dL"/><high value="15.5" unit="g/dL"/></value></observationRange></referenceRange>
      </observation></component></organizer></entry>"""
    vaccine = f"""<entry><substanceAdministration classCode="SBADM" moodCode="EVN" negationInd="false">
      <templateId root="{BASE}.52"/><id root="e6f1ba43-c0ed-4b9b-9f12-f435d8ad8f92"/><effectiveTime value="20101101"/>
      <consumable><manufacturedProduct><manufacturedMaterial>
      <code code="88" codeSystem="2.16.840.1.113883.12.292" displayName="Influenza virus vaccine"/>
      </manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration></entry>"""
    family = f"""<entry><organizer classCode="CLUSTER" moodCode="EVN"><templateId root="{BASE}.45"/>
      <subject><relatedSubject>
      <code code="FTH" displayName="Father" codeSystem="2.16.840.1.113883.5.111"/></relatedSubject></subject>
      <component><observation classCode="OBS" moodCode="EVN"><templateId root="{BASE}.46"/>
      <value xsi:type="CD" code="22298006" codeSystem="2.16.840.1.113883.6.96" displayName="Myocardial infarction"/>
      </observation></component></organizer></entry>"""
    plan = (
        "<entry><act classCode='ACT' moodCode='RQO'><templateId root='2.16.840.1.113883.10.20.22.4.39'/></act></entry>"
    )
    table = (
        "<table><thead><tr><th>Problem</th><th>Since</th></tr></thead>"
        "<tbody><tr><td>Hypertension</td><td>August 2012</td></tr></tbody></table>"
    )
    parts = (
        ("Problems", problem, table),
        ("Medications", medicine, "<list><item>Lisinopril 10 mg twice a day</item></list>"),
        ("Allergies", allergy, "<paragraph>Penicillin: hives</paragraph>"),
        ("Results", result, ""),
        ("Immunizations", vaccine, ""),
        ("Family history", family, ""),
        ("Plan", plan, ""),
    )
    return document("".join(section(*each) for each in parts), **head)
