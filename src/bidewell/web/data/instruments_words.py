"""What the instruments pages call things."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bidewell.domain.sessions import Rater
from bidewell.instruments.instrument import Role
from bidewell.instruments.licence import LicenceStatus
from bidewell.instruments.scale import Better, Method

Words = dict[str, Promise]

RATERS: Words = {
    Rater.CLIENT: _("Client"),
    Rater.THERAPIST: _("Therapist"),
    Rater.OBSERVER: _("Observer"),
}
ROLES: Words = {
    Role.ALLIANCE: _("Alliance"),
    Role.ENGAGEMENT: _("Engagement"),
    Role.MOTIVATION: _("Motivation"),
    Role.PRESSURE: _("External pressure"),
    Role.COERCION: _("Coercion"),
    Role.DISTRESS: _("Distress"),
    Role.WELL_BEING: _("Well-being"),
    Role.USE: _("Substance use"),
    Role.OTHER: _("Something else"),
}
LICENCES: Words = {
    LicenceStatus.OWN: _("Bidewell's own wording, free for all (CC0). Nothing to attest."),
    LicenceStatus.PUBLIC_DOMAIN: _("The text is in the public domain. Nothing to attest."),
    LicenceStatus.UNCONFIRMED: _("Said to be free, but nobody here has read the terms. Read them before you load it."),
    LicenceStatus.NEEDS_PERMISSION: _("The text needs its owner's permission."),
    LicenceStatus.CONTRACT_ONLY: _("The text needs a contract. It must cover use on a screen, and scoring."),
    LicenceStatus.ATTESTED: _("The program says that it holds the right to this text."),
}  # fmt: skip
METHODS: Words = {Method.SUM: _("Sum of the answers"), Method.MEAN: _("Mean of the answers")}
BETTER: Words = {
    Better.HIGHER: _("Higher is better"),
    Better.LOWER: _("Lower is better"),
    Better.NEITHER: _("Neither"),
}
# What `instruments` says of a definition, where the sentence is always the same.
SENTENCES = (
    _("is needed"),
    _("are needed"),
    _("a text is expected"),
    _("a number is expected"),
    _("a whole number is expected"),
    _("a list is expected"),
    _("a table is expected"),
    _("a label is expected"),
    _("must be above minimum"),
    _("is none of the scales"),
    _("has one of them twice"),
    _("is an answer that nobody can give"),
    _("must go from minimum to maximum"),
    _("has one that the instrument does not have"),
    _("has an item that the instrument does not have"),
    _("must be 0 or more, and leave at least one answer"),
    _("must have a label for every possible answer, and for no other"),
    _("is there already; another wording is another version"),
    _("the program must say under which licence it may use this text"),
)


def said(words: str) -> str:
    """A sentence about a definition in the reader's language, where it is one of those above."""
    return gettext(words)
