"""What the provider tells of a person, what a sign-in under way remembers, and why one may be refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from salus.core.errors import AppError

FLOW_LIFE = timedelta(minutes=10)
INVITATION_LIFE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the provider's discovery document says, as far as it is used."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None
    names_itself: bool


@dataclass(frozen=True, slots=True)
class Flow:
    """One sign-in under way: what must come back, and what it is for."""

    nonce: str
    code_verifier: str
    next_path: str
    link_user_id: UUID | None
    invitation_hash: bytes | None


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider vouches for; `granted` are the roles that its claims allow, None where nobody asked for any."""

    issuer: str
    subject: str
    granted: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Departure:
    """Where the browser is sent, and what binds the answer to this browser."""

    url: str
    browser_secret: str


class OidcRefused(AppError):
    """The sign-in with your organisation did not work. Start again from the sign-in page."""

    status, code, fhir_issue = 401, "OIDC_REFUSED", "login"


class OidcUnavailable(AppError):
    """Your organisation's sign-in cannot be reached at the moment. Try again, or use your password."""

    status, code, fhir_issue = 503, "OIDC_UNAVAILABLE", "transient"


class OidcNotConfigured(AppError):
    """Sign-in with an organisation is not set up here."""

    status, code, fhir_issue = 404, "OIDC_NOT_CONFIGURED", "not-found"


class NotLinked(OidcRefused):
    """Your organisation knows you, but no account here is linked to you. Ask your administrator for an invitation."""

    code = "OIDC_NOT_LINKED"


class RoleNotGranted(OidcRefused):
    """Your organisation does not grant you the role of your account here any more. Ask your administrator."""

    code = "OIDC_ROLE_NOT_GRANTED"


class AlreadyLinked(OidcRefused):
    """This organisation's account, or yours here, is already linked to another one."""

    status, code = 409, "OIDC_ALREADY_LINKED"


class InvitationUsed(OidcRefused):
    """This invitation was used, has ended or never was. Ask your administrator for another one."""

    code = "OIDC_INVITATION_USED"
