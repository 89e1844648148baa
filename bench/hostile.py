"""Thousands of injured and hostile files: each is taken, refused with a reason, or left to a person; nothing breaks.

Most go through the functions that a server and a worker call, the reading in its sandbox as there; a sample goes
through a whole running Salus, whose processes must all live to the end.
"""

from __future__ import annotations

import json
import resource
from collections import Counter
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import httpx
import psycopg

from bench.chaos import wait_until_over
from bench.mayhem import owner_url
from bench.pipeline import patient_of, wait_until_quiet
from bench.report import Row, at_least, at_most, told
from bench.system import System, running
from salus.documents.engines.inspect import inspect_upload
from salus.documents.engines.read import read_page
from salus.documents.engines.sandbox import MEMORY_LIMIT_BYTES
from salus.documents.errors import UnreadableFile
from tests.documents import builders

FILES, SMALL_FILES = 10_000, 300
SENT, SMALL_SENT = 200, 20
QUICK = ("digital PDF", "locked PDF")
MOST_PAGES = 3  # read of each file
PICTURES_READ = 40  # of the pictures that are accepted, each so-many-th is read: reading one takes a second
SERVER_MB = 700  # of a web server or worker; what strangers' files cost lies in the sandbox


def sources() -> Mapping[str, bytes]:
    """Good files, to be injured."""
    sheet = builders.lab_sheet()
    small = builders.raster(builders.short_sheet(1), 40)
    return {
        "digital PDF": builders.pdf(sheet),
        "scanned PDF": builders.scan_pdf(small),
        "locked PDF": builders.encrypted(builders.pdf(sheet), ""),
        "JPEG": builders.jpeg(small),
        "PNG": builders.png(small),
    }


def monsters() -> Mapping[str, bytes]:
    """Files made to break a reader."""
    pdf, png = builders.digital_pdf(1), builders.png(builders.raster(builders.short_sheet(1), 40))
    zip_end = b"PK\x05\x06" + bytes(18)
    return {
        "nothing": b"",
        "PNG of billions of pixels": builders.png_bomb(),
        "PDF page three kilometres wide": builders.pdf_page_bomb(),
        "PDF stream of half a gigabyte": builders.pdf_stream_bomb(),
        "PDF picture of billions of pixels": builders.pdf_image_bomb(),
        "PDF of too many pages": builders.many_pages_pdf(20_000),
        "PDF without a page": builders.no_pages_pdf(),
        "PDF of forms in forms": builders.laughing_pdf(),
        "PDF of millions of strokes": builders.scribbled_pdf(),
        "PDF that is a ZIP too": pdf + b"PK\x03\x04" + bytes(26) + zip_end,
        "PNG that is a ZIP too": png + b"PK\x03\x04" + bytes(26) + zip_end,
        "picture that is a PDF too": png + pdf,
        "PDF of nested arrays": builders.raw_pdf(extra=(b"[" * 100_000 + b"]" * 100_000,)),
        "PDF of nested dictionaries": builders.raw_pdf(extra=(b"<< /A " * 50_000 + b"1" + b" >>" * 50_000,)),
    }


def rows(files: int = FILES, sent: int = SENT) -> list[Row]:
    """Injure, look, read; then send a sample to a whole Salus."""
    outcomes, strange = Counter[str](), list[str]()
    looked = partial(_note, outcomes, strange)
    for name, data in monsters().items():
        looked(name, data, is_read=True)
    good = list(sources().items())
    pictures = 0
    for serial in range(files - len(monsters())):
        name, data = good[serial % len(good)]
        injured = builders.mutated(data, serial)
        is_quick = name in QUICK
        looked(f"{name}, {serial}", injured, is_read=is_quick or pictures % PICTURES_READ == 0)
        pictures += not is_quick
    here_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    inside_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    said = ", ".join(f"{code} {number}" for code, number in outcomes.most_common(6))
    return [
        at_least("hostile files looked at and read", outcomes.total(), files, "files", files, said),
        at_most("of these neither taken nor refused", len(strange), 0, "files", files, "; ".join(strange[:3]) or None),
        at_most("memory of the sandbox", inside_mb, MEMORY_LIMIT_BYTES / 2**20, "MB", files),
        told("memory of this process, which builds them", here_mb, "MB", files),
        *_sent(sent),
    ]


def _note(outcomes: Counter[str], strange: list[str], name: str, data: bytes, *, is_read: bool) -> None:
    try:
        outcomes[_read(data) if is_read else _look(data)] += 1
    except UnreadableFile as refusal:
        outcomes[refusal.code] += 1
    except Exception as error:
        strange.append(f"{name}: {type(error).__name__}")


def _look(data: bytes) -> str:
    inspect_upload(data, "a")
    return "accepted"


def _read(data: bytes) -> str:
    found = inspect_upload(data, "a")
    for number in range(1, min(found.page_count, MOST_PAGES) + 1):
        read_page(data, number)
    return "read"


def _sent(number: int) -> list[Row]:
    with running() as system, system.sign_in("patient") as client, system.sign_in("admin") as admin:
        wait_until_quiet(admin)
        patient, answers, wordless = patient_of(client), Counter[int](), 0
        taken: list[str] = []
        good = list(sources().values())
        files = [*monsters().values(), *(builders.mutated(good[n % len(good)], 50_000 + n) for n in range(number))]
        for serial, data in enumerate(files):
            answer = _send(client, patient, data, serial)
            answers[answer.status_code] += 1
            if answer.status_code in (200, 202):
                taken.append(str(answer.json().get("document_id") or answer.json()["data"]["document_id"]))
            elif not answer.json()["error"]["message"]:
                wordless += 1
        wait_until_over(admin)
        ends = _ends(system, taken)
        memory = {name: _peak_mb(process.pid) for name, process in system.directory.read_state().processes.items()}
        died = _died(system.directory.logs / "salus.log")
    ours = max(memory[name] for name in ("Web server", "Worker"))
    broken = sum(count for status, count in answers.items() if status >= 500)
    unclassified = len(set(taken)) - sum(ends.values())
    return [
        at_most("hostile files sent: answered as an error of ours", broken, 0, "files", len(files), str(dict(answers))),
        at_most("refused without a word", wordless, 0, "files", len(files)),
        at_most("taken, and neither INDEXED nor left with a reason", unclassified, 0, "files", len(taken), str(ends)),
        at_most("processes that died", len(died), 0, "processes", len(files), ", ".join(died) or None),
        at_most("memory of web server or worker at most", ours, SERVER_MB, "MB", len(files)),
    ]


def _send(client: httpx.Client, patient: str, data: bytes, serial: int) -> httpx.Response:
    return client.post(
        "/api/v1/documents/upload",
        data={"patient_uuid": patient},
        files={"file": (f"hostile-{serial}.pdf", data)},
        timeout=120,
    )


def _ends(system: System, documents: list[str]) -> dict[str, int]:
    """How many ended as what; those that ended badly only if a reason stands there."""
    with psycopg.connect(owner_url(system.directory), autocommit=True) as db:
        found = db.execute(
            """
            SELECT status, count(*)
            FROM documents.document
            WHERE id = ANY(%s::uuid[])
              AND (status = 'INDEXED' OR status IN ('REVIEW', 'FAILED') AND reason <> '')
            GROUP BY status
            """,
            (documents,),
        ).fetchall()
    return {str(status): int(number) for status, number in found}


def _peak_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _died(journal: Path) -> list[str]:
    events = [json.loads(line) for line in journal.read_text().splitlines()]
    return [str(event["process"]) for event in events if event["event"] == "process_died"]
