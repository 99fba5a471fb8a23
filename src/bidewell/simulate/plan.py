"""Before there are data: after how many months a program of this size could tell what goes with staying.

One simulated program is fitted; from it comes how much one client tells about each effect. Information adds up over
clients, so the spread of an answer after any number of months follows without a fit for each.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from bidewell.analysis.answers.claim import LEAST_LOG_RATIO
from bidewell.analysis.answers.pressure_effects import FEWEST_ENDED_ORDERS, PressureEffect, pressure_effects
from bidewell.analysis.events.definitions import DEFAULT_DEFINITION
from bidewell.analysis.events.panel import build_panel
from bidewell.analysis.interval import NINE_IN_TEN
from bidewell.analysis.model.fitting import FitControl, FittedProgram, fit_program
from bidewell.analysis.model.specification import Choices
from bidewell.progress import Progress, quietly
from bidewell.simulate.program import simulate
from bidewell.simulate.scenario import Scenario
from bidewell.simulate.scenarios import DEMO

MONTHS_SIMULATED = 18
FEWEST_CLIENTS, MOST_CLIENTS = 400, 1_200
LONGEST_MONTHS = 60
# Until a month has passed nobody knows who left; two more until most of those who leave early have had the time.
MONTHS_UNTIL_KNOWN = 2
# An effect can be told when its 90 % interval leaves out what is too small to matter, in four programs of five.
DETECTED = NINE_IN_TEN + 0.842
EFFECT_SIZES = {"a quarter fewer leave": 0.75, "half as many leave": 0.5}
SETTABLE_SHARES = ("court_order", "family_insistence")


class CannotPlan(ValueError):
    """The request names something the simulator has no share for, or a number out of range."""


@dataclass(frozen=True)
class Planned:
    """One question: months until an effect of each size can be told; None is more than five years."""

    question: str
    words: str
    months: Mapping[str, int | None]


@dataclass(frozen=True)
class Plan:
    """What can be told when, for a program of this size."""

    admissions_per_month: float
    shares: Mapping[str, float]
    questions: tuple[Planned, ...]
    simulated_clients: int
    seed: int

    def as_data(self) -> dict[str, Any]:
        """Plain values for machines."""
        return {
            "admissions_per_month": self.admissions_per_month,
            "shares": dict(self.shares),
            "chance_of_telling": 0.8,
            "simulated_clients": self.simulated_clients,
            "seed": self.seed,
            "questions": [vars(question) | {"months": dict(question.months)} for question in self.questions],
        }


# Coefficient blocks of the fit, and the question each answers. All effects are per step (standard deviation), or for
# present against absent.
_QUESTIONS = (
    ("alliance", 0, "Does the alliance go with staying?"),
    ("travel_minutes", 0, "Does travel time go with leaving?"),
    ("ride_support", 0, "Does a ride that is used go with staying?"),
    ("court_order", 0, "Does a court order go with staying at the start?"),
    ("court_order", 1, "Does a court order still go with staying once it has lasted?"),
    ("court_order", 2, "What happens when a court order is over?"),
    ("court_order_sustain_by_alliance", 0, "Does a court order need a good alliance?"),
    ("alliance_access", 0, "Does the alliance matter less where the way is short?"),
    ("alliance_ride", 1, "Does the alliance matter less with a ride?"),
    ("motivation", 0, "Does motivation before treatment go with staying?"),
)


def plan(
    admissions_per_month: float,
    shares: Mapping[str, float],
    seed: int = 1,
    progress: Progress = quietly,
) -> Plan:
    """Plan for a program with so many clients starting a month. Raises CannotPlan."""
    if not 0.5 <= admissions_per_month <= 10_000:
        raise CannotPlan("expected between 0.5 and 10,000 admissions a month")
    scenario = _with_shares(shares)
    clients = int(np.clip(admissions_per_month * MONTHS_SIMULATED, FEWEST_CLIENTS, MOST_CLIENTS))
    progress("simulating a program")
    records = simulate(scenario, clients, seed).records
    panel = build_panel(records, DEFAULT_DEFINITION)
    progress("fitting it")
    fitted = fit_program(records, panel, Choices(), FitControl(seed))
    effects = pressure_effects(fitted, None)
    questions = tuple(_planned(fitted, effects, *question, admissions_per_month) for question in _QUESTIONS)
    return Plan(admissions_per_month, dict(shares), questions, clients, seed)


def _with_shares(shares: Mapping[str, float]) -> Scenario:
    truth = DEMO.truth
    for name, share in shares.items():
        if name not in SETTABLE_SHARES:
            raise CannotPlan(f"a share can be set for {', '.join(SETTABLE_SHARES)}")
        if not 0.0 < share < 1.0:
            raise CannotPlan(f"the share of {name} is a number between 0 and 1, as 0.35")
        truth = replace(truth, **{name: replace(getattr(truth, name), share=share)})
    # As many therapists as clients call for, not the eight of the demo.
    return replace(DEMO, truth=truth, therapists=None)


def _planned(
    fitted: FittedProgram, effects: tuple[PressureEffect, ...], block: str, place: int, words: str, per_month: float
) -> Planned:
    question = f"{block}.{('start', 'sustain', 'after')[place]}" if block == "court_order" else block
    if block not in fitted.model.layout:
        return Planned(question, words, dict.fromkeys(EFFECT_SIZES))
    start, _ = fitted.model.layout[block]
    told = fitted.model.block(block)[:, place]
    prior = 1.0 / fitted.model.prior_sd[start + place] ** 2
    # What the data alone say; where they say next to nothing the posterior is the prior, and their share noise.
    per_client = max(1.0 / told.var() - prior, 1e-9) / fitted.rows.panel.clients
    least = _months_for_ended(effects, fitted, per_month) if (block, place) == ("court_order", 2) else 0.0
    months = {
        size: _months(
            max(
                (DETECTED / (abs(np.log(ratio)) - LEAST_LOG_RATIO)) ** 2 / per_client / per_month + MONTHS_UNTIL_KNOWN,
                least,
            )
        )
        for size, ratio in EFFECT_SIZES.items()
    }
    return Planned(question, words, months)


def _months_for_ended(effects: tuple[PressureEffect, ...], fitted: FittedProgram, per_month: float) -> float:
    """Months until enough orders have ended while the client was followed."""
    order = next((effect for effect in effects if effect.source == "court_order"), None)
    ended = order.ended_orders / fitted.rows.panel.clients if order else 0.0
    return FEWEST_ENDED_ORDERS / max(ended, 1e-9) / per_month


def _months(months: float) -> int | None:
    return int(np.ceil(months)) if months <= LONGEST_MONTHS else None
