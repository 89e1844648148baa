"""Routes of the record: parse, one service call, answer."""

from salus.records.http.break_glass import router as break_glass_router
from salus.records.http.facts import router as facts_router
from salus.records.http.live import router as live_router
from salus.records.http.people import router as people_router
from salus.records.http.screens import router as screens_router

ROUTERS = (people_router, screens_router, facts_router, live_router, break_glass_router)

__all__ = ["ROUTERS"]
