"""A forecast: what can be said of one client on one day, for Python and as the report's document holds it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bidewell.analysis.interval import Interval

NAMED_REASONS = 2
# Whom a client sees, and where, is no reason that is named: it could only be read as a grade.
NOT_NAMED = "people"
# A share below half a client in a hundred has no direction worth telling.
SMALLEST_POINTS = 0.5


@dataclass(frozen=True)
class Chance:
    """Chance of having stayed (not left) with its 90 % interval; `horizon_days` None is the next session."""

    horizon_days: int | None
    probability: float
    low: float
    high: float


@dataclass(frozen=True)
class Reason:
    """A group's share, in points of a hundred (+: more likely to stay), of the difference from a typical client.

    The share is the forecast's best estimate and has no range. `is_clear` says that the link of what speaks with
    staying is: its whole range lies to one side of none.
    """

    group: str
    words: str
    points: float
    can_change: bool
    is_clear: bool

    @property
    def direction(self) -> str:
        """Which way it goes with staying; "neither" where that is not known, or hardly matters."""
        if not self.is_clear or abs(self.points) < SMALLEST_POINTS:
            return "neither"
        return "more" if self.points > 0 else "less"


@dataclass(frozen=True)
class Change:
    """The chance of staying a month, for clients alike but for one thing."""

    words: str
    probability: float
    low: float
    high: float


@dataclass(frozen=True)
class Strain:
    """The alliance below the client's own norm, by the last rating; and what became of the last strain, if any.

    `probability` is the chance of strain at the rating of `rated_on`, `below` how far below the norm that means, in
    points of the rating, and `fires_at` the chance from which it is called so. Of a strain there is to tell of: since
    when; `repair` as a code; the chance, with nobody acting, of being back near the norm some weeks or sessions on, and
    by the rating it is judged by; and the chance that it was back there.
    """

    probability: float
    rated_on: date
    below: float
    fires_at: float
    since: date | None
    repair: str
    expected_back: float | None
    expected_by_then: float | None
    back: float | None
    back_on: date | None
    words: str | None
    definition: str

    def as_document(self) -> dict[str, Any]:
        """The entry of the report's document."""
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in vars(self).items()}


@dataclass(frozen=True)
class Forecast:
    """What can be said of one client on one day.

    `typical` is the chance of a typical client at the same time in care; `reasons`, largest first, sum to the
    difference between this client's chance in a month and that, whole. `left_already` is the chance of having left at
    the last contact. `strain` is None where no alliance was rated.
    """

    episode: str
    client: str
    as_of: date
    state: str
    notes: tuple[str, ...]
    chances: tuple[Chance, ...]
    typical: float
    days_since_contact: int
    left_already: Interval
    is_quiet: bool
    reasons: tuple[Reason, ...]
    what_if: tuple[Change, ...]
    last_contact_on: date
    ratings_used: int
    strain: Strain | None

    def as_document(self) -> dict[str, Any]:
        """The entry of the report's document: the two reasons that weigh most are named, of those that may be."""
        named = [one for one in self.reasons if one.group != NOT_NAMED][:NAMED_REASONS]
        return {
            "episode": self.episode,
            "client": self.client,
            "as_of": self.as_of.isoformat(),
            "state": f"{self.state} ({'; '.join(self.notes)})" if self.notes else self.state,
            "probability_stayed": [vars(chance) for chance in self.chances],
            "gone_quiet": self._silence() if self.is_quiet else None,
            "strain": self.strain.as_document() if self.strain else None,
            "reasons": [
                {
                    "group": one.group,
                    "words": one.words,
                    "points": one.points,
                    "direction": one.direction,
                    "can_change": one.can_change,
                }
                for one in named
            ],
            "what_if": [
                {"change": one.words, "probability": one.probability, "low": one.low, "high": one.high}
                for one in self.what_if
            ],
            "last_contact_on": self.last_contact_on.isoformat(),
            "ratings_used": self.ratings_used,
        }

    def _silence(self) -> dict[str, float]:
        left = self.left_already
        return {
            "days_since_contact": self.days_since_contact,
            "probability_left": left.mean,
            "low": left.low,
            "high": left.high,
        }
