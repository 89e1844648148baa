"""Routes of documents and proposals: parse, one service call, answer."""

from salus.documents.http.documents import router as documents_router
from salus.documents.http.proposals import router as proposals_router

ROUTERS = (documents_router, proposals_router)

__all__ = ["ROUTERS"]
