"""AWS on this machine: moto's server over real HTTP, and a server that answers as S3 does when it is in trouble.

* `aws`: the server's address, with credentials set for this test alone; S3 and KMS answer there
* `bucket`: the name of a fresh bucket
* `troubled`: an S3 that answers as it is told
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

import pytest


@pytest.fixture(scope="session")
def aws_server() -> Iterator[str]:
    """Address of the one server of this run."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def aws(aws_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The server's address, set up as operators set up theirs."""
    _set_up(monkeypatch, aws_server)
    return aws_server


@pytest.fixture
def bucket(aws: str) -> str:
    """A bucket of this test alone."""
    import boto3

    name = f"salus-{uuid4().hex[:12]}"
    boto3.client("s3").create_bucket(Bucket=name)
    return name


class Troubled:
    """An S3 that answers every request with one error, or hangs, or cuts the connection."""

    def __init__(self) -> None:
        self.status, self.code = 503, "SlowDown"
        self.is_silent = False
        self.requests = 0
        self.released = threading.Event()
        told = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                told.requests += 1
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if told.is_silent:
                    told.released.wait(30)
                    return
                body = f"<?xml version='1.0'?><Error><Code>{told.code}</Code><Message>told</Message></Error>".encode()
                self.send_response(told.status)
                self.send_header("Content-Type", "application/xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(b"" if self.command == "HEAD" else body)

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = answer  # noqa: N815 - the library's names

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """Nobody is kept waiting, and nothing listens any more."""
        self.released.set()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def troubled(monkeypatch: pytest.MonkeyPatch) -> Iterator[Troubled]:
    """An S3 in trouble, set up as the one to be used."""
    server = Troubled()
    _set_up(monkeypatch, server.address)
    yield server
    server.close()


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> str:
    """An address of an S3 and a KMS that nobody serves."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    _set_up(monkeypatch, address)
    return address


def _set_up(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
