"""Which sessions have ended while their access tokens still live: a set in the process, never a question per request.

Every process asks the database every other second, and at once when a notice says that a session has ended. The notice
comes by Valkey; without it the answer is two seconds late, with it some milliseconds. Access tokens stay valid for
everybody else without a look at the database, so the hot path pays for one look into a set.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import structlog

from salus.core.auth import session_store
from salus.core.errors import AppError

if TYPE_CHECKING:
    from salus.core.db import Database
    from salus.core.notify import Notices

log = structlog.get_logger("salus.auth")
LOOK_EVERY_S = 2.0  # 5 s are promised; a look takes milliseconds
MARGIN_S = 120  # clocks of database and processes differ by seconds


class EndedSessions:
    """The sessions whose access tokens must not be taken any more."""

    def __init__(self, database: Database, notices: Notices, access_token_s: int) -> None:
        self._database = database
        self._notices = notices
        self._within = timedelta(seconds=access_token_s + MARGIN_S)
        self.ids: frozenset[UUID] = frozenset()

    def has(self, session_id: UUID | None) -> bool:
        """Whether this session has ended."""
        return session_id in self.ids

    async def look(self) -> None:
        """Read them anew."""
        # Aside, for the common pool may be busy with requests for longer than is promised here.
        async with self._database.connection_aside() as db:
            self.ids = await session_store.select_ended(db, self._within)

    async def tell(self) -> None:
        """After a commit that ended sessions: this process knows at once, the others within moments."""
        await self.look()
        await self._notices.sessions_ended()

    async def watch(self) -> None:
        """Keep the set fresh until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._look_again_and_again())
            tasks.create_task(self._listen())

    async def _look_again_and_again(self) -> None:
        while True:
            await self._try_to_look()
            await asyncio.sleep(LOOK_EVERY_S)

    async def _listen(self) -> None:
        async with self._notices.of_sessions() as notices:
            async for notice in notices:
                if notice is not None:
                    await self._try_to_look()

    async def _try_to_look(self) -> None:
        try:
            await self.look()
        except AppError as error:
            # Without the database nothing can be read with a token either.
            log.warning("ended_sessions_unknown", error=type(error).__name__)
