"""Routes of sign-in, of who I am, and of the administrator's accounts; a file a topic."""

from __future__ import annotations

from salus.core.auth.http.account import router as account_router
from salus.core.auth.http.accounts import router as accounts_router
from salus.core.auth.http.links import router as links_router
from salus.core.auth.http.passkeys import router as passkeys_router
from salus.core.auth.http.sessions import router as sessions_router
from salus.core.auth.http.sign_in import router as sign_in_router

ROUTERS = (sign_in_router, account_router, sessions_router, passkeys_router, links_router, accounts_router)
