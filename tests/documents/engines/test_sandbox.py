"""Files that hang, crash or eat a parser cost one page its turn, and nothing else."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from salus.documents import errors
from salus.documents.contract import Page
from salus.documents.engines.inspect import inspect_upload
from salus.documents.engines.packing import packed, unpacked
from salus.documents.engines.read import read_page, read_page_here
from salus.documents.engines.render import draw_page, draw_page_here
from salus.documents.engines.sandbox import Sandbox
from tests.documents import builders
from tests.documents.reading import text_of

SHORT = builders.pdf(*(builders.short_sheet(number) for number in range(1, 4)))


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    own = Sandbox(memory_limit_bytes=360 << 20)
    yield own
    own.close()


def read(sandbox: Sandbox, data: bytes, number: int = 1, timeout_s: float = 60.0) -> Page:
    return sandbox.ask("read", data, number, timeout_s, unpacked, password=None)


def child_of(sandbox: Sandbox) -> int:
    assert sandbox._child is not None
    return sandbox._child.pid


def test_a_page_read_in_the_sandbox_is_the_page() -> None:
    data = builders.pdf(builders.lab_sheet())
    assert read_page(data, 1) == read_page_here(data, 1)
    assert draw_page(data, 1, 300, rotation_deg=0.0) == draw_page_here(data, 1, 300, rotation_deg=0.0)


def test_a_packed_page_loses_nothing() -> None:
    page = read_page_here(builders.jpeg(builders.scene()), 1)
    assert unpacked(*packed(page)) == page


def test_what_a_file_causes_is_said_as_if_it_had_been_read_here() -> None:
    with pytest.raises(errors.PasswordRequired):
        read_page(builders.encrypted(SHORT, "s3cret"), 1)
    with pytest.raises(errors.NoSuchPage) as refusal:
        read_page(SHORT, 7)
    assert refusal.value.details == {"page": 7}


def test_a_file_that_never_ends_is_given_up_and_the_next_one_read(sandbox: Sandbox) -> None:
    """Two kilobytes that draw ten thousand million strokes: inspection cannot know, no call can be interrupted."""
    endless = builders.laughing_pdf()
    assert inspect_upload(endless, "a.pdf").page_count == 1
    read(sandbox, SHORT)
    started = time.monotonic()
    with pytest.raises(errors.PageUnreadable) as refusal:
        read(sandbox, endless, timeout_s=1.0)
    assert time.monotonic() - started < 10
    assert refusal.value.details == {"page": 1}
    assert text_of(read(sandbox, SHORT, 2)) == builders.truth(builders.short_sheet(2))


def test_a_file_that_eats_memory_is_given_up_and_the_next_one_read(sandbox: Sandbox) -> None:
    with pytest.raises(errors.PageUnreadable):
        read(sandbox, builders.scribbled_pdf(2_000_000))
    assert text_of(read(sandbox, SHORT, 1)) == builders.truth(builders.short_sheet(1))


def test_a_killed_child_costs_one_page_and_is_replaced(sandbox: Sandbox) -> None:
    read(sandbox, SHORT)
    first = child_of(sandbox)
    os.kill(first, signal.SIGKILL)
    assert text_of(read(sandbox, SHORT, 3)) == builders.truth(builders.short_sheet(3))
    assert child_of(sandbox) != first


def test_several_threads_share_the_child(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(lambda number: read(sandbox, SHORT, number), [1, 2, 3] * 4))
    assert [page.number for page in pages] == [1, 2, 3] * 4


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_the_child_knows_no_secrets_and_may_write_no_file(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_SECRET_KEY", "not for strangers")
    read(sandbox, SHORT)
    process = Path(f"/proc/{child_of(sandbox)}")
    assert b"not for strangers" not in (process / "environ").read_bytes()
    limits = {line[:26].strip(): line[26:46].strip() for line in (process / "limits").read_text().splitlines()}
    assert limits["Max file size"] == limits["Max core file size"] == "0"
    assert limits["Max address space"] == str(360 << 20)


def test_a_closed_sandbox_leaves_no_process(sandbox: Sandbox) -> None:
    read(sandbox, SHORT)
    child = child_of(sandbox)
    sandbox.close()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
