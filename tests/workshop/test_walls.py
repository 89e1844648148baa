"""The test run itself: nothing leaves this machine, and a warning is a failure."""

from __future__ import annotations

import asyncio
import socket
import warnings

import pytest
from pytest_socket import SocketConnectBlockedError

OUTSIDE = ("192.0.2.1", 80)  # RFC 5737: TEST-NET-1, never anybody's


def test_a_test_cannot_connect_beyond_loopback() -> None:
    with socket.socket() as client, pytest.raises(SocketConnectBlockedError):
        client.connect(OUTSIDE)


async def test_an_async_test_cannot_connect_beyond_loopback() -> None:
    with pytest.raises(SocketConnectBlockedError):
        await asyncio.open_connection(*OUTSIDE)


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def test_warnings_are_errors() -> None:
    with pytest.raises(UserWarning):
        warnings.warn("anything", UserWarning, stacklevel=1)
