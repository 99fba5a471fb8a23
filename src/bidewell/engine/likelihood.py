"""The marginal log-likelihood of a model: value, gradient and curvature by packed lanes, on every core."""

from dataclasses import dataclass

import numpy as np

from bidewell.engine.design import Design
from bidewell.engine.driver import Driver, Machine, RowGradients, driver_for
from bidewell.engine.model import Model
from bidewell.engine.panel import Floats, Integers
from bidewell.engine.threads import threads

# Parameters are on scales near one, so one step size serves all.
DIFFERENCE = 1e-5


@dataclass(frozen=True)
class Likelihood:
    """A model bound to its packed data. Rows are summed by client, so any subset of persons is a likelihood too."""

    model: Model
    driver: Driver
    design: Design
    cores: int | None = None

    @classmethod
    def of(cls, model: Model, cores: int | None = None, machine: Machine = "processor") -> "Likelihood":
        """Pack the panel of a model, for so many cores (None: all). Memory: about 150 bytes a row plus the design."""
        return cls.driven(model, driver_for(model, cores, machine), cores)

    @classmethod
    def driven(cls, model: Model, driver: Driver, cores: int | None = None) -> "Likelihood":
        """By a driver of one's own choice."""
        return cls(model, driver, model.design.laid_out(driver.packing), cores)

    def value(self, parameters: Floats) -> float:
        """Log-likelihood at a parameter vector [size]; -inf where it is not a number."""
        total = float(self.driver.rows(self.design.quantities(parameters), self.model.scalars(parameters)).sum())
        return total if np.isfinite(total) else -np.inf

    def values(self, parameters: Floats) -> Floats:
        """Log-likelihood at each of several parameter vectors [n, size]; -inf where it is not a number."""
        # Side by side in whole vectors: the design products, too, and programs of a single block keep every core busy.
        totals = np.array(list(threads(self.cores).map(self._total, parameters)))
        return np.where(np.isfinite(totals), totals, -np.inf)

    def by_client(self, parameters: Floats) -> Floats:
        """Log-likelihood of each client, [clients]: of one who came back, given what the person brought before."""
        return self._sum_by(self.model.panel.client, parameters)

    def by_person(self, parameters: Floats) -> Floats:
        """Log-likelihood of each person, [persons]."""
        return self._sum_by(self.model.panel.of_person, parameters)

    def value_and_gradient(self, parameters: Floats) -> tuple[float, Floats]:
        """Log-likelihood and its gradient [size], for about twice the cost of the value."""
        found = self._gradients(parameters)
        total = float(found.rows.sum())
        gradient = self.design.pull_back(parameters, found.by_quantity, found.by_scalar)
        return (total if np.isfinite(total) else -np.inf), gradient

    def row_gradients(self, parameters: Floats) -> Floats:
        """Gradient in the row quantities, [k, rows]."""
        return self.driver.packing.read_back(self._gradients(parameters).by_quantity)

    def curvature_along(self, parameters: Floats, directions: Floats) -> Floats:
        """Second derivative times each direction, [k, size] for directions [k, size], at a gradient's cost each.

        Differences of exact gradients: relative error about 1e-5, which neither a Newton step nor an interval feels,
        and a third of the cost of differentiating twice.
        """
        _, here = self.value_and_gradient(parameters)
        steps = [self.value_and_gradient(parameters + DIFFERENCE * along)[1] for along in directions]
        return (np.stack(steps) - here) / DIFFERENCE

    def _total(self, parameters: Floats) -> float:
        return self.driver.total(self.design.quantities(parameters), self.model.scalars(parameters))

    def _gradients(self, parameters: Floats) -> RowGradients:
        return self.driver.gradient(self.design.quantities(parameters), self.model.scalars(parameters))

    def _sum_by(self, index: Integers, parameters: Floats) -> Floats:
        rows = self.driver.rows(self.design.quantities(parameters), self.model.scalars(parameters))
        return np.bincount(index, weights=self.driver.packing.read_back(rows)).astype(float)
