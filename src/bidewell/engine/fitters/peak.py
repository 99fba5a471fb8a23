"""The normal that a quadratic makes of a posterior, and what the density of its scales is made of: height and width."""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from scipy.linalg import cho_solve, solve_triangular

from bidewell.engine.panel import Floats
from bidewell.engine.partitions.messages import Expansion


@dataclass(frozen=True)
class Normal:
    """A normal distribution by its mean [size] and the lower Cholesky factor of its precision [size, size]."""

    mean: Floats
    factor: Floats

    def draw(self, standard: Floats) -> Floats:
        """Turn standard normal draws [n, size] into draws of this normal."""
        return self.mean + solve_triangular(self.factor, standard.T, trans="T", lower=True).T

    def covariance(self) -> Floats:
        """Covariance matrix [size, size]."""
        return np.asarray(cho_solve((self.factor, True), np.eye(self.mean.size)))

    def log_density(self, values: Floats) -> Floats:
        """Log density of each of [n, size]."""
        away = (values - self.mean) @ self.factor
        log_scale = np.log(np.diag(self.factor)).sum() - 0.5 * self.mean.size * np.log(2.0 * np.pi)
        return np.asarray(log_scale - 0.5 * (away**2).sum(axis=1))


class Peak(Protocol):
    """The posterior of some scales: mean and variance of each parameter [size], and how high and how wide it is."""

    @property
    def mean(self) -> Floats:
        """Mean, [size]."""
        ...

    @property
    def variance(self) -> Floats:
        """Variance of each parameter, [size]."""
        ...

    @property
    def rise(self) -> float:
        """What the expansion says of the mean."""
        ...

    @property
    def log_root(self) -> float:
        """Half the log determinant of the precision."""
        ...


@dataclass(frozen=True)
class WholePeak:
    """A peak with all of its covariance at hand."""

    expansion: Expansion
    place: Floats
    normal: Normal

    @property
    def mean(self) -> Floats:
        """Mean, [size]."""
        return self.normal.mean

    @property
    def away(self) -> Floats:
        """How far the mean lies from where the expansion is about, [size]."""
        return self.normal.mean - self.place

    @cached_property
    def covariance(self) -> Floats:
        """Covariance matrix [size, size]."""
        return self.normal.covariance()

    @property
    def variance(self) -> Floats:
        """Variance of each parameter, [size]."""
        return np.diag(self.covariance)

    @property
    def rise(self) -> float:
        """What the expansion says of the mean."""
        told, away = self.expansion, self.away
        return float(told.constant + told.slope @ away - 0.5 * away @ told.information @ away)

    @property
    def log_root(self) -> float:
        """Half the log determinant of the precision."""
        return float(np.log(np.diag(self.normal.factor)).sum())
