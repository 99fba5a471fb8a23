"""One posterior predictive check: a number of the records beside the same number of data drawn anew from the model."""

from dataclasses import dataclass
from typing import Literal

from bidewell.analysis.interval import Interval
from bidewell.engine.panel import Floats

Name = Literal[
    "rating_mean",
    "rating_sd",
    "rating_lowest",
    "rating_highest",
    "rating_follows",
    "leaving",
    "agreed_ending",
    "attended",
    "answered",
    "further_mean",
    "further_sd",
    "days_between_contacts",
]


@dataclass(frozen=True)
class Check:
    """The number in the records and its replications.

    name          see `Name`; docs/method.md says what each is of
    first, after  the periods it is of, from `first` to before `after`, which is None where open; both None: all
    observed      the number in the records; shares and chances lie between 0 and 1
    replicated    mean of the replications, and the interval that nine in ten of them lie in
    at_least      share of replications as large or larger, ties counted half: the predictive p-value, one-sided
    n, clients    ratings, contacts, sessions, offers or gaps it is of, and whose they are
    about         the further rating it is of, where it is of one
    """

    name: Name
    first: int | None
    after: int | None
    observed: float
    replicated: Interval
    at_least: float
    n: int
    clients: int
    about: str = ""

    @classmethod
    def of(
        cls,
        name: Name,
        periods: tuple[int | None, int | None],
        observed: float,
        replicated: Floats,
        n: int,
        clients: int,
        about: str = "",
    ) -> "Check":
        """Judge a number by its replications [n]."""
        at_least = float((replicated > observed).mean() + 0.5 * (replicated == observed).mean())
        return cls(name, *periods, observed, Interval.of(replicated), at_least, n, clients, about)

    @property
    def fits(self) -> bool:
        """Whether the number in the records lies where nine in ten replications do."""
        return self.replicated.low <= self.observed <= self.replicated.high
