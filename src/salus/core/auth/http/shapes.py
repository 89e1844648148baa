"""What several routes of sign-in and account answer."""

from __future__ import annotations

from pydantic import BaseModel, Field

from salus.core.auth.factors import Enrolment


class EnrolmentOut(BaseModel):
    """What an authenticator app is given, by its camera or by hand."""

    secret: str
    uri: str
    qr_svg: str = Field(description="The same as a picture: an SVG element.")


class EnrolledOut(BaseModel):
    """Recovery codes, shown this once."""

    recovery_codes: list[str]


def enrolment_out(enrolment: Enrolment) -> EnrolmentOut:
    """As the page needs it."""
    return EnrolmentOut(secret=enrolment.secret, uri=enrolment.uri, qr_svg=enrolment.qr_svg)
