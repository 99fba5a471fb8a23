"""Clients' lives under the engine's own model: what each possible week would have brought, and when care ended."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bidewell.engine.cell import Dynamics, entry
from bidewell.engine.links import LINKS
from bidewell.engine.model import Model
from bidewell.engine.panel import Counts, Flags, Floats, Integers, Panel, Rating
from bidewell.engine.process import dynamics_of
from bidewell.engine.recursion import predictor

# Weekly clients; one in four comes twice.
BOOKED_TWICE = 0.25


@dataclass(frozen=True)
class Course:
    """Every week each client could have had, [clients, weeks] flattened, whether or not it came to that."""

    client: Integers
    week: Floats
    columns: dict[str, NDArray[np.generic]]
    contact: Flags
    rated: Flags
    recorded: Flags
    renewed: Flags


def silent_panel(course: Course, more: tuple[str, ...] = (), counted: tuple[str, ...] = ()) -> Panel:
    """A panel of all possible weeks in which nobody has said or done anything yet."""
    rows = course.client.size
    no, none = np.zeros(rows, dtype=bool), np.zeros(rows)
    ratings, counts = {name: Rating(none, none) for name in more}, {name: Counts(none, none) for name in counted}
    return Panel(course.client, course.week, none, none, no, no, no, ~no, course.renewed, ratings, counts)


def live(possible: Model, parameters: Floats, course: Course, random: np.random.Generator) -> tuple[Flags, Panel]:
    """Ratings and endings for every possible week, and the panel of those that came to be."""
    channels, silent = possible.channels, possible.panel
    now = channels.named(possible.quantities(parameters))
    dynamics = dynamics_of(possible.scalars(parameters), np, channels)
    latent = draw_latent(dynamics, course, random)
    grown = course.week / possible.growth if possible.growth else 0.0

    def eta(channel: str) -> Floats:
        at_rest, loads = predictor(channel, now, channels, grown)
        return np.asarray(at_rest + sum(weight * latent[place] for place, weight in loads))

    counts = {channel: _counted(course, eta(channel), random) for channel in channels.counted}
    contact = counts["attended"].happened > 0 if "attended" in counts else course.contact
    hazard = LINKS[possible.link]
    level = now["level"] + latent[0] + latent[len(channels.traits)]
    bent = now["curve"] * level**2 if channels.curved else 0.0
    leaves = contact & (random.random(contact.size) < hazard(eta("leaving") + bent, 0, np))
    agrees = contact & ~leaves & (random.random(contact.size) < hazard(eta("agreed"), 0, np))
    ended = (leaves | agrees).reshape(-1, int(course.week.max()) + 1)
    still = ((np.cumsum(ended, axis=1) - ended) == 0).ravel() & course.recorded
    slope = grown * latent[len(channels.names)] if channels.growth else 0.0
    ratings = []
    for number, name in enumerate(channels.names):
        ending = "" if number == 0 else f":{name}"
        level = now[f"level{ending}"] + latent[number] + latent[len(channels.traits) + number]
        error = dynamics.rating_sd[number] * random.standard_normal(contact.size)
        given = course.rated if number == 0 else course.rated & (random.random(contact.size) < 0.8)
        ratings.append(Rating(now[f"rating{ending}"] + level + slope + error, given.astype(float)))
        slope = 0.0
    whole = replace(
        silent,
        rating=ratings[0].value,
        rating_count=ratings[0].count,
        at_risk=contact,
        left=leaves,
        agreed=agrees,
        more=dict(zip(channels.more, ratings[1:], strict=True)),
        counts=counts,
    )
    lived = still & (whole.informative() if counts else contact)
    return lived, whole.only(lived)


def draw_latent(dynamics: Dynamics, course: Course, random: np.random.Generator) -> Floats:
    """Traits and patches of every client in every possible week, [traits + patches, clients x weeks]."""
    weeks = int(course.week.max()) + 1
    clients, renewed = course.client.size // weeks, course.renewed.reshape(-1, weeks)
    stationary = _square(dynamics.patch_covariance, dynamics.patches)
    persistence = np.array(dynamics.persistence)
    fresh, shock = _root(stationary), _root(stationary - persistence @ stationary @ persistence.T)
    trait = _root(_square(dynamics.trait_covariance, dynamics.traits)) @ random.standard_normal(
        (dynamics.traits, clients)
    )
    patch = np.empty((weeks, dynamics.patches, clients))
    for week in range(weeks):
        drawn = random.standard_normal((dynamics.patches, clients))
        goes_on = week > 0 and ~renewed[:, week]
        patch[week] = np.where(goes_on, persistence @ patch[week - 1] + shock @ drawn, fresh @ drawn)
    return np.concatenate([np.repeat(trait, weeks, axis=1), patch.transpose(1, 2, 0).reshape(dynamics.patches, -1)])


def _counted(course: Course, eta: Floats, random: np.random.Generator) -> Counts:
    times = 1 + (random.random(eta.size) < BOOKED_TWICE)
    return Counts(random.binomial(times, LINKS["logit"](eta, 0, np)).astype(float), times.astype(float))


def _square(upper: tuple[Floats, ...], size: int) -> Floats:
    return np.array([[upper[entry(i, j, size)] for j in range(size)] for i in range(size)])


def _root(covariance: Floats) -> Floats:
    """A square root of a covariance, of a singular one too."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))
