"""A cursor that tells how long its statements took. Two readings of a clock a statement, 0.2 microseconds."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Self

from psycopg import AsyncCursor

if TYPE_CHECKING:
    from psycopg.abc import Params

    from salus.core.operations.counting import StatementWatch

NOT_AS_TEXT = "(composed in parts)"  # such a statement may hold values, which must not be noted


def watched_cursor(watch: StatementWatch) -> type[AsyncCursor[Any]]:
    """The cursor of connections that this watch looks at."""

    class WatchedCursor(AsyncCursor[Any]):
        """Like any cursor."""

        async def execute(
            self, query: Any, params: Params | None = None, *, prepare: bool | None = None, binary: bool | None = None
        ) -> Self:
            """Run it, then note how long it took, also where it failed."""
            began = time.perf_counter()
            try:
                return await super().execute(query, params, prepare=prepare, binary=binary)
            finally:
                watch.note(query if isinstance(query, str) else NOT_AS_TEXT, began)

    return WatchedCursor
