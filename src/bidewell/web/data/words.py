"""Imports in words: how far one got, what its columns are, and what long work is at."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class State:
    """A state as shape and word; `kind` is the badge's colour."""

    shape: str
    words: Words
    kind: str = ""


STATES = {
    "running": State("◔", _("Running"), "watch"),
    "done": State("✓", _("Taken in")),
    "tried": State("○", _("Tried, nothing kept"), "unknown"),
    "refused": State("✕", _("Refused"), "act"),
    "stopped": State("■", _("Cut off, nothing kept"), "act"),
    "undone": State("↶", _("Taken back"), "unknown"),
}
TABLES: dict[str, Words] = {
    "people": _("People"), "staff": _("Therapists"), "sites": _("Sites"), "groups": _("Groups"),
    "clients": _("Clients"), "episodes": _("Episodes"), "endings": _("Endings"), "sessions": _("Sessions"),
    "instruments": _("Instruments"), "checkins": _("Check-ins"), "assignments": _("Assignments"),
    "factors": _("Factors"),
}  # fmt: skip
REASONS: dict[str, Words] = {
    "unknown_episode": _("Its episode is not known."),
    "unknown_session": _("Its session is not known."),
    "session_of_another": _("Its session belongs to another episode."),
}
STEPS: dict[str, Words] = {
    "reading the records": _("reading the records"),
    "writing episodes": _("writing episodes"),
    "writing sessions": _("writing sessions"),
    "writing check-ins": _("writing check-ins"),
    "writing assignments and factors": _("writing assignments and factors"),
    "bringing the caseload up to date": _("bringing the caseload up to date"),
}

# What pages say where there is nothing; named here so that they are translated.
DEFAULTS = (_("starting"), _("No name"), _("by itself, or by command"))


def step(words: str) -> Words:
    """What long work is at; another job's own words are shown as they are."""
    return STEPS.get(words, words)
