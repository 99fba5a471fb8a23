"""The marginal log-likelihood of a model: value, gradient and curvature, piece by piece on every core."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import TypeVar

import numpy as np

from bidewell.engine.design import Design
from bidewell.engine.driver import Driver, Machine, drivers_for
from bidewell.engine.model import Model
from bidewell.engine.panel import Floats, Integers
from bidewell.engine.threads import count, threads

Found = TypeVar("Found")

# Parameters are on scales near one, so one step size serves all.
DIFFERENCE = 1e-5
# Places whose row quantities are worked out together: enough that reading the design does not count.
PLACES_AT_ONCE = 4


@dataclass(frozen=True)
class Moved:
    """A row quantity, by its place, and what is added to it in each row, [rows]."""

    quantity: int
    by: Floats


@dataclass(frozen=True)
class Piece:
    """Some lanes of rows: their design, and what runs the recursion over them."""

    design: Design
    driver: Driver

    def rows(self, parameters: Floats) -> Floats:
        """Log-likelihoods, [slots]."""
        return self.driver.rows(self.design.quantities(parameters), self.design.model.scalars(parameters))

    def totals(self, parameters: Floats) -> Floats:
        """Log-likelihood at each of several parameter vectors [n, size]."""
        return np.array([self.driver.rows(*asked).sum() for asked in self._asked(parameters)])

    def totals_by(self, group: Integers, groups: int, parameters: Floats) -> Floats:
        """The same of the rows of each group, [n, groups]; `group` [rows] says which."""
        of_slot, told = self.driver.lanes.lay_out(group), self._asked(parameters)
        return np.array([np.bincount(of_slot, self.driver.rows(*asked), minlength=groups) for asked in told])

    def row_gradients(self, parameters: Floats, moved: Moved | None) -> Floats:
        """Derivatives of the log-likelihood in row quantities and bounds, [k, slots]."""
        quantities = self.design.quantities(parameters)
        if moved is not None:
            quantities[moved.quantity] += self.driver.lanes.lay_out(moved.by)
        return np.asarray(self.driver.gradient(quantities, self.design.model.scalars(parameters)).by_quantity)

    def gradients(self, parameters: Floats) -> Floats:
        """At each of several parameter vectors [n, size] the log-likelihood and then its gradient, [n, 1 + size]."""
        found = np.empty((len(parameters), 1 + self.design.model.size))
        for row, one, asked in zip(found, parameters, self._asked(parameters), strict=True):
            told = self.driver.gradient(*asked)
            row[0], row[1:] = told.rows.sum(), self.design.pull_back(one, told.by_quantity, told.by_scalar)
        return found

    def _asked(self, parameters: Floats) -> Iterator[tuple[Floats, Floats]]:
        """Row quantities and scalars at each of several parameter vectors [n, size]."""
        for first in range(0, len(parameters), PLACES_AT_ONCE):
            few = parameters[first : first + PLACES_AT_ONCE]
            for quantities, one in zip(self.design.quantities_at(few), few, strict=True):
                yield quantities, self.design.model.scalars(one)


@dataclass(frozen=True)
class Likelihood:
    """A model bound to its packed data. Rows are summed by client, so any subset of persons is a likelihood too."""

    model: Model
    pieces: tuple[Piece, ...]
    cores: int | None = None

    @classmethod
    def of(cls, model: Model, cores: int | None = None, machine: Machine = "processor") -> "Likelihood":
        """Pack the panel of a model, for so many cores (None: all). Memory: about 150 bytes a row plus the design."""
        return cls.driven(model, drivers_for(model, count(cores), machine), cores)

    @classmethod
    def driven(cls, model: Model, drivers: Iterable[Driver], cores: int | None = None) -> "Likelihood":
        """By drivers of one's own choice, which hold the panel's rows between them."""
        return cls(model, tuple(Piece(Design.of(model, one.lanes), one) for one in drivers), cores)

    def value(self, parameters: Floats) -> float:
        """Log-likelihood at a parameter vector [size]; -inf where it is not a number."""
        return float(self.values(parameters[None])[0])

    def values(self, parameters: Floats) -> Floats:
        """Log-likelihood at each of several parameter vectors [n, size]; -inf where it is not a number."""
        # All of them over one piece before the next: it is read from memory once.
        totals = reduce(add, self._each(lambda piece: piece.totals(parameters)))
        return np.where(np.isfinite(totals), totals, -np.inf)

    def values_by(self, group: Integers, groups: int, parameters: Floats) -> Floats:
        """The same of each group of persons, [n, groups]; `group` [rows] says which."""
        totals = reduce(add, self._each(lambda piece: piece.totals_by(group, groups, parameters)))
        return np.where(np.isfinite(totals), totals, -np.inf)

    def by_client(self, parameters: Floats) -> Floats:
        """Log-likelihood of each client, [clients]: of one who came back, given what the person brought before."""
        return self._sum_by(self.model.panel.client, parameters)

    def by_person(self, parameters: Floats) -> Floats:
        """Log-likelihood of each person, [persons]."""
        return self._sum_by(self.model.panel.of_person, parameters)

    def value_and_gradient(self, parameters: Floats) -> tuple[float, Floats]:
        """Log-likelihood and its gradient [size], for about twice the cost of the value."""
        (found,) = self._gradients(parameters[None])
        return (float(found[0]) if np.isfinite(found[0]) else -np.inf), found[1:]

    def row_gradients(self, parameters: Floats, wanted: Sequence[int], moved: Moved | None = None) -> Floats:
        """Gradient in some of the row quantities, [wanted, rows]; where one is `moved`, there."""
        found = self._each(lambda piece: piece.row_gradients(parameters, moved)[list(wanted)])
        return self._put_back(found, len(wanted))

    def curvature_along(self, parameters: Floats, directions: Floats) -> Floats:
        """Second derivative times each direction, [k, size] for directions [k, size], at a gradient's cost each.

        Differences of exact gradients: relative error about 1e-5, which neither a Newton step nor an interval feels,
        and a third of the cost of differentiating twice.
        """
        _, here = self.value_and_gradient(parameters)
        return np.asarray(self._gradients(parameters + DIFFERENCE * directions)[:, 1:] - here) / DIFFERENCE

    def _gradients(self, parameters: Floats) -> Floats:
        return reduce(add, self._each(lambda piece: piece.gradients(parameters)))

    def _each(self, question: Callable[[Piece], Found]) -> Iterator[Found]:
        # One piece is asked where we are: handing it to a thread would take longer than a small answer.
        return threads(self.cores).map(question, self.pieces) if len(self.pieces) > 1 else map(question, self.pieces)

    def _put_back(self, laid: Iterable[Floats], *lead: int) -> Floats:
        """What pieces found, [(lead,) slots], in the order of the panel's rows, [(lead,) rows]."""
        rows = np.empty((*lead, self.model.panel.rows))
        for piece, part in zip(self.pieces, laid, strict=True):
            piece.driver.lanes.put_back(part, rows)
        return rows

    def _sum_by(self, index: Integers, parameters: Floats) -> Floats:
        rows = self._put_back(self._each(lambda piece: piece.rows(parameters)))
        return np.bincount(index, weights=rows).astype(float)
