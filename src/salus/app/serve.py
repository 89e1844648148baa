"""`salus serve` and `salus work`: the two processes that do the work, alone or as children of `salus up`."""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import sys
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, cast

from salus.app.children import inherited_socket, wait_at_gate
from salus.app.keyring import require_right_key_of

if TYPE_CHECKING:
    from fastapi import FastAPI

    from salus.core.config import Settings

OPEN_FILES = 16_384  # a thousand live streams, their database connections, and the pages' files
DRAIN_S = 5  # open streams are told to come back; the rest of the requests take milliseconds
WORKER_NICENESS = 5  # a third of the share of a process that waits beside it, everything when none does
KEEP_ALIVE_S = 75  # longer than the 60 s of common load balancers, which must be the ones to close


def serve(slices: Sequence[str] = ()) -> None:
    """Answer requests until told to stop."""
    with _light_loading():
        settings, app = _load_app(slices)
    wait_at_gate()
    require_right_key_of(settings, settings.app_database_url())
    _run_server(settings, app)


def work(slices: Sequence[str] = ()) -> None:
    """Do jobs until told to stop."""
    # Requests go before jobs: a page that is being read must not make a person wait.
    os.nice(WORKER_NICENESS)
    with _light_loading():
        from salus.app import wiring
        from salus.app.worker import run_worker
        from salus.core.config import get_settings

        settings = get_settings()
        wiring.manifests()
    wait_at_gate()
    require_right_key_of(settings, settings.app_database_url())
    run_worker(settings, slices)


def _load_app(slices: Sequence[str]) -> tuple[Settings, FastAPI]:
    from salus.app import wiring
    from salus.app.http import create_app
    from salus.core.config import get_settings

    settings = get_settings()
    chosen = [part for part in wiring.manifests() if not slices or part.name in slices]
    return settings, create_app(settings, [router for part in chosen for router in part.routers])


def _run_server(settings: Settings, app: FastAPI) -> None:
    from uvicorn import Config, Server

    _allow_many_files()
    listener = inherited_socket()
    server = Server(
        Config(
            app,
            host=settings.host,
            port=settings.port,
            loop="uvloop",
            http="httptools",
            log_config=None,
            access_log=False,  # every request is logged once, with its id, by the app itself
            server_header=False,
            proxy_headers=False,  # or any local client could write another address into the audit trail
            timeout_graceful_shutdown=DRAIN_S,
            timeout_keep_alive=KEEP_ALIVE_S,
        )
    )
    server.run(sockets=[listener] if listener else None)
    if not server.started:
        raise SystemExit(3)


@contextlib.contextmanager
def _light_loading() -> Iterator[None]:
    """Load the modules that stay for good a tenth faster: without looking for garbage among them, now or ever."""
    # structlog loads rich (0.3 s) to paint tracebacks on a terminal; ours are JSON. None makes its import fail softly.
    sys.modules.setdefault("rich", cast("ModuleType", None))
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
        # A request makes thousands of short-lived objects and no cycles: looking every 700 finds nothing.
        gc.set_threshold(20_000, 20, 50)


def _allow_many_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft < wanted:
        with contextlib.suppress(ValueError, OSError):  # macOS caps it lower than it says
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
