"""All numbers of one horizon: calibration, the rules beside each other, net benefit by threshold."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from bidewell.analysis.interval import HIGH, LOW, Interval
from bidewell.analysis.validation import calibration, measures
from bidewell.analysis.validation.backtest import MODEL, Told
from bidewell.analysis.validation.baselines import ATTENDANCE, BASELINES
from bidewell.analysis.validation.calibration import Bin, Smoother
from bidewell.analysis.validation.resampling import REPLICATES, Bootstrap
from bidewell.engine.panel import Floats

# Chances of leaving from which somebody might see to a client: from one in twenty to one in two.
THRESHOLDS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
EVERYONE = "everyone"
# Below so many clients who left, or who did not, an interval by resampling is itself a guess.
FEWEST_LEFT = 30


@dataclass(frozen=True)
class Calibrated:
    """Calibration of the model's chances of staying. `curve` is the smoothed share who stayed by chance told."""

    intercept: Interval | None
    slope: Interval | None
    ici: Interval | None
    ici_by_chance: float
    bins: tuple[Bin, ...]
    curve: tuple[tuple[float, float, float, float], ...]  # told, stayed, low, high


@dataclass(frozen=True)
class Scored:
    """One rule's forecasts of the same clients. `gain` is how much more of the outcome the model explains than it."""

    rule: str
    brier: Interval | None
    scaled_brier: Interval | None
    auc: Interval | None
    gain: Interval | None = None
    gain_in_auc: Interval | None = None


@dataclass(frozen=True)
class Benefit:
    """Net benefit per client of seeing to those whose chance of leaving reaches the threshold, by rule.

    `over_attendance` is the model's less that of attendance alone.
    """

    threshold: float
    by_rule: Mapping[str, Interval | None]
    over_attendance: Interval | None


@dataclass(frozen=True)
class Assessed:
    """One horizon. Clients, and clients who left by it, are people; forecasts are clients on days."""

    days: int
    forecasts: int
    clients: int
    left: int
    clients_left: int
    clients_stayed: int
    ended_otherwise: int
    not_known: int
    mean_told: Interval | None = None
    mean_stayed: Interval | None = None
    calibrated: Calibrated | None = None
    scored: tuple[Scored, ...] = ()
    benefits: tuple[Benefit, ...] = ()

    @property
    def has_enough(self) -> bool:
        """Whether intervals by resampling can be believed."""
        return min(self.clients_left, self.clients_stayed) >= FEWEST_LEFT

    def scored_of(self, rule: str) -> Scored | None:
        """The numbers of one rule."""
        return next((one for one in self.scored if one.rule == rule), None)


def assess(told: Told, seed: int, replicates: int = REPLICATES) -> Assessed:
    """Every number of one horizon. Time: about replicates x forecasts x 100 operations."""
    if told.rows.is_empty():
        return Assessed(told.days, 0, 0, 0, 0, 0, 0, told.not_known)
    stayed, client = told.stayed, told.client
    bootstrap = Bootstrap.of(client, seed, replicates)
    chances = told.chances[MODEL]
    return Assessed(
        days=told.days,
        forecasts=client.size,
        clients=int(client.max()) + 1,
        left=int((1.0 - stayed).sum()),
        clients_left=np.unique(client[stayed == 0.0]).size,
        clients_stayed=np.unique(client[stayed == 1.0]).size,
        ended_otherwise=int(told.rows["ended_otherwise"].sum()),
        not_known=told.not_known,
        mean_told=bootstrap.estimate(lambda w: measures.mean(chances, w)),
        mean_stayed=bootstrap.estimate(lambda w: measures.mean(stayed, w)),
        calibrated=_calibrated(told, bootstrap, seed),
        scored=tuple(_scored(told, name, bootstrap) for name in (MODEL, *BASELINES) if name in told.chances),
        benefits=tuple(_benefit(told, threshold, bootstrap) for threshold in THRESHOLDS),
    )


def _calibrated(told: Told, bootstrap: Bootstrap, seed: int) -> Calibrated:
    chances, stayed = told.chances[MODEL], told.stayed
    smoother = Smoother.on(chances)
    return Calibrated(
        intercept=bootstrap.estimate(lambda w: calibration.intercept(chances, stayed, w)),
        slope=bootstrap.estimate(lambda w: calibration.slope(chances, stayed, w)),
        ici=bootstrap.estimate_distance(lambda w: calibration.ici(chances, stayed, w, smoother)),
        ici_by_chance=calibration.ici_by_chance(chances, told.client, smoother, seed),
        bins=calibration.bins(chances, stayed, told.client),
        curve=_curve(stayed, bootstrap, smoother),
    )


def _curve(stayed: Floats, bootstrap: Bootstrap, smoother: Smoother) -> tuple[tuple[float, float, float, float], ...]:
    at_all = smoother.curve(stayed, np.ones((1, stayed.size)))[0]
    drawn = bootstrap.draws(lambda w: smoother.curve(stayed, w))
    ends, shares = np.quantile(drawn, (LOW, HIGH), axis=0), np.linspace(0.0, 1.0, smoother.points.size)
    # The outermost points stand for single clients; what is drawn ends with the twentieths.
    inner = (shares >= LOW) & (shares <= HIGH + 1e-3)
    rows = np.stack([smoother.points, at_all, *ends], axis=1)[inner]
    return tuple((float(told), float(mean), float(low), float(high)) for told, mean, low, high in rows)


def _scored(told: Told, name: str, bootstrap: Bootstrap) -> Scored:
    chances, model, stayed, day = told.chances[name], told.chances[MODEL], told.stayed, told.day
    scored = Scored(
        name,
        bootstrap.estimate(lambda w: measures.brier(chances, stayed, w)),
        bootstrap.estimate(lambda w: measures.scaled_brier(chances, stayed, w)),
        bootstrap.estimate(lambda w: measures.auc(chances, stayed, day, w)),
    )
    if name == MODEL:
        return scored
    return Scored(
        name,
        scored.brier,
        scored.scaled_brier,
        scored.auc,
        bootstrap.estimate(lambda w: measures.gain(model, chances, stayed, w)),
        bootstrap.estimate(lambda w: measures.auc(model, stayed, day, w) - measures.auc(chances, stayed, day, w)),
    )


def _benefit(told: Told, threshold: float, bootstrap: Bootstrap) -> Benefit:
    compared = {MODEL: told.chances[MODEL], ATTENDANCE: told.chances[ATTENDANCE]}
    compared[EVERYONE] = np.zeros(told.stayed.size)

    def of(chances: Floats, weights: Floats) -> Floats:
        return measures.net_benefit(chances, told.stayed, threshold, weights)

    return Benefit(
        threshold,
        {name: bootstrap.estimate(partial(of, chances)) for name, chances in compared.items()},
        bootstrap.estimate(lambda w: of(compared[MODEL], w) - of(compared[ATTENDANCE], w)),
    )
