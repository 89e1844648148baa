"""Valkey or Redis behind a few verbs. Everything in it can be lost: a missing engine slows, it never breaks."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import redis.asyncio as redis
import structlog
from redis.exceptions import RedisError

log = structlog.get_logger()
REST_AFTER_FAILURE_S = 1.0


class Cache:
    """Counters for rate limits and live fan-out; quiet for a moment after the engine failed to answer."""

    def __init__(self, url: str | None) -> None:
        self._client = (
            redis.Redis.from_url(url, socket_timeout=1.0, socket_connect_timeout=0.5, decode_responses=True)
            if url
            else None
        )
        self._resting_until = 0.0

    async def close(self) -> None:
        """Give the connections back."""
        if self._client is not None:
            await self._client.aclose()

    async def is_alive(self) -> bool:
        """Whether the engine answers."""
        if self._client is None:
            return False
        try:
            return bool(await self._client.ping())
        except RedisError:
            return False

    async def count(self, key: str, window_s: int) -> int:
        """How often this was called with the key in the window, this time included; 0 when nobody counts."""
        if self._client is None or time.monotonic() < self._resting_until:
            return 0
        try:
            async with self._client.pipeline(transaction=True) as pipe:
                pipe.incr(key)
                pipe.expire(key, window_s, nx=True)
                answer = await pipe.execute()
                return int(answer[0])
        except RedisError:
            self._rest()
            return 0

    async def evaluate(
        self, script: str, calls: Sequence[tuple[str, tuple[float | int, ...]]]
    ) -> list[list[str]] | None:
        """What the script answers for each key with its arguments, each run atomic; None when the engine is away."""
        if self._client is None or time.monotonic() < self._resting_until:
            return None
        try:
            async with self._client.pipeline(transaction=False) as pipe:
                for key, arguments in calls:
                    pipe.eval(script, 1, key, *arguments)
                return list(await pipe.execute())
        except RedisError:
            self._rest()
            return None

    async def forget(self, key: str) -> None:
        """Drop a key."""
        if self._client is not None:
            try:
                await self._client.delete(key)
            except RedisError:
                self._rest()

    async def publish(self, channel: str, message: str) -> None:
        """Tell whoever listens now."""
        if self._client is None or time.monotonic() < self._resting_until:
            return
        try:
            await self._client.publish(channel, message)
        except RedisError:
            self._rest()

    @asynccontextmanager
    async def subscribe(self, *channels: str) -> AsyncIterator[AsyncIterator[str | None]]:
        """Messages as they come; None about once a second when there are none, and always when the engine is away."""
        import asyncio

        if self._client is None:
            yield _silence()
            return
        pubsub = self._client.pubsub()

        async def messages() -> AsyncIterator[str | None]:
            while True:
                try:
                    if not pubsub.subscribed:
                        await pubsub.subscribe(*channels)
                    got = await pubsub.get_message(ignore_subscribe_messages=True, timeout=1.0)
                    yield str(got["data"]) if got else None
                except RedisError:
                    await asyncio.sleep(REST_AFTER_FAILURE_S)
                    yield None

        try:
            yield messages()
        finally:
            await pubsub.aclose()  # type: ignore[no-untyped-call]  # redis-py leaves this one without types

    def _rest(self) -> None:
        self._resting_until = time.monotonic() + REST_AFTER_FAILURE_S
        log.warning("cache_unreachable", rest_s=REST_AFTER_FAILURE_S)


async def _silence() -> AsyncIterator[str | None]:
    import asyncio

    while True:
        await asyncio.sleep(1.0)
        yield None
