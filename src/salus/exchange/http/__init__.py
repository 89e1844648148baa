"""Routes of exchange: FHIR R4 under /fhir/R4, imports and exports under /api/v1."""

from salus.exchange.http.fhir_writing import router as fhir_router
from salus.exchange.http.transfers import router as transfers_router

ROUTERS = (fhir_router, transfers_router)

__all__ = ["ROUTERS"]
