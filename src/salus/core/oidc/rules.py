"""Rules of the exchange that need no network: where one may be sent, what a document and a token must say. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from salus.core.oidc.contract import Metadata, OidcRefused, OidcUnavailable

LEEWAY_S = 60  # clocks of two organisations
OLDEST_S = 600  # a token of a sign-in that just happened
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
OWN_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]


def own_path(wanted: str | None) -> str:
    """A path of this site, or its first page: `//elsewhere`, `/\\elsewhere` and whole addresses lead to other hosts."""
    return wanted if wanted and OWN_PATH.fullmatch(wanted) else "/"


def metadata_of(document: Mapping[str, Any], issuer: str, more_hosts: frozenset[str]) -> Metadata:
    """The endpoints of a discovery document, if it is the issuer's own and all of them lie where they may lie.

    Raises
    ------
    OidcUnavailable
        It names another issuer (OpenID Connect Discovery 1.0, 4.3), or an endpoint on a host that nobody named.
    """
    if document.get("issuer") != issuer:
        raise OidcUnavailable
    hosts = {urlsplit(issuer).hostname or ""} | more_hosts
    named = {name: document.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    for url in named.values():
        if not isinstance(url, str) or not is_fetched_from(url, hosts):
            raise OidcUnavailable
    end = document.get("end_session_endpoint")
    return Metadata(
        issuer,
        str(named["authorization_endpoint"]),
        str(named["token_endpoint"]),
        str(named["jwks_uri"]),
        end if isinstance(end, str) and is_fetched_from(end, hosts) else None,
        document.get("authorization_response_iss_parameter_supported") is True,
    )


def is_fetched_from(url: str, hosts: set[str] | frozenset[str]) -> bool:
    """Whether an address is one of these hosts', with TLS unless it never leaves this machine."""
    try:
        parts = urlsplit(url)
        host, has_user = parts.hostname or "", parts.username is not None
    except ValueError:
        return False
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    return is_safe and host in hosts and not has_user


def check_claims(claims: Mapping[str, Any], issuer: str, client_id: str, nonce: str, now_s: float) -> str:
    """The subject of an ID token whose signature was verified (OpenID Connect Core 1.0, 3.1.3.7).

    Raises
    ------
    OidcRefused
        It is another issuer's, another client's, of another sign-in, too old, or from the future.
    """
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    party, subject = claims.get("azp"), claims.get("sub")
    expires, issued = claims.get("exp"), claims.get("iat")
    is_right = (
        claims.get("iss") == issuer
        and client_id in audiences
        and (party == client_id if party is not None else len(audiences) == 1)
        and claims.get("nonce") == nonce
        and _is_number(expires)
        and _is_number(issued)
        and now_s < float(expires or 0) + LEEWAY_S
        and now_s - OLDEST_S - LEEWAY_S < float(issued or 0) < now_s + LEEWAY_S
    )
    if not is_right or not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise OidcRefused
    return subject


def granted_roles(claims: Mapping[str, Any], claim: str | None, allowed: Mapping[str, str]) -> frozenset[str] | None:
    """The roles that the claim's values stand for in the operator's list; None where roles are not asked of it."""
    if claim is None:
        return None
    said = claims.get(claim)
    values = said if isinstance(said, list) else [said]
    return frozenset(allowed[value] for value in values if isinstance(value, str) and value in allowed)


def parse_roles(text: str) -> Mapping[str, str]:
    """`cn=doctors -> doctor; it-admins -> admin`: values of the claim and the roles of accounts that they keep open.

    Raises
    ------
    ValueError
        The text is not of this form, or names a role that there is not.
    """
    roles = {}
    for part in (each.strip() for each in text.split(";") if each.strip()):
        value, arrow, role = (each.strip() for each in part.rpartition("->"))
        if not arrow or not value or role not in ("patient", "doctor", "admin"):
            raise ValueError("write values and roles as `clinic-doctors -> doctor; clinic-it -> admin`")
        roles[value] = role
    return roles


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
