"""Signed links: the token in the address is all the authority a client needs. It names no client and no program."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from bidewell.actions.addresses import whole_address
from bidewell.records.models import CheckIn

_SALT = "bidewell.check-in"


@dataclass(frozen=True)
class Link:
    """What a token says: which check-in, and until when the link works."""

    check_in: UUID
    until: datetime


class NotALink(ValueError):
    """The token is not one that we made."""


def token_of(check_in: CheckIn) -> str:
    """A token for a check-in that was offered; it works until the offer expires."""
    assert check_in.expires_at is not None
    named = urlsafe_b64encode(check_in.ref.bytes).decode("ascii").rstrip("=")
    return _signer().sign(f"{named}-{int(check_in.expires_at.timestamp()):x}")


def link_of(token: str) -> Link:
    """Read a token. Raises NotALink; one that is over is still read, so that a page can say so kindly."""
    try:
        named, _dash, until = _signer().unsign(token).rpartition("-")
        return Link(UUID(bytes=urlsafe_b64decode(named + "==")), datetime.fromtimestamp(int(until, 16), UTC))
    except (BadSignature, ValueError, OverflowError, OSError):
        raise NotALink from None


def address_of(check_in: CheckIn) -> str:
    """The whole address, as it stands in a message or a QR code."""
    path = reverse("check_in", kwargs={"token": token_of(check_in)})
    return whole_address(path)


def _signer() -> Signer:
    return Signer(salt=_SALT, sep=".")
