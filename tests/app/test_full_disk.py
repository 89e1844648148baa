"""A disk that fills up under a running Salus: told in words, nothing corrupted, well again when there is room."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import psycopg

from salus.app.doctor import examine
from salus.app.embedded import addresses
from salus.app.embedded.processid import wait_until
from tests.app.harness import PATIENCE_S, Up, running
from tests.documents import builders
from tests.support.disks import fill, make_read_only, make_writable

SIZE_MB = 420
REFUSED = {503, 507}


def signed_in(up: Up) -> httpx.Client:
    """The demo patient's client."""
    answer = httpx.post(
        f"{up.url}/api/v1/auth/token", data={"username": "patient@salus.demo", "password": "salus-demo"}, timeout=30
    )
    client = httpx.Client(base_url=f"{up.url}/api/v1", timeout=30)
    client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    return client


def upload(client: httpx.Client, patient: str, data: bytes, key: str) -> httpx.Response:
    """One file under a key."""
    return client.post(
        "/documents/upload",
        data={"patient_uuid": patient},
        files={"file": ("a.pdf", data)},
        headers={"Idempotency-Key": key},
    )


def test_a_disk_that_fills_up_under_a_running_clinic(small_disk: Callable[[int], Path]) -> None:
    disk = small_disk(SIZE_MB)
    with running(disk / "salus", "--demo") as up, signed_in(up) as client:
        patient = client.get("/me").json()["data"]["patient_uuid"]
        before = upload(client, patient, builders.digital_pdf(1), "before")
        assert before.status_code == 202
        ballast = fill(disk)
        full = upload(client, patient, builders.digital_pdf(2), "full")
        assert full.status_code in REFUSED, full.text
        assert full.json()["error"]["code"] in {"STORAGE_FULL", "ENGINE_UNAVAILABLE"}
        space = next(finding for finding in examine(up.data_dir.root) if finding.check == "Free space")
        assert space.state == "fail"
        ballast.unlink()
        # By itself: the same client, the same key, no restart by hand.
        assert wait_until(
            lambda: upload(client, patient, builders.digital_pdf(2), "full").status_code == 202, PATIENCE_S
        )
        document = before.json()["document_id"]
        assert wait_until(lambda: client.get(f"/documents/{document}/file").status_code == 200, PATIENCE_S)
        assert client.get(f"/documents/{document}/file").content == builders.digital_pdf(1)
        with psycopg.connect(addresses.of_running(up.data_dir)[addresses.OWNER_DATABASE_URL]) as db:
            assert db.execute("SELECT count(*) FROM documents.document WHERE filename = 'a.pdf'").fetchone() == (2,)
        verified = subprocess.run(
            [sys.executable, "-m", "salus.app.cli", "audit", "verify", "--data-dir", str(up.data_dir.root)], check=False
        )
        assert verified.returncode == 0


def test_a_read_only_disk_is_named_by_the_start_and_by_the_doctor(small_disk: Callable[[int], Path]) -> None:
    disk = small_disk(300)
    make_read_only(disk)
    refused = Up(disk / "salus")
    assert refused.process.wait(PATIENCE_S) == 1
    assert "Read-only file system" in refused.said
    refused.close()
    make_writable(disk)
    (disk / "salus").mkdir(mode=0o700)
    make_read_only(disk)
    finding = next(finding for finding in examine(disk / "salus") if finding.check == "Data directory")
    assert (finding.state, finding.note) == ("fail", f"{disk / 'salus'} lies on a disk that is mounted read-only")
    make_writable(disk)
