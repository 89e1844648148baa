"""Choose free ports on the loopback address and keep them, so that a restarted engine is found where it was."""

from __future__ import annotations

import random
import socket

LOOPBACK = "127.0.0.1"
# Below the ports that systems give to outgoing connections (32768 and up on Linux, 49152 on macOS): a client that
# keeps calling an engine which is just restarting could otherwise be given that very port and connect to itself.
RANGE = range(15_000, 32_000)


def is_free(port: int) -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As the engines do: connections of the last run in TIME_WAIT do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def choose(remembered: int | None, taken: frozenset[int] = frozenset()) -> int:
    """The remembered port if it is still free, else a random free one."""
    if remembered and remembered not in taken and is_free(remembered):
        return remembered
    return next(port for port in random.sample(RANGE, len(RANGE)) if port not in taken and is_free(port))
