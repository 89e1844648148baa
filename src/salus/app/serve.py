"""`salus serve` and `salus work`: the two processes that do the work, alone or as children of `salus up`."""

from __future__ import annotations

import contextlib
import os
import resource
from collections.abc import Sequence

from salus.app.children import inherited_socket, wait_at_gate
from salus.core.config import Settings

OPEN_FILES = 16_384  # a thousand live streams, their database connections, and the pages' files
DRAIN_S = 5  # open streams are told to come back; the rest of the requests take milliseconds
WORKER_NICENESS = 5  # a third of the share of a process that waits beside it, everything when none does
KEEP_ALIVE_S = 75  # longer than the 60 s of common load balancers, which must be the ones to close


def serve(settings: Settings, slices: Sequence[str] = ()) -> None:
    """Answer requests until told to stop."""
    from uvicorn import Config, Server

    from salus.app import wiring
    from salus.app.http import create_app

    _allow_many_files()
    routers = [router for part in wiring.manifests() if not slices or part.name in slices for router in part.routers]
    app = create_app(settings, routers)
    wait_at_gate()
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


def work(settings: Settings, slices: Sequence[str] = ()) -> None:
    """Do jobs until told to stop."""
    from salus.app import wiring
    from salus.app.worker import run_worker

    # Requests go before jobs: a page that is being read must not make a person wait.
    os.nice(WORKER_NICENESS)
    wiring.manifests()
    wait_at_gate()
    run_worker(settings, list(slices) or None)


def _allow_many_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft < wanted:
        with contextlib.suppress(ValueError, OSError):  # macOS caps it lower than it says
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
