"""F5: the model's endpoint hangs, errors, breaks off or streams garbage. Everybody is answered, in time, and told so.

Each fault: patients ask one after another beside a steady stream of reads, which is compared with the same stream while
the model is well. The circuit shows in how many calls reached the model before it was left alone.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from bench.models import LocalModel, local_model, salus_with
from bench.pipeline import wait_until_quiet
from bench.report import Row, at_most, told
from bench.system import System

FAULTS: dict[str, dict[str, str]] = {
    "hangs": {"ending": "hang"},
    "errors": {"status": "500"},
    "is busy": {"status": "429"},
    "breaks off": {"ending": "cut"},
    "streams garbage": {"ending": "garbage"},
}
FIRST_S, BETWEEN_S, WHOLE_S, REST_S = 2.0, 1.0, 6.0, 3.0
ASKED = 12  # in a row, more than the circuit lets through
ATTEMPTS_A_CALL = 3  # of the guard, while the model is busy
READ_EVERY_S = 0.03
LEAST_READS = 300  # beside each round, so that a hundredth of them is more than the one slowest
FALLBACK = "word for word from the record"
LIMITS = {
    "SALUS_MODEL_FIRST_S": str(FIRST_S),
    "SALUS_MODEL_BETWEEN_S": str(BETWEEN_S),
    "SALUS_MODEL_ANSWER_S": str(WHOLE_S),
    "SALUS_MODEL_REST_S": str(REST_S),
}


@dataclass(slots=True)
class Round:
    """Questions under one behaviour of the model, and the reads beside them."""

    answers: list[dict[str, Any]] = field(default_factory=list)
    took_s: list[float] = field(default_factory=list)
    reads_s: list[float] = field(default_factory=list)
    calls: int = 0


def rows() -> list[Row]:
    """A well model first, then each fault, with its recovery."""
    with local_model(0.0) as model, salus_with(model, **LIMITS) as system, system.sign_in("admin") as admin:
        wait_until_quiet(admin)
        with system.sign_in("patient") as patient, system.sign_in("doctor") as reader:
            _round(system, model, patient, reader, {})  # nobody compares with what a process does for the first time
            well = _round(system, model, patient, reader, {})
            found = []
            for name, how in FAULTS.items():
                found += _fault_rows(name, _round(system, model, patient, reader, how), well)
                found.append(_recovery_row(name, model, patient))
    return found


def _round(
    system: System, model: LocalModel, patient: httpx.Client, reader: httpx.Client, how: dict[str, str]
) -> Round:
    model.behave(**how)
    seen, stop = Round(), threading.Event()
    path = f"/api/v1/patients/{reader.get('/api/v1/patients').json()['data']['items'][0]['uuid']}"

    def read() -> None:
        while not stop.wait(READ_EVERY_S):
            began = time.monotonic()
            reader.get(path).raise_for_status()
            seen.reads_s.append(time.monotonic() - began)

    reading = threading.Thread(target=read)
    reading.start()
    try:
        for _ in range(ASKED):
            _ask_timed(patient, seen)
        seen.calls = model.behave(**how)
        while len(seen.reads_s) < LEAST_READS and reading.is_alive():
            _ask_timed(patient, seen)
    finally:
        stop.set()
        reading.join()
    return seen


def _ask_timed(patient: httpx.Client, seen: Round) -> None:
    began = time.monotonic()
    seen.answers.append(_ask(patient))
    seen.took_s.append(time.monotonic() - began)


def _ask(patient: httpx.Client) -> dict[str, Any]:
    me = patient.get("/api/v1/me").json()["data"]["patient_uuid"]
    answer = patient.post(f"/api/v1/patients/{me}/chat", json={"message": "Which medicines am I taking?"})
    answer.raise_for_status()
    data: dict[str, Any] = answer.json()["data"]
    return data


def _fault_rows(name: str, seen: Round, well: Round) -> list[Row]:
    unstated = sum(FALLBACK not in (answer["notice"] or "") or not answer["sentences"] for answer in seen.answers)
    slower = _p99(seen.reads_s) / _p99(well.reads_s)
    most_calls = 5 * (ATTEMPTS_A_CALL if name == "is busy" else 1)
    return [
        at_most(f"F5 model {name}: answers without a stated fallback", unstated, 0, "answers", len(seen.answers)),
        at_most(f"F5 model {name}: longest answer", max(seen.took_s), WHOLE_S + 1, "s", len(seen.answers)),
        at_most(f"F5 model {name}: calls until it is left alone", seen.calls, most_calls, "calls", ASKED),
        at_most(f"F5 model {name}: reads beside, p99 of a well model's", slower, 2, "x", len(seen.reads_s)),
    ]


def _recovery_row(name: str, model: LocalModel, patient: httpx.Client) -> Row:
    """From the model's recovery to the first answer that it words."""
    model.behave()
    began = time.monotonic()
    while (_ask(patient)["papers"] or {}).get("trouble"):
        if time.monotonic() - began > 10 * REST_S:
            break
        time.sleep(0.1)
    return told(f"F5 model {name}: back after its recovery", time.monotonic() - began, "s", 1, f"rest {REST_S:g} s")


def _p99(seconds: Sequence[float]) -> float:
    ordered = sorted(seconds)
    return ordered[min(int(len(ordered) * 0.99), len(ordered) - 1)] if ordered else float("inf")
