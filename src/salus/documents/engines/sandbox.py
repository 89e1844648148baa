"""Parse strangers' files in a process of its own, which may crash, hang or eat memory without harm to anybody else.

A few hundred bytes of PDF can keep a parser busy for hours (forms that draw forms that draw forms), and no
library can be interrupted from outside while it runs. The child has a time for each page, a ceiling of memory, no
secrets in its environment, and may write no file; what it says is JSON and plain bytes. One child serves a process, one
page at a time; it is started when first needed and again after it was lost.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from typing import Any, TypeVar

import orjson
import structlog

from salus.documents import errors
from salus.documents.engines.packing import Packed
from salus.documents.errors import PageUnreadable, UnreadableFile

log = structlog.get_logger(__name__)

MEMORY_LIMIT_BYTES = 4 << 30  # of address space; reading the largest photo takes 1.7, of which 0.5 is memory
MAX_ANSWER_BYTES = 256 << 20
START_TIMEOUT_S = 60.0
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TMPDIR", "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE")
# On a machine of many cores every library would reserve memory for each of them and the ceiling would be met at once.
_FEW_THREADS = {"MALLOC_ARENA_MAX": "4", "OPENBLAS_NUM_THREADS": "1", "OPENCV_FOR_THREADS_NUM": "2"}
_LOST = (OSError, EOFError, TimeoutError, ValueError, KeyError, TypeError)

Answer = TypeVar("Answer")


class Sandbox:
    """The child process of this process, seen from outside. Safe to call from several threads."""

    def __init__(self, memory_limit_bytes: int = MEMORY_LIMIT_BYTES) -> None:
        self._memory_limit_bytes = memory_limit_bytes
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._line: Connection[Any, Any] | None = None
        self._kept: bytes | None = None

    def ask(
        self,
        task: str,
        data: bytes,
        page: int,
        timeout_s: float,
        understand: Callable[[Any, Sequence[bytes]], Answer],
        **arguments: Any,
    ) -> Answer:
        """What a task of the child makes of a page; raises what the child refused, or `PageUnreadable`.

        A child that is gone may have been killed for no fault of the page, so it is asked once more of a new one; a
        child that took too long is not.
        """
        with self._lock:
            try:
                return self._answered(task, data, page, timeout_s, understand, arguments)
            except TimeoutError:
                pass
            except _LOST:
                with suppress(*_LOST):
                    return self._answered(task, data, page, timeout_s, understand, arguments)
        raise PageUnreadable(page=page)

    def warm_up(self) -> None:
        """Start the child and let it load what reading scans needs."""
        self.ask("warm_up", b"", 0, START_TIMEOUT_S, lambda said, parts: None)

    def close(self) -> None:
        """End the child, if there is one."""
        with self._lock:
            self._stop()

    def _answered(
        self,
        task: str,
        data: bytes,
        page: int,
        timeout_s: float,
        understand: Callable[[Any, Sequence[bytes]], Answer],
        arguments: dict[str, Any],
    ) -> Answer:
        """What the child makes of it; whatever the child does wrong ends it and is one of `_LOST`."""
        try:
            said, parts = self._asked(task, data, page, timeout_s, arguments)
            if "done" in said:
                return understand(said["done"], parts)
        except _LOST as lost:
            self._stop()
            log.warning("page_reader_lost", task=task, reason=type(lost).__name__)
            raise
        if "broke" in said:
            log.error("page_reader_broke", task=task, error=said["broke"], places=said["places"])
        raise _refusal(said, page)

    def _asked(
        self, task: str, data: bytes, page: int, timeout_s: float, arguments: dict[str, Any]
    ) -> tuple[Packed, list[bytes]]:
        line = self._ready()
        if data is not self._kept:
            line.send_bytes(orjson.dumps({"task": "keep"}))
            line.send_bytes(data)
            self._kept = data
        line.send_bytes(orjson.dumps({"task": task, "page": page, "arguments": arguments}))
        if not line.poll(timeout_s):
            raise TimeoutError
        said: Packed = orjson.loads(line.recv_bytes(MAX_ANSWER_BYTES))
        return said, [line.recv_bytes(MAX_ANSWER_BYTES) for _ in range(int(said.get("parts", 0)))]

    def _ready(self) -> Connection[Any, Any]:
        if self._child is not None and self._child.poll() is None and self._line is not None:
            return self._line
        self._stop()
        ours, theirs = Pipe()
        code = "from salus.documents.engines.sandbox_child import serve; serve()"
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        self._child = subprocess.Popen(  # noqa: S603 - this interpreter and this package, no word from outside
            [sys.executable, "-c", code, str(theirs.fileno()), str(self._memory_limit_bytes)],
            env=environment | _FEW_THREADS | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(theirs.fileno(),),
        )
        theirs.close()
        self._line, self._kept = ours, None
        return ours

    def _stop(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._child is not None:
            self._child.kill()
            self._child.wait()
        self._child = self._line = self._kept = None


def _refusal(said: Packed, page: int) -> UnreadableFile | errors.NoSuchPage:
    """The error that the child met, if it is one of those that a file can cause."""
    kind = getattr(errors, str(said.get("refused")), PageUnreadable)
    of_page: dict[str, Any] = {"page": page} if page else {}
    if isinstance(kind, type) and issubclass(kind, UnreadableFile | errors.NoSuchPage):
        return kind(**(of_page | said.get("details", {})))
    return PageUnreadable(**of_page)


_sandbox = Sandbox()
atexit.register(_sandbox.close)


def sandbox() -> Sandbox:
    """The one of this process."""
    return _sandbox
