"""What sent a request, as sign-in needs to know it: from which network, with which kind of device."""

from __future__ import annotations

from fastapi import Request

from salus.core.auth.client import address_class, device_words, network_of
from salus.core.auth.contract import Client
from salus.core.http.call import BROWSER_COOKIE
from salus.core.http.limits import caller_address


def client_of(request: Request, *, is_browser: bool = False) -> Client:
    """The client behind this request."""
    host = caller_address(request.scope)
    return Client(
        device=device_words(request.headers.get("user-agent", "")),
        address_class=address_class(host),
        network=network_of(host),
        browser_mark=request.cookies.get(BROWSER_COOKIE),
        is_browser=is_browser,
    )
