"""Answers of the demo clinic, checked from outside: every sentence cited, every number in what it cites."""

from __future__ import annotations

import httpx

from bench.pipeline import wait_until_quiet
from bench.report import Row, at_least, at_most
from bench.system import running
from salus.chat.logic.grounding import NUMBER, numbers_in

QUESTIONS = (
    "summary", "what changed", "which medicines", "any allergies", "what conditions are listed", "vaccinations",
    "what is abnormal", "what is due next", "last visit", "family history", "what does hemoglobin show",
    "ferritin trend", "potassium", "what does the INR mean", "what does the letter say about medication",
    "what did the report find", "what does the note say about pain", "resumen", "¿qué medicinas tomo?",
    "¿qué ha cambiado?", "what does the letter say about kangaroos",
)  # fmt: skip


def rows() -> list[Row]:
    """Every question about every patient, as the doctor who treats them."""
    with running() as system, system.sign_in("admin") as admin, system.sign_in("doctor") as doctor:
        wait_until_quiet(admin)
        me = doctor.get("/api/v1/me").json()["data"]["doctor_uuid"]
        patients = [p["uuid"] for p in doctor.get("/api/v1/patients", params={"limit": 50}).json()["data"]["items"]]
        answers = [_ask(doctor, me, patient, question) for patient in patients for question in QUESTIONS]
    sentences = [(s, a["sources"]) for a in answers for s in a["sentences"]]
    uncited = sum(not sentence["citations"] for sentence, _ in sentences)
    loose = sum(not _stands(sentence, sources) for sentence, sources in sentences)
    return [
        at_most("answers without a sentence", sum(not a["sentences"] for a in answers), 0, "answers", len(answers)),
        at_most("sentences without a citation", uncited, 0, "sentences", len(sentences)),
        at_most("sentences with a number outside their citation", loose, 0, "sentences", len(sentences)),
        at_least("sentences", len(sentences), len(answers), "sentences", len(answers)),
    ]


def _ask(doctor: httpx.Client, me: str, patient: str, question: str) -> dict[str, list[dict[str, list[int]]]]:
    answer = doctor.post(f"/api/v1/doctors/{me}/chat", json={"patient_uuid": patient, "message": question})
    answer.raise_for_status()
    data: dict[str, list[dict[str, list[int]]]] = answer.json()["data"]
    return data


def _stands(sentence: dict[str, object], sources: list[dict[str, list[int]]]) -> bool:
    cited = [sources[number] for number in sentence["citations"]]  # type: ignore[attr-defined]  # plain JSON has no types
    said = " ".join(f"{source['label']} {source['quote']} {source['at']}" for source in cited)
    evidence = numbers_in(said)
    return all(numbers_in(match.group()) & evidence for match in NUMBER.finditer(str(sentence["text"])))
