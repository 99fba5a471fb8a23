"""The program itself: its calendar, sites and therapists."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from bidewell.simulate.arrays import Floats, Ints, stream
from bidewell.simulate.truth import Truth

TIME_ZONE = "America/New_York"
EXTRACT_DATE = date(2026, 6, 30)
EXTRACT_DAY = (EXTRACT_DATE - date(1970, 1, 1)).days
DAYS_PER_MONTH = 365.25 / 12

SITE_NAMES = ("North", "South", "East", "West", "Harbor", "Hill")
CLIENTS_PER_THERAPIST = 25
THERAPISTS_PER_SITE = 12


@dataclass(frozen=True)
class World:
    """Sites and the therapists within them, with their effects. Days count from 1970-01-01."""

    first_day: int
    last_day: int
    site_leaving: Floats
    therapist_site: Ints
    therapist_rating: Floats
    therapist_leaving: Floats

    @property
    def sites(self) -> int:
        return len(self.site_leaving)


def make_world(truth: Truth, clients: int, months: float, therapists: int | None, seed: int) -> World:
    """A program that admits its clients over the `months` before the extract date."""
    staff = therapists or max(4, round(clients / CLIENTS_PER_THERAPIST))
    sites = min(len(SITE_NAMES), max(2, round(staff / THERAPISTS_PER_SITE)))
    first_day = EXTRACT_DAY - round(months * DAYS_PER_MONTH)
    return staffed_world(truth, first_day, sites, staff, stream(seed, "world"))


def staffed_world(truth: Truth, first_day: int, sites: int, staff: int, chance: np.random.Generator) -> World:
    """Sites and therapists with their effects; therapists are spread evenly over the sites."""
    return World(
        first_day=first_day,
        last_day=EXTRACT_DAY,
        site_leaving=chance.normal(0, truth.site_sd, sites),
        therapist_site=np.arange(staff) % sites,
        therapist_rating=chance.normal(0, truth.rating.therapist_sd, staff),
        therapist_leaving=chance.normal(0, truth.therapist_sd, staff),
    )


def colleague(world: World, therapist: Ints) -> Ints:
    """The next therapist of the same site (the same one where a site has no other)."""
    following = therapist + world.sites
    return np.where(following < len(world.therapist_site), following, world.therapist_site[therapist])


def therapist_at(world: World, site: Ints, draw: Floats) -> Ints:
    """A therapist of the site, by a draw between 0 and 1."""
    per_site = np.bincount(world.therapist_site, minlength=world.sites)
    return site + world.sites * (draw * per_site[site]).astype(np.int64)
