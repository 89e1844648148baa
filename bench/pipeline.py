"""From upload to INDEXED through a whole running Salus: a ten-page PDF and a one-page scan."""

from __future__ import annotations

import statistics
import time

import httpx
from rapidfuzz.distance import Levenshtein

from bench.papers import digital_pdf, scan
from bench.report import Row, at_most
from bench.system import running

ROUNDS = 5
TIMEOUT_S = 120.0
OVER = ("INDEXED", "REVIEW", "FAILED")


def patient_of(client: httpx.Client) -> str:
    """The demo patient's own record."""
    return str(client.get("/api/v1/me").json()["data"]["patient_uuid"])


def upload(client: httpx.Client, patient: str, name: str, data: bytes) -> tuple[str, float]:
    """Send a file: its document's id, and the seconds until 202."""
    began = time.perf_counter()
    answer = client.post(
        "/api/v1/documents/upload",
        data={"patient_uuid": patient, "document_type": "consultation_note"},
        files={"file": (name, data, "application/pdf")},
    )
    took = time.perf_counter() - began
    if answer.status_code != 202:
        raise RuntimeError(f"upload answered {answer.status_code}: {answer.text[:300]}")
    return str(answer.json()["document_id"]), took


def wait_until_over(client: httpx.Client, document: str) -> str:
    """The status at which the pipeline ended."""
    deadline = time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline:
        status = str(client.get(f"/api/v1/documents/{document}").json()["data"]["processing_status"])
        if status in OVER:
            return status
        time.sleep(0.05)
    raise TimeoutError(f"document {document} was not finished in {TIMEOUT_S:.0f} s")


def wait_until_quiet(client: httpx.Client) -> None:
    """Until the demo's own documents are done, so that they do not compete."""
    deadline = time.monotonic() + 4 * TIMEOUT_S
    while time.monotonic() < deadline:
        jobs = client.get("/api/v1/admin/system").json()["data"]["jobs"]
        if not jobs.get("queued") and not jobs.get("running"):
            return
        time.sleep(0.5)
    raise TimeoutError("the demo documents were not finished")


def character_error_rate(truth: str, read: str) -> float:
    """Edits per character, white space apart."""
    expected, found = "".join(truth.split()), "".join(read.split())
    return Levenshtein.distance(expected, found) / len(expected)


def rows() -> list[Row]:
    """Medians of several uploads, one after the other."""
    with running() as system, system.sign_in("patient") as client, system.sign_in("admin") as admin:
        wait_until_quiet(admin)
        patient = patient_of(client)
        accepted, digital, scanned, errors = [], [], [], []
        for serial in range(ROUNDS):
            began = time.perf_counter()
            document, took = upload(client, patient, f"ten-{serial}.pdf", digital_pdf(10, serial))
            _must_be_indexed(wait_until_over(client, document))
            digital.append(time.perf_counter() - began)
            accepted.append(took * 1000)
        for serial in range(100, 100 + ROUNDS):
            data, text = scan(serial)
            began = time.perf_counter()
            document, _ = upload(client, patient, f"scan-{serial}.pdf", data)
            _must_be_indexed(wait_until_over(client, document))
            scanned.append(time.perf_counter() - began)
            page = client.get(f"/api/v1/documents/{document}/pages/1").json()["data"]
            errors.append(character_error_rate(text, " ".join(word["t"] for word in page["words"])))
    return [
        at_most("10-page PDF: 202 after", statistics.median(accepted), 300, "ms", ROUNDS),
        at_most("10-page PDF: upload to INDEXED", statistics.median(digital), 5, "s", ROUNDS),
        at_most("150 dpi scan: upload to INDEXED", statistics.median(scanned), 6, "s", ROUNDS),
        at_most("150 dpi scan: character error rate", statistics.mean(errors) * 100, 1, "%", ROUNDS),
    ]


def _must_be_indexed(status: str) -> None:
    if status != "INDEXED":
        raise RuntimeError(f"a bench document ended as {status}")
