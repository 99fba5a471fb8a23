"""What a forecast says of a client, as the client page writes it out: of 100 clients alike, with ranges."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bidewell.records.models import Forecast
from bidewell.web.therapist.numbers import of_hundred, range_words
from bidewell.web.therapist.row import told

HORIZONS: dict[int | None, str | Promise] = {
    None: _("Come to the next session"),
    30: _("Still here in 30 days"),
    90: _("Still here in 90 days"),
}


@dataclass(frozen=True)
class Of100:
    """So many of 100 clients alike, with the range that holds the truth nine times in ten."""

    words: str | Promise
    n: str
    low: str
    high: str

    @property
    def range(self) -> str:
        return range_words(self.low, self.high)


@dataclass(frozen=True)
class Strained:
    """Since which session, what became of it beside what is expected anyway, and what strain means."""

    since: date
    words: str
    definition: str


@dataclass(frozen=True)
class Told:
    """All of it."""

    forecast: Forecast
    chances: tuple[Of100, ...]
    what_if: tuple[Of100, ...]
    notes: str
    strain: Strained | None


def told_of(forecast: Forecast | None) -> Told | None:
    """In the language of the page."""
    if forecast is None:
        return None
    document = told(forecast)
    return Told(
        forecast=forecast,
        chances=(
            *_left_already(document["gone_quiet"]),
            *(_of_100(HORIZONS[one["horizon_days"]], one) for one in document["probability_stayed"]),
        ),
        what_if=tuple(_of_100(one["change"], one) for one in document["what_if"]),
        notes=document["state"].partition("(")[2].rstrip(")"),
        strain=_strain_of(document.get("strain")),  # forecasts of earlier versions know of none
    )


def _strain_of(strain: Mapping[str, Any] | None) -> Strained | None:
    if strain is None or strain["since"] is None:
        return None
    return Strained(date.fromisoformat(strain["since"]), strain["words"], strain["definition"])


def _left_already(quiet: Mapping[str, Any] | None) -> tuple[Of100, ...]:
    """Of who is away for longer than planned; forecasts of earlier versions know no range of it."""
    if quiet is None or "low" not in quiet:
        return ()
    return (_of_100(_("Have left already, at the last session"), quiet, "probability_left"),)


def _of_100(words: str | Promise, one: Mapping[str, Any], key: str = "probability") -> Of100:
    return Of100(words, *(of_hundred(one[end]) for end in (key, "low", "high")))
