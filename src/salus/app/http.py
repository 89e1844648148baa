"""The web server: routes of all slices under one envelope, health, metrics, and the built pages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse

from salus import __version__
from salus.app import wiring
from salus.app.health import router as health_router
from salus.core.apitokens.door import TokenDoor
from salus.core.apitokens.http import router as api_tokens_router
from salus.core.audit.http import router as audit_router
from salus.core.auth.http import ROUTERS as AUTH_ROUTERS
from salus.core.auth.tokens import TokenMint
from salus.core.config import Settings, get_settings
from salus.core.errors import NotFound
from salus.core.http import failures, idempotency
from salus.core.http.envelope import Failure
from salus.core.http.forgetting import KEPT_FOR
from salus.core.http.limits import LimitSignIn
from salus.core.http.middleware import Frame
from salus.core.http.routing import ShortWay
from salus.core.jobs.http import router as jobs_router
from salus.core.keys import signing_key
from salus.core.limits.limiter import Limiter
from salus.core.oidc.http import router as oidc_router
from salus.core.oidc.provider import Provider
from salus.core.operations.http import router as operations_router
from salus.core.operations.watch import watching
from salus.core.services import Services, open_services
from salus.core.telemetry import configure_logging
from salus.core.tracing import configure_tracing, end_tracing
from salus.documents import service as documents
from salus.records import service as records

STATIC = Path(__file__).parent / "static"
# Routers are asked one after the other: what is called most stands first.
FIRST_ROUTERS: tuple[APIRouter, ...] = (health_router,)
LAST_ROUTERS: tuple[APIRouter, ...] = (
    *AUTH_ROUTERS,
    jobs_router,
    audit_router,
    api_tokens_router,
    oidc_router,
    operations_router,
)
DESCRIPTION = f"""Records, documents and grounded chat under one patient, one timeline and one permission model.

**Retries.** A write that carries an `Idempotency-Key` (1 to {idempotency.LONGEST_KEY} printable ASCII characters;
a UUID is a good one) happens once. The same request under the same key gets the first answer again, with
`Idempotent-Replayed: true`; another request under it is refused with `IDEMPOTENCY_KEY_REUSED`. A key is remembered for
{KEPT_FOR // timedelta(hours=1)} hours and forgotten within the hour that follows; then it makes a new request, so retry
before that.

**Limits.** Answers say by `RateLimit-Policy` and `RateLimit` how many requests of a class are allowed in which time,
and how many are left. One too many gets 429 with `Retry-After`: nothing was changed, and after that time it is allowed.
"""


def create_app(settings: Settings | None = None, routers: Iterable[APIRouter] | None = None) -> FastAPI:
    """The app; engines are opened when it starts and closed when it stops."""
    settings = settings or get_settings()
    configure_logging(settings.log_level)
    configure_tracing(settings, "serve")

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_services(settings, wiring.listeners()) as services, watching(services):
            app.state.services = services
            app.state.token_door = TokenDoor(services.database)
            app.state.mint = TokenMint(signing_key(settings), settings.access_token_s, services.sessions)
            following = asyncio.create_task(services.sessions.watch())
            app.state.oidc = Provider(settings) if settings.oidc_issuer else None
            app.state.limiter = Limiter(settings, services.cache)
            # In the background: the first question should not wait for what it needs, nor the start.
            warming = asyncio.create_task(_warm_up(services))
            yield
            warming.cancel()
            following.cancel()
            await app.state.limiter.close()
        end_tracing()

    app = FastAPI(
        title="Salus",
        # Addresses hold identifiers: nothing of a request leaves the process but by our own log and metrics.
        telemetry={"tracing": False, "metrics": False, "logs": False},
        version=__version__,
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        responses={code: {"model": Failure} for code in (400, 401, 403, 404, 409, 422, 429, 503)},
    )
    failures.install(app)
    idempotency.install(app, records.may_be_told_again)
    served = (*FIRST_ROUTERS, *(routers if routers is not None else slice_routers()), *LAST_ROUTERS)
    app.router.routes.append(ShortWay(served))
    for router in served:
        app.include_router(router)
    _serve_pages(app)
    app.add_middleware(LimitSignIn)
    app.add_middleware(Frame)
    return app


async def _warm_up(services: Services) -> None:
    await asyncio.to_thread(services.embedder.warm_up)
    await asyncio.to_thread(documents.warm_up)


def slice_routers() -> tuple[APIRouter, ...]:
    """The routes of all slices."""
    return tuple(router for manifest in wiring.manifests() for router in manifest.routers)


def _serve_pages(app: FastAPI) -> None:
    """The single-page app: files by their name, everything else its index, which routes by itself."""

    @app.get("/{path:path}", include_in_schema=False)
    async def page(path: str, request: Request) -> Response:
        if path.startswith(("api/", "fhir/", "health/")):
            raise NotFound
        found = (STATIC / path).resolve()
        if path and found.is_file() and found.is_relative_to(STATIC.resolve()):
            # Built files carry a hash in their name, so they never change under it.
            lasting = "public, max-age=31536000, immutable" if path.startswith("assets/") else "no-cache"
            return FileResponse(found, headers={"Cache-Control": lasting})
        index = STATIC / "index.html"
        if not index.is_file():
            return JSONResponse({"message": "The pages are not built yet: run `make setup`."}, status_code=503)
        return FileResponse(index, headers={"Cache-Control": "no-cache"})
