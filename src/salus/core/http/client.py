"""What sent a request, as sign-in needs to know it: from which network, with which kind of device."""

from __future__ import annotations

from fastapi import Request

from salus.core.auth.client import address_class, device_words, network_of
from salus.core.auth.contract import Client
from salus.core.http.call import BROWSER_COOKIE, services_of


def client_of(request: Request, *, is_browser: bool = False) -> Client:
    """The client behind this request."""
    host = address_of(request)
    return Client(
        device=device_words(request.headers.get("user-agent", "")),
        address_class=address_class(host),
        network=network_of(host),
        browser_mark=request.cookies.get(BROWSER_COOKIE),
        is_browser=is_browser,
    )


def address_of(request: Request) -> str:
    """The caller's address: the connection's, or what a proxy that the operator trusts says about it.

    A proxy appends what it saw itself, so only the last entry is its word; the others may be the caller's.
    """
    peer = request.client.host if request.client else ""
    if peer in services_of(request).settings.trusted_proxies:
        told = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
        return told or peer
    return peer
