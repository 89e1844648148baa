"""Kill -9 before and after every single commit of an upload, of its reading, of a decision and of an answer in chat.

One Salus; for each commit in turn the server or the worker is told to die there while somebody does the thing once,
and asks again under the same Idempotency-Key until it is answered. The sweep of a thing is over when it is done without
coming to its n-th commit.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg

from bench.aftermath import look
from bench.chaos import Uploads, document_rows, upload_until_acknowledged, wait_until_over
from bench.inject import Executioner, running_on_orders
from bench.mayhem import owner_url
from bench.pipeline import patient_of, wait_until_quiet
from bench.report import Row, at_least, at_most
from bench.system import System
from salus.core.jobs.contract import EngineName

ANSWERED_S = 60.0
MOST_COMMITS = 60  # of one thing; more means that something commits for ever
BUSY_S = 0.2
ALREADY_DONE = "ALREADY_DONE"
LEAST_POINTS = {"upload": 2, "reading": 8, "decision": 2, "answer": 2}


@dataclass(frozen=True, slots=True)
class Thing:
    """What is done while one process is told to die at a commit."""

    name: str
    process: str
    do: Callable[[str], None]


class Scene:
    """A clinic, the people who do things there, and what they were answered."""

    def __init__(self, system: System) -> None:
        self.patient, self.doctor, self.admin = (system.sign_in(who) for who in ("patient", "doctor", "admin"))
        self.patient_id = patient_of(self.patient)
        self.uploads = Uploads()
        self.asked: list[str] = []
        self.accepted: list[str] = []
        wait_until_quiet(self.admin)
        # Now, for a look under orders would be killed itself.
        found = self.doctor.get(f"/api/v1/patients/{self.patient_id}/proposals", params={"limit": MOST_COMMITS})
        self._waiting: list[dict[str, Any]] = list(found.json()["data"]["items"])

    def upload(self, key: str) -> None:
        """One paper, until it is acknowledged."""
        upload_until_acknowledged(self.patient, self.patient_id, len(self.uploads.documents), self.uploads)

    def upload_and_wait(self, key: str) -> None:
        """One paper, until it is read to its end."""
        self.upload(key)
        wait_until_over(self.admin)

    def accept(self, key: str) -> None:
        """One proposal that waits for a doctor."""
        proposal = self._waiting.pop()
        place = f"/api/v1/proposals/{proposal['id']}/accept"
        _until_answered(lambda: self.doctor.post(place, json={"version": proposal["version"]}, headers=_key(key)))
        self.accepted.append(proposal["id"])

    def ask(self, key: str) -> None:
        """One question, whose words are nobody else's."""
        question = f"What was my ferritin, please? ({key})"
        place = f"/api/v1/patients/{self.patient_id}/chat"
        _until_answered(lambda: self.patient.post(place, json={"message": question}, headers=_key(key)))
        self.asked.append(question)


def rows(engine: EngineName = "procrastinate", every: int = 1) -> list[Row]:
    """Sweep over all commits (or every n-th, to be quick), then look at what is there."""
    with running_on_orders({"SALUS_JOBS_ENGINE": engine}) as (system, executioner):
        scene = Scene(system)
        facts = _count(system, "SELECT count(*) FROM records.provenance")
        things = (
            Thing("upload", "Web server", scene.upload),
            Thing("reading", "Worker", scene.upload_and_wait),
            Thing("decision", "Web server", scene.accept),
            Thing("answer", "Web server", scene.ask),
        )
        points = {thing.name: _sweep(thing, executioner, every) for thing in things}
        wait_until_over(scene.admin)
        found = look(system.directory, scene.uploads.documents)
        verdict = scene.admin.post("/api/v1/admin/audit/verify").json()["data"]
        return [
            *(
                at_least(f"kills -9 at commits of one {name}", number, LEAST_POINTS[name] // every, "kills", number)
                for name, number in points.items()
            ),
            *document_rows(found, len(scene.uploads.documents)),
            *_decision_rows(system, scene, facts),
            *_answer_rows(system, scene),
            at_least("audit chain holds", float(bool(verdict["ok"])), 1, "yes", int(verdict["rows"])),
        ]


def _sweep(thing: Thing, executioner: Executioner, every: int) -> int:
    killed = 0
    for when in ("before", "after"):
        for n in range(1, MOST_COMMITS, every):
            executioner.order(thing.process, at="commit", when=when, n=n)
            thing.do(f"{thing.name}-{when}-{n}")
            if executioner.withdraw(thing.process):
                break
            killed += 1
        else:
            raise RuntimeError(f"{thing.name} has no end")
    return killed


def _decision_rows(system: System, scene: Scene, facts_before: int) -> list[Row]:
    accepted = _count(
        system,
        "SELECT count(DISTINCT created_id) FROM documents.proposal WHERE status = 'accepted' AND id = ANY(%s::uuid[])",
        scene.accepted,
    )
    facts = _count(system, "SELECT count(*) FROM records.provenance") - facts_before
    number = len(scene.accepted)
    return [
        at_most("acknowledged decisions lost", number - accepted, 0, "decisions", number),
        at_most("facts beyond one for each decision", abs(facts - number), 0, "facts", number),
    ]


def _answer_rows(system: System, scene: Scene) -> list[Row]:
    asked = "SELECT count(*) FROM chat.message WHERE NOT is_assistant AND text = ANY(%s)"
    answers = """
        SELECT count(*)
        FROM chat.message AS answer
        WHERE answer.is_assistant
          AND answer.state <> 'writing'
          AND EXISTS (
              SELECT
              FROM chat.message AS question
              WHERE question.conversation_id = answer.conversation_id AND question.text = ANY(%s))
    """
    number = len(scene.asked)
    return [
        at_most(
            "questions lost or kept twice", abs(_count(system, asked, scene.asked) - number), 0, "questions", number
        ),
        at_most("answers lost or kept twice", abs(_count(system, answers, scene.asked) - number), 0, "answers", number),
    ]


def _count(system: System, query: str, wanted: list[str] | None = None) -> int:
    with psycopg.connect(owner_url(system.directory), autocommit=True) as db:
        row = db.execute(query.encode(), (wanted,) if wanted is not None else None).fetchone()
        assert row is not None
        return int(row[0])


def _key(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}


def _until_answered(send: Callable[[], httpx.Response]) -> None:
    """As a careful client: again, under the same key, until somebody answers."""
    deadline = time.monotonic() + ANSWERED_S
    while time.monotonic() < deadline:
        try:
            answer = send()
        except httpx.HTTPError:
            answer = None
        if answer is not None and answer.status_code < 300:
            return
        if answer is not None and answer.status_code == httpx.codes.CONFLICT and ALREADY_DONE in answer.text:
            return  # killed between its commit and the keeping of its answer: it is done, and the retry says so
        if answer is not None and answer.status_code < 500:
            raise RuntimeError(f"answered {answer.status_code}: {answer.text[:300]}")
        time.sleep(BUSY_S)
    raise TimeoutError("it was never answered")
