"""What became of an appointment, in words, each with its shape: state is never colour alone."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bidewell.domain.missed_reasons import missed_reason, reasons_for
from bidewell.domain.reaching import Channel
from bidewell.domain.sessions import Modality, SessionStatus
from bidewell.records.models import Client
from bidewell.web.shared.badge import Badge
from bidewell.web.shared.spoken import in_language

STATUS_WORDS: dict[str, Badge] = {
    SessionStatus.SCHEDULED: Badge(_("not marked yet"), "unknown", "○"),
    SessionStatus.ATTENDED: Badge(_("came"), "", "●"),
    SessionStatus.NO_SHOW: Badge(_("no-show"), "act", "▲"),
    SessionStatus.CANCELLED_BY_CLIENT: Badge(_("called off by the client"), "watch", "◆"),
    SessionStatus.CANCELLED_BY_PROGRAM: Badge(_("called off by us"), "watch", "◇"),
}
# In the order of the buttons; the words say what the button does.
CHOICES: tuple[tuple[str, str | Promise], ...] = (
    (SessionStatus.ATTENDED, _("Came")),
    (SessionStatus.NO_SHOW, _("No-show")),
    (SessionStatus.CANCELLED_BY_CLIENT, _("Client called off")),
    (SessionStatus.CANCELLED_BY_PROGRAM, _("We called off")),
)
MODALITIES: tuple[tuple[str, str | Promise], ...] = (
    (Modality.IN_PERSON, _("In person")),
    (Modality.TELEHEALTH, _("By video or phone")),
)
CHANNEL_WORDS: tuple[tuple[str, str | Promise], ...] = (
    (Channel.SMS, _("Text message")),
    (Channel.EMAIL, _("E-mail")),
)


def reason_choices(status: str) -> list[tuple[str, str]]:
    """The reasons that can be chosen for a status, in the language of the page."""
    return [(one.code, in_language(one.words)) for one in reasons_for(SessionStatus(status))]


def reason_words(code: str | None) -> str:
    """A reason in words; of a program's own code, the words it is made of."""
    known = missed_reason(code) if code else None
    return in_language(known.words) if known else (code or "").replace("_", " ")


def name_of(client: Client) -> str:
    """The client's name; clients who came with imported records may only have their number."""
    return client.name or client.key
