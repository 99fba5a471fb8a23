"""Clients in care, one by one. Printed only where asked for: everything else on the page is about groups."""

from typing import Any

from bidewell.report.sections.told import Told
from bidewell.report.sections.view import Section

Row = dict[str, Any]


def section(told: Told) -> Section:
    title = told.say("Clients in care")
    forecasts = sorted(told.document["forecasts"], key=_chance)
    if not forecasts:
        return Section("clients", title, nothing=told.say("No client is in care, or no forecast could be made yet."))
    lead = (
        told.say(
            "This part names clients. Keep it as you keep their records, and share it with no court, payer or employer."
        ),
        told.say(
            "A chance looks at leaving and at ending well. Who moves away, is jailed or is put out counts as stayed: "
            "that is not foreseen."
        ),
    )
    more = {"clients": [_client(row, told) for row in forecasts]}
    return Section("clients", title, lead, cannot_say=told.cannot_say("clients"), template="clients", more=more)


def _chance(row: Row) -> float:
    """The 30-day chance orders the list: who may leave soonest comes first."""
    known = [one["probability"] for one in row["probability_stayed"] if one["probability"] is not None]
    days = [one["probability"] for one in row["probability_stayed"] if one["horizon_days"] == 30]
    return float(next((chance for chance in days + known if chance is not None), 1.0))


def _client(row: Row, told: Told) -> Row:
    return {
        "client": row["client"],
        "state": row["state"],
        "seen": told.say(
            "Last session: {day}. Ratings used: {n}.",
            day=told.language.date(row["last_contact_on"]),
            n=told.number(row["ratings_used"]),
        ),
        "chances": [(_horizon(one["horizon_days"], told), told.chance(one)) for one in row["probability_stayed"]],
        "quiet": _quiet(row["gone_quiet"], told),
        "strain": _strain(row["strain"], told),
        "reasons": [_reason(one, told) for one in row["reasons"]],
        "what_if": [(one["change"], told.chance(one)) for one in row["what_if"]],
    }


def _horizon(days: float | None, told: Told) -> str:
    return told.say("next session") if days is None else told.say("{days} days", days=told.number(days))


def _quiet(quiet: Row | None, told: Told) -> str:
    if quiet is None:
        return ""
    return told.say(
        "Gone quiet: {days} days without a session. Chance of having left already, of 100: {chance}.",
        days=told.number(quiet["days_since_contact"]),
        chance=told.chance(quiet, "probability_left"),
    )


def _strain(strain: Row | None, told: Told) -> tuple[str, str] | None:
    """Since when and what became of it, and what strain means; nothing where there is none to tell of."""
    if strain is None or strain["since"] is None:
        return None
    return f"{told.language.date(strain['since'])}: {strain['words']}", strain["definition"]


def _reason(row: Row, told: Told) -> str:
    """They stand by their weight, which has no range, so no number is told; a direction where the ranking knows it."""
    which = {
        "more": told.say("more stay with it"),
        "less": told.say("fewer stay with it"),
        "neither": told.say("no clear direction"),
    }
    change = (told.say("can be changed"),) if row["can_change"] else ()
    return f"{row['words']} ({'; '.join((which[row['direction']], *change))})"
