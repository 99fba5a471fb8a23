"""The only thing the engine reads: one row per client and period, as arrays checked once at the door."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


class PanelRefused(ValueError):
    """The arrays do not form a panel; the message names the column and the first offending row."""


@dataclass(frozen=True)
class Rating:
    """A rating beside the alliance: its mean over a period, in the unit the model works in, and of how many it is."""

    value: Floats
    count: Floats


@dataclass(frozen=True)
class Counts:
    """How many of so many: sessions attended of those booked, check-ins answered of those offered."""

    happened: Floats
    times: Floats


@dataclass(frozen=True)
class Panel:
    """Rows sorted by client and period; every array has one entry a row.

    client        index of the client, 0, 1, 2, ... without gaps, each client's rows together
    period        weeks (or session number) since admission; increasing within a client, gaps allowed
    rating        mean of the ratings of the period in the unit the model works in; ignored where rating_count is 0
    rating_count  how many ratings the mean is of
    at_risk       the leaving channel is evaluated: a contact whose outcome is known
    left          the client left after this contact (only where at_risk)
    agreed        the episode ended by agreement after this contact (only where at_risk and not left)
    scored        False for rows before observation began: they inform the state, not the likelihood
    renewed       the first contact with a new therapist: the patch is drawn afresh
    more          further ratings by name
    counts        "attended" and "answered", where recorded
    person        index of the person, where one may be a further client: 0, 1, 2, ... without gaps, a person's clients
                  together and in the order of time. The trait is the person's, the patch is drawn afresh with each
                  client. None: nobody comes back
    """

    client: Integers
    period: Floats
    rating: Floats
    rating_count: Floats
    at_risk: Flags
    left: Flags
    agreed: Flags
    scored: Flags
    renewed: Flags
    more: Mapping[str, Rating] = field(default_factory=dict)
    counts: Mapping[str, Counts] = field(default_factory=dict)
    person: Integers | None = None

    def __post_init__(self) -> None:
        """Refuse arrays of unequal length, unsorted rows, and outcomes where the channel is off."""
        sizes = {name: column.shape for name, column in self.columns().items()}
        if len(set(sizes.values())) > 1:
            raise PanelRefused(f"all columns need one entry a row, got {sizes}")
        self._refuse("client", self._client_breaks(), "clients numbered 0, 1, 2, ... with each client's rows together")
        self._refuse("period", self._period_breaks(), "finite periods that increase within a client")
        self._refuse("person", self._person_breaks(), "persons numbered 0, 1, 2, ... with each client wholly of one")
        self._refuse("left", self.left & ~self.at_risk, "no leaving where the leaving channel is off")
        self._refuse(
            "agreed", self.agreed & (self.left | ~self.at_risk), "an agreed ending only at a contact not left after"
        )
        for name, rating in (("rating", Rating(self.rating, self.rating_count)), *self.more.items()):
            self._refuse(f"{name}_count", ~_is_count(rating.count), "a finite number of ratings, 0 or more")
            known = (rating.count == 0) | np.isfinite(rating.value)
            self._refuse(name, ~known, "a finite rating where one is counted")
        for name, counts in self.counts.items():
            possible = _is_count(counts.times) & (counts.happened >= 0) & (counts.happened <= counts.times)
            self._refuse(name, ~possible, "at least none and at most as many as there were times")

    def columns(self) -> dict[str, Floats | Integers | Flags]:
        """Every column by name, [rows]; of further ratings and counts NAME.value, .count, .happened and .times."""
        own = [one.name for one in fields(self) if one.name not in ("more", "counts")]
        plain = {name: column for name in own if (column := getattr(self, name)) is not None}
        further = {**self.more, **self.counts}
        parts = {f"{name}.{part}": column for name, one in further.items() for part, column in vars(one).items()}
        return plain | parts

    def _client_breaks(self) -> Flags:
        return _not_numbered(self.client)

    def _period_breaks(self) -> Flags:
        later = self.starts | (np.diff(self.period, prepend=0.0) > 0)
        return np.asarray(~(np.isfinite(self.period) & later))

    def _person_breaks(self) -> Flags:
        return np.asarray(_not_numbered(self.of_person) | (self.newcomers & ~self.starts))

    @staticmethod
    def _refuse(column: str, wrong: Flags, expected: str) -> None:
        if wrong.any():
            raise PanelRefused(
                f"{column}: expected {expected}; row {int(np.argmax(wrong))} breaks this ({int(wrong.sum())} in all)"
            )

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self.client.size)

    @property
    def clients(self) -> int:
        """Number of clients."""
        return int(self.client[-1]) + 1 if self.rows else 0

    @property
    def starts(self) -> Flags:
        """The first row of each client."""
        return np.diff(self.client, prepend=np.int64(-1)) > 0

    @property
    def of_person(self) -> Integers:
        """Index of the person, [rows]: the client, where nobody comes back."""
        return self.client if self.person is None else self.person

    @property
    def persons(self) -> int:
        """Number of persons."""
        return int(self.of_person[-1]) + 1 if self.rows else 0

    @property
    def newcomers(self) -> Flags:
        """The first row of each person."""
        return np.diff(self.of_person, prepend=np.int64(-1)) > 0

    @property
    def returns(self) -> Flags:
        """The first row of each client who is the person of the client before, come back."""
        return np.asarray(self.starts & ~self.newcomers)

    @property
    def periods_since_previous_row(self) -> Floats:
        """Time to move on before each row, in periods, [rows]; 0 at a client's first row."""
        return np.where(self.starts, 0.0, np.diff(self.period, prepend=0.0))

    @property
    def ratings(self) -> tuple[Rating, ...]:
        """All ratings, the alliance first."""
        return Rating(self.rating, self.rating_count), *self.more.values()

    @property
    def known_ratings(self) -> Floats:
        """The ratings [ratings, rows], the alliance first, and 0 where there is none."""
        return np.stack([np.where(one.count > 0, one.value, 0.0) for one in self.ratings])

    def informative(self) -> Flags:
        """Rows that say something; the others only pass time, which the next row makes up for."""
        rated = np.any([one.count > 0 for one in self.ratings], axis=0)
        counted = np.any([one.times > 0 for one in self.counts.values()], axis=0)
        return np.asarray(rated | counted | self.at_risk | self.renewed)

    def only(self, rows: Flags | slice) -> "Panel":
        """The panel of some of its rows; clients are numbered anew."""
        plain: dict[str, Any] = {name: column[rows] for name, column in self.columns().items() if "." not in name}
        for index in {"client", "person"} & plain.keys():
            plain[index] = np.unique(plain[index], return_inverse=True)[1].astype(np.int64)
        more = {name: Rating(one.value[rows], one.count[rows]) for name, one in self.more.items()}
        counts = {name: Counts(one.happened[rows], one.times[rows]) for name, one in self.counts.items()}
        return replace(self, **plain, more=more, counts=counts)


def _not_numbered(index: Integers) -> Flags:
    """Rows at which an index does not begin with 0, or not go on by 0 or 1 from the row before."""
    goes_on = np.isin(np.diff(index, prepend=np.int64(-1)), (0, 1))
    goes_on[:1] = index[:1] == 0
    return np.asarray(~goes_on)


def _is_count(values: Floats) -> Flags:
    return np.asarray(np.isfinite(values) & (values >= 0))
