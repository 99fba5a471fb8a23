"""The two worlds in which ours and the others are measured: *full*, as care is; *hard*, where two-stage methods break.

Unlike the scenarios these are no records of a program but the bare table that any engine can read: a row a session.
Everything is on the scale of a session: leaving is a logit at each, and none is left after the twelfth.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

SESSIONS = 12
CLIENTS_PER_THERAPIST = 20
USUAL_LEVEL = 5.0
LOWEST_RATING, HIGHEST_RATING = 1.0, 7.0
COURT_ON_LEVEL = -0.30
THERAPIST_SD, CLIENT_SD, PATCH_SD, PERSISTENCE = 0.35, 0.60, 0.50, 0.6
THERAPIST_HAZARD_SD = 0.30
FADING_SESSIONS = 4.0
USUAL_KM = 10.0


@dataclass(frozen=True)
class World:
    """What differs between the worlds. `effect` is that of one point of alliance on the log odds of leaving."""

    name: str
    effect: float
    constant: float
    rating_sd: float
    trend: float


FULL = World("full", -0.60, -2.5, 0.5, 0.05)
HARD = World("hard", -1.20, -1.6, 0.9, 0.0)
WORLDS = {world.name: world for world in (FULL, HARD)}


@dataclass(frozen=True)
class Sessions:
    """One row a session that took place, sorted by client and session; `alliance` is what no rater sees.

    at_risk is False where nobody can know whether the client left after it: the last planned session, and the one at
    which observation was cut off. `distance` is log(1 + km) about that of 10 km.
    """

    client: Integers
    session: Floats
    therapist: Integers
    rating: Floats
    alliance: Floats
    court: Floats
    distance: Floats
    ride: Floats
    at_risk: Flags
    left: Flags

    @property
    def clients(self) -> int:
        """Number of clients."""
        return int(self.client[-1]) + 1

    @property
    def therapists(self) -> int:
        """Number of therapists a program of this size has."""
        return therapists_of(self.clients)

    @property
    def fading(self) -> Floats:
        """The court order times what is left of its start: e^(-(session - 1) / 4)."""
        return self.court * np.exp(-(self.session - 1.0) / FADING_SESSIONS)


@dataclass(frozen=True)
class Lives:
    """Every session each client could have had, [clients, sessions], and what each client is, [clients]."""

    therapist: Integers
    court: Floats
    distance: Floats
    ride: Floats
    alliance: Floats
    rating: Floats
    leaves: Flags


def therapists_of(clients: int) -> int:
    """How many therapists see so many clients."""
    return max(2, clients // CLIENTS_PER_THERAPIST)


def log_odds(world: World, alliance: Floats, session: Floats, court: Floats, distance: Floats, ride: Floats) -> Floats:
    """Log odds of leaving after a session, but for the therapist's own part."""
    fading = np.exp(-(session - 1.0) / FADING_SESSIONS)
    fixed = world.constant - 0.20 * np.log(session) - 1.00 * court * fading
    access = 0.30 * distance - 0.30 * ride - 0.25 * ride * distance
    return np.asarray(fixed + access + world.effect * (alliance - USUAL_LEVEL))


def usual_level(world: World, session: Floats, court: Floats) -> Floats:
    """The alliance of a client like others, with a therapist like others."""
    return np.asarray(USUAL_LEVEL + world.trend * (session - 1.0) + COURT_ON_LEVEL * court)


def draw_lives(world: World, clients: int, random: np.random.Generator) -> Lives:
    """Clients, their alliance and its ratings, and after which sessions each would leave."""
    therapist = random.integers(0, therapists_of(clients), clients)
    court = (random.random(clients) < 0.40).astype(float)
    distance = np.log1p(random.lognormal(np.log(USUAL_KM), 0.7, clients)) - np.log1p(USUAL_KM)
    ride = (random.random(clients) < 0.35).astype(float)
    session = np.arange(1.0, SESSIONS + 1)[None, :]
    lasting = THERAPIST_SD * random.standard_normal(therapists_of(clients))[therapist]
    lasting = lasting + CLIENT_SD * random.standard_normal(clients)
    alliance = usual_level(world, session, court[:, None]) + lasting[:, None] + draw_patches(clients, random)
    error = world.rating_sd * random.standard_normal(alliance.shape)
    rating = np.clip(np.round((alliance + error) * 12.0) / 12.0, LOWEST_RATING, HIGHEST_RATING)
    odds = log_odds(world, alliance, session, court[:, None], distance[:, None], ride[:, None])
    odds = odds + THERAPIST_HAZARD_SD * random.standard_normal(therapists_of(clients))[therapist][:, None]
    leaves = random.random(odds.shape) < 1.0 / (1.0 + np.exp(-odds))
    return Lives(therapist, court, distance, ride, alliance, rating, leaves)


def draw_patches(clients: int, random: np.random.Generator) -> Floats:
    """Good and bad patches, [clients, sessions]: a stationary first-order autoregression."""
    shocks = PATCH_SD * random.standard_normal((clients, SESSIONS))
    patch = shocks.copy()
    for session in range(1, SESSIONS):
        patch[:, session] = PERSISTENCE * patch[:, session - 1] + np.sqrt(1.0 - PERSISTENCE**2) * shocks[:, session]
    return patch


def draw_sessions(world: World, clients: int, seed: int) -> Sessions:
    """The sessions that took place in a program of so many clients; same seed, same sessions."""
    random = np.random.default_rng(seed)
    lives = draw_lives(world, clients, random)
    session = np.arange(1, SESSIONS + 1)
    cut = np.where(random.random(clients) < 0.20, random.integers(3, SESSIONS + 1, clients), SESSIONS)
    leaves = lives.leaves & (session < SESSIONS)
    came = (np.cumsum(leaves, axis=1) - leaves == 0) & (session <= cut[:, None])
    known = came & (session < cut[:, None])
    client, place = np.nonzero(came)
    return Sessions(
        client=client.astype(np.int64),
        session=session[place].astype(float),
        therapist=lives.therapist[client],
        rating=lives.rating[came],
        alliance=lives.alliance[came],
        court=lives.court[client],
        distance=lives.distance[client],
        ride=lives.ride[client],
        at_risk=known[came],
        left=(leaves & known)[came],
    )
