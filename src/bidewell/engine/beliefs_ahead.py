"""Beliefs about clients at the steps ahead, if in care until then: the recursion of the fit, some steps at a time.

Who is still in care has not left, which says a little about the alliance. Contacts survived a few steps in a row say it
together: with exp(predictor) as the rate of leaving, rates add, and not to have left is one event of their sum. So a
group of steps costs one pass of the recursion over an array of them, and each step still knows all contacts before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bidewell.engine import cell, measurement
from bidewell.engine.cell import Belief, Dynamics
from bidewell.engine.channels import ALLIANCE_ALONE, Channels
from bidewell.engine.hazards_ahead import HazardAtOnce, derivatives
from bidewell.engine.links import Link
from bidewell.engine.panel import Floats
from bidewell.engine.prediction import stacked
from bidewell.engine.recursion import predictor

# Chances of staying over three months differ from those of one contact at a time by 0.002 at most where one in twenty
# leaves at a contact, and by 0.008 where one in three does.
STEPS_AT_ONCE = 7
_NO_RATE = 1e-18


@dataclass(frozen=True)
class Steps:
    """Steps of time ahead, [steps, clients]: expected contacts in each, and how many periods it lies after the last."""

    contacts: Floats
    periods: Floats


def beliefs_ahead(
    belief: Belief,
    ahead: Mapping[str, Floats],
    steps: Steps,
    dynamics: Dynamics,
    link: Link,
    channels: Channels = ALLIANCE_ALONE,
) -> Belief:
    """Belief about each client at each step if in care until then, with an axis of steps before that of clients.

    `belief` is [clients], `ahead` holds the quantities [steps, clients]. Time and memory: linear in clients x steps.
    """
    events = _Events.of(ahead, steps, channels)
    found, number = [], len(steps.contacts)
    for begin in range(0, number, STEPS_AT_ONCE):
        course = _course(belief, events.during(slice(begin, min(begin + STEPS_AT_ONCE, number))), dynamics, link)
        found.append(Belief(*(part[..., :-1, :] for part in course)))
        belief = Belief(*(part[..., -1, :] for part in course))
    return Belief(*(np.concatenate(parts, axis=-2) for parts in zip(*found, strict=True)))


def _course(belief: Belief, events: "_Events", dynamics: Dynamics, link: Link) -> Belief:
    """Belief at each of a few steps and, last, at the last of them with its contacts survived, [steps + 1, clients]."""
    passed = events.periods.cumsum(axis=0)
    survived = _Survived.of(events, passed, belief, link)
    count, clients = survived.periods.shape
    belief = Belief(*(np.concatenate([part] * count, axis=-1) for part in belief))
    moved = survived.periods.ravel()
    belief = cell.move_on(belief, dynamics.kept(moved), dynamics)
    # Surviving is as surviving one event of the summed rate, whatever link that came from.
    hazard = HazardAtOnce("cloglog")
    for eta, loads in zip(*survived.by_channel(), strict=True):
        belief, _ = measurement.absorb_event(belief, tuple(enumerate(loads)), 0.0, 1.0, eta, hazard, np)
    rest = np.concatenate([passed, passed[-1:]]).ravel() - moved
    belief = stacked(cell.move_on(belief, dynamics.kept(rest), dynamics))
    return Belief(*(part.reshape(*part.shape[:-1], count, clients) for part in belief))


class _Events(NamedTuple):
    """What clients may survive at each step: `eta` [channels, steps, clients] is the predictor at what is latent of 0.

    `loads` are [channels, latent variables, steps, clients]; `contacts` and `periods` as of `Steps`.
    """

    eta: Floats
    loads: Floats
    contacts: Floats
    periods: Floats

    @classmethod
    def of(cls, ahead: Mapping[str, Floats], steps: Steps, channels: Channels) -> "_Events":
        """Of leaving, and of an agreed ending."""
        events = [predictor(channel, ahead, channels) for channel in ("leaving", "agreed")]
        loads = np.array([[weight for _, weight in of_latent] for _, of_latent in events])
        return cls(np.array([eta for eta, _ in events]), loads, steps.contacts, steps.periods)

    def during(self, span: slice) -> "_Events":
        """Of some of the steps."""
        return _Events(*(part[..., span, :] for part in self))


class _Survived(NamedTuple):
    """Contacts survived before each step, and before the next group, as one event a channel: not to leave, not to end.

    `periods` [steps + 1, clients] is the time of the event; `eta` is [channels, steps + 1, clients], `loads`
    [channels, latent variables, steps + 1, clients]. Loads and time are averages weighted by the rates; where there
    were no contacts the rate is next to nothing.
    """

    eta: Floats
    loads: Floats
    periods: Floats

    @classmethod
    def of(cls, events: _Events, passed: Floats, belief: Belief, link: Link) -> "_Survived":
        """Add up the rates of each channel: each that of one event with the contact's slope in the predictor.

        The slope is that at what is believed before the first of the steps, `belief` [clients].
        """
        believed = np.add.reduce(events.loads * belief.mean[:, None], axis=1)
        chance, slope, _ = derivatives(link, events.eta + believed)
        rate = events.contacts * slope / np.maximum(1.0 - events.contacts * chance, _NO_RATE)
        channels, latent, steps, clients = events.loads.shape
        before = np.zeros((channels, 3 + latent, steps + 1, clients))
        parts = before[:, :, 1:]
        parts[:, 0], parts[:, 1], parts[:, 2] = rate, rate * believed, rate * passed
        np.multiply(rate[:, None], events.loads, out=parts[:, 3:])
        parts.cumsum(axis=2, out=parts)
        some = np.maximum(before[:, 0], _NO_RATE)
        averages = before[:, 1:] / some[:, None]
        return cls(np.log(some) - averages[:, 0], averages[:, 2:], averages[0, 1])

    def by_channel(self) -> tuple[Floats, ...]:
        """Predictor [channels, rows] and loads [channels, latent variables, rows]."""
        return tuple(part.reshape(*part.shape[:-2], -1) for part in self[:-1])
