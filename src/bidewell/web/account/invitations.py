"""The link of an invitation: signed, for one use and seven days, and the e-mail that carries it."""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override

from bidewell.actions.addresses import whole_address
from bidewell.records.models import Person

VALID_FOR = timedelta(days=7)
SALT = "bidewell.invitation"

log = logging.getLogger(__name__)


def make_token(person: Person, at: datetime) -> str:
    """A token that stops working once the person has set a password, signed in, or got another address."""
    until = (at + VALID_FOR).isoformat(timespec="seconds")
    return signing.dumps({"person": str(person.ref), "until": until, "state": _state(person)}, salt=SALT)


def invited_person(token: str, at: datetime) -> Person | None:
    """Whom a token invites; nobody where it was used, has expired or was tampered with."""
    try:
        said = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    person = Person.objects.filter(ref=said["person"], is_active=True).first()
    if person is None or datetime.fromisoformat(said["until"]) < at:
        return None
    return person if constant_time_compare(said["state"], _state(person)) else None


def _state(person: Person) -> str:
    """What changes when the invitation is used."""
    return salted_hmac(SALT, f"{person.password}|{person.email}|{person.last_login}").hexdigest()[:24]


def link(person: Person, at: datetime) -> str:
    return whole_address(reverse("invitation", args=[make_token(person, at)]))


def send_invitation(address: str, person: Person, by: Person) -> bool:
    """Send the link, in the person's language. False where there is no mail server or it refused."""
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend") and not settings.EMAIL_HOST:
        return False
    with override(person.language):
        subject = _("You are invited to Bidewell")
        words = _(
            "%(by)s invites you to Bidewell. Open this link to choose a password. It works once, and for seven days."
        ) % {"by": by.name}
    try:
        return bool(send_mail(subject, f"{words}\n\n{address}\n", None, [person.email or ""]))
    except (OSError, SMTPException):
        log.error("an invitation could not be sent")
        return False
