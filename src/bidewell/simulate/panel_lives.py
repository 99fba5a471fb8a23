"""Clients' lives under the engine's own model: what each possible week would have brought, and when care ended."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bidewell.engine.cell import Dynamics, Loads, square
from bidewell.engine.links import LINKS
from bidewell.engine.model import Model
from bidewell.engine.panel import Counts, Flags, Floats, Integers, Panel, Rating
from bidewell.engine.process import dynamics_of
from bidewell.engine.recursion import predictor, rating_mean

# Weekly clients; one in four comes twice.
BOOKED_TWICE = 0.25


@dataclass(frozen=True)
class Course:
    """Every week each client could have had, [clients, weeks] flattened, whether or not it came to that.

    `person` as in a panel: a further client of a person has the same traits.
    """

    client: Integers
    week: Floats
    columns: dict[str, NDArray[np.generic]]
    contact: Flags
    rated: Flags
    recorded: Flags
    renewed: Flags
    person: Integers | None = None


def silent_panel(course: Course, more: tuple[str, ...] = (), counted: tuple[str, ...] = ()) -> Panel:
    """A panel of all possible weeks in which nobody has said or done anything yet."""
    rows = course.client.size
    no, none = np.zeros(rows, dtype=bool), np.zeros(rows)
    ratings, counts = {name: Rating(none, none) for name in more}, {name: Counts(none, none) for name in counted}
    return Panel(
        course.client, course.week, none, none, no, no, no, ~no, course.renewed, ratings, counts, course.person
    )


def live(possible: Model, parameters: Floats, course: Course, random: np.random.Generator) -> tuple[Flags, Panel]:
    """Ratings and endings for every possible week, and the panel of those that came to be."""
    lives = _Lives.of(possible, parameters, course, random)
    counts = {channel: _counted(lives.eta(channel), random) for channel in possible.channels.counted}
    contact = counts["attended"].happened > 0 if "attended" in counts else course.contact
    leaves, agrees = _endings(lives, contact, random)
    ended = (leaves | agrees).reshape(-1, int(course.week.max()) + 1)
    still = (np.cumsum(ended, axis=1) == ended).ravel() & course.recorded
    ratings = [_rated(lives, course, number, random) for number in range(len(possible.channels.names))]
    whole = replace(
        possible.panel,
        rating=ratings[0].value,
        rating_count=ratings[0].count,
        at_risk=contact,
        left=leaves,
        agreed=agrees,
        more=dict(zip(possible.channels.more, ratings[1:], strict=True)),
        counts=counts,
    )
    lived = still & (whole.informative() if counts else contact)
    return lived, whole.only(lived)


@dataclass(frozen=True)
class _Lives:
    """What is true of every possible week: row quantities, latent variables, and the time slopes have had."""

    model: Model
    now: dict[str, Floats]
    dynamics: Dynamics
    latent: Floats
    grown: Floats

    @classmethod
    def of(cls, model: Model, parameters: Floats, course: Course, random: np.random.Generator) -> "_Lives":
        """Draw what is latent."""
        dynamics = dynamics_of(model.scalars(parameters), np, model.channels)
        grown = course.week / model.growth if model.growth else np.zeros(course.week.size)
        now = model.channels.named(model.quantities(parameters))
        return cls(model, now, dynamics, draw_latent(dynamics, course, random), grown)

    def eta(self, channel: str) -> Floats:
        """The linear predictor of an event."""
        at_rest, loads = predictor(channel, self.now, self.model.channels, self.grown)
        return self._with_latent(at_rest, loads)

    def level(self, number: int) -> Floats:
        """What a rating would be without error."""
        return self._with_latent(*rating_mean(number, self.now, self.model.channels, self.grown))

    def _with_latent(self, at_rest: Floats, loads: Loads) -> Floats:
        return np.asarray(at_rest + sum(weight * self.latent[place] for place, weight in loads))


def _endings(lives: _Lives, contact: Flags, random: np.random.Generator) -> tuple[Flags, Flags]:
    """Who leaves, and who ends by agreement, at each contact."""
    hazard, bent = LINKS[lives.model.link], np.zeros(contact.size)
    if lives.model.channels.curved:
        bent = lives.now["curve"] * (lives.level(0) - lives.now["rating"]) ** 2
    leaves = contact & (random.random(contact.size) < hazard(lives.eta("leaving") + bent, 0, np))
    agrees = contact & ~leaves & (random.random(contact.size) < hazard(lives.eta("agreed"), 0, np))
    return leaves, agrees


def _rated(lives: _Lives, course: Course, number: int, random: np.random.Generator) -> Rating:
    """A rating with its error; those beside the alliance are given at four of five of its occasions."""
    error = lives.dynamics.rating_sd[number] * random.standard_normal(course.week.size)
    given = course.rated if number == 0 else course.rated & (random.random(course.week.size) < 0.8)
    return Rating(lives.level(number) + error, given.astype(float))


def draw_latent(dynamics: Dynamics, course: Course, random: np.random.Generator) -> Floats:
    """Traits and patches of every client in every possible week, [traits + patches, clients x weeks]."""
    weeks = int(course.week.max()) + 1
    clients, renewed = course.client.size // weeks, course.renewed.reshape(-1, weeks)
    stationary = square(dynamics.patch_covariance, dynamics.patches)
    persistence = np.array(dynamics.persistence)
    fresh, shock = _root(stationary), _root(stationary - persistence @ stationary @ persistence.T)
    trait = _root(square(dynamics.trait_covariance, dynamics.traits)) @ random.standard_normal(
        (dynamics.traits, clients)
    )
    if course.person is not None:
        trait = trait[:, course.person[::weeks]]
    patch = np.empty((weeks, dynamics.patches, clients))
    for week in range(weeks):
        drawn = random.standard_normal((dynamics.patches, clients))
        goes_on = week > 0 and ~renewed[:, week]
        patch[week] = np.where(goes_on, persistence @ patch[week - 1] + shock @ drawn, fresh @ drawn)
    return np.concatenate([np.repeat(trait, weeks, axis=1), patch.transpose(1, 2, 0).reshape(dynamics.patches, -1)])


def _counted(eta: Floats, random: np.random.Generator) -> Counts:
    times = 1 + (random.random(eta.size) < BOOKED_TWICE)
    return Counts(random.binomial(times, LINKS["logit"](eta, 0, np)).astype(float), times.astype(float))


def _root(covariance: Floats) -> Floats:
    """A square root of a covariance, of a singular one too."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))
