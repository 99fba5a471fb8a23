"""How often strain is told where there is none, how often where there is, and what comes back by itself.

    python benchmarks/strain.py --programs 20
    python benchmarks/strain.py --table

Appends a line a program and world to results/strain.jsonl and goes on where it stopped; `--table` writes
results/strain.md. Clients rate in 14 weeks and nobody leaves; what they rate is known by construction.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from kept_lines import Line, keep, kept
from strain_page import VERDICTS, page

from bidewell.analysis.forecasting.strain import SOONER_THAN_EXPECTED
from bidewell.engine.fitters.fit import fit
from bidewell.engine.model import Model
from bidewell.engine.panel import Floats, Integers, Panel
from bidewell.engine.prediction import Following, current_beliefs
from bidewell.engine.process import dynamics_on_numpy
from bidewell.engine.ratings import Censored, Gaussian
from bidewell.engine.recursion import observed_rows, rows_of
from bidewell.engine.strain import NEVER, Strained
from bidewell.engine.strain_rule import StrainRule, rule_of
from bidewell.engine.terms.baseline import Baseline

LINES = Path(__file__).parent / "results" / "strain.jsonl"
CLIENTS, WEEKS, FIRST_RUPTURE, LAST_RUPTURE = 600, 14, 4, 11
RATES = 0.8
# A total from 0 to 40 as existing products use it: five points a standard deviation of ratings. Their rule asks where
# it lies a point or more below the last session's.
POINTS, A_POINT = 5.0, 1.0
# Of what is passing and error together: how far a planted rupture falls; it fades as patches do.
RUPTURE = 2.0
SOON = 2
RATINGS_TO_REPAIR, REPAIRED_WITHIN = 3, 0.5
WEEKS_AHEAD = 4
# Ruptures are few: a fit that met one in every second client would take them for ordinary.
ONE_RUPTURE_IN = 10


@dataclass(frozen=True)
class World:
    """Standard deviations of trait, patch and error, what is left of a patch after a week, and who is at the top."""

    trait: float
    patch: float
    error: float
    persistence: float
    at_top: float = 0.0


WORLDS = {
    "ordinary ups and downs": World(0.65, 0.45, 0.5, 0.75),
    "strong ups and downs": World(0.6, 0.65, 0.4, 0.75),
    "short ups and downs": World(0.6, 0.55, 0.45, 0.4),
    "flat": World(0.7, 0.0, 0.6, 0.75),
    "ordinary, a third at the top": World(0.65, 0.45, 0.5, 0.75, at_top=0.33),
}


@dataclass(frozen=True)
class Lived:
    """Patches and ratings [clients, weeks], NaN where none was given, and the week of each client's rupture (NEVER)."""

    patch: Floats
    rating: Floats
    rupture: Integers
    top: float

    @property
    def model(self) -> Model:
        """The ratings as the engine reads them; the channel of leaving is off."""
        client, week = np.repeat(np.arange(CLIENTS), WEEKS), np.tile(np.arange(float(WEEKS)), CLIENTS)
        rating, never = self.rating.ravel(), np.zeros(client.size, dtype=bool)
        known = np.isfinite(rating)
        panel = Panel(
            client, week, np.where(known, rating, 0.0), known.astype(float), never, never, never, ~never, never
        )
        course = Baseline.learn("rating", "rating", panel.period, intercept_mean=0.0, wiggle_sd=0.0)
        read = Censored(high=self.top) if np.isfinite(self.top) else Gaussian()
        return Model(panel, course.blocks({"period": panel.period}), ratings=read)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=int, default=20)
    parser.add_argument("--table", action="store_true", help="write the page from the lines there are")
    asked = parser.parse_args()
    if asked.table:
        LINES.with_suffix(".md").write_text(page(kept(LINES), CLIENTS, WEEKS), encoding="utf-8")
        return
    done = {(line["world"], line["seed"]) for line in kept(LINES)}
    for seed in range(asked.programs):
        for name, world in WORLDS.items():
            if (name, seed) not in done:
                keep(LINES, {"world": name, "seed": seed, **result(world, seed)})


def live(world: World, seed: int, *, ruptures: bool) -> Lived:
    """One program; some clients have a rupture in it, or nobody has. All else is the same."""
    random = np.random.default_rng(seed)
    patch = random.normal(0.0, world.patch, (CLIENTS, WEEKS))
    for week in range(1, WEEKS):
        patch[:, week] = world.persistence * patch[:, week - 1] + np.sqrt(1 - world.persistence**2) * patch[:, week]
    when = np.where(
        np.arange(CLIENTS) % ONE_RUPTURE_IN == 0, random.integers(FIRST_RUPTURE, LAST_RUPTURE, CLIENTS), NEVER
    )
    since = np.arange(WEEKS) - when[:, None]
    fall = RUPTURE * np.hypot(world.patch, world.error) * world.persistence ** np.maximum(since, 0)
    if ruptures:
        patch -= np.where((when[:, None] != NEVER) & (since >= 0), fall, 0.0)
    level = random.normal(0.0, world.trait, (CLIENTS, 1)) + patch
    rating = level + random.normal(0.0, world.error, level.shape)
    rating[random.random(level.shape) > RATES] = np.nan
    top = float(np.nanquantile(rating, 1.0 - world.at_top)) if world.at_top else np.inf
    return Lived(patch, np.minimum(rating, top), when if ruptures else np.full(CLIENTS, NEVER), top)


def result(world: World, seed: int) -> Line:
    """Shares of ratings that fire, ruptures found, and what came of what fell by itself."""
    calm, torn = (live(world, seed, ruptures=ruptures) for ruptures in (False, True))
    of_calm, of_torn = Followed.of(calm), Followed.of(torn)
    falls, in_torn = fallen(calm.rating), fallen(torn.rating)
    a_point = A_POINT / POINTS * float(np.nanstd(calm.rating))
    # The fall between two ratings that as many reach as fire: the products' rule, made as seldom.
    as_seldom = float(np.nanquantile(falls, 1.0 - np.nanmean(of_calm.fires)))
    return {
        "ratings": int(np.isfinite(calm.rating).sum()),
        "fires": share(of_calm.fires),
        "fires_beside_ruptures": share(of_torn.fires[torn.rupture == NEVER]),
        "point_below": share(reaches(falls, a_point)),
        "found": found(of_torn.fires, torn.rupture),
        "found_point_below": found(reaches(in_torn, a_point), torn.rupture),
        "found_as_seldom": found(reaches(in_torn, as_seldom), torn.rupture),
        **of_good_patches(calm, of_calm.fires, a_point, world.patch),
        "drops_repaired": repaired(calm.rating),
        "expected_back": averages(of_calm.expected),
        "came_back": averages(of_calm.came_back),
        "strains": len(of_calm.expected),
        "verdicts": of_calm.verdicts,
    }


@dataclass(frozen=True)
class Followed:
    """Whether each rating fires [clients, weeks] (NaN where there is none), and what came of the strains.

    [strains, weeks]: `expected` is the chance of being back so many weeks after, `came_back` whether the patch truly
    was; `verdicts` counts what was told of them in the end.
    """

    fires: Floats
    expected: Floats
    came_back: Floats
    verdicts: dict[str, int]

    @classmethod
    def of(cls, lived: Lived) -> "Followed":
        """Fit the program, and follow its clients week by week with what was found."""
        model = lived.model
        found = fit(model, seed=1, draws=50)
        dynamics = dynamics_on_numpy(model.scalars(found.mode), model.channels)
        rule, quantities = rule_of(dynamics), model.quantities(found.mode)
        fires, verdicts = np.full(lived.rating.shape, np.nan), dict.fromkeys(VERDICTS, 0)
        expected, came_back = [np.zeros((0, WEEKS_AHEAD))], [np.zeros((0, WEEKS_AHEAD))]
        for week in range(WEEKS):
            now = strained(model, found.mode, quantities, rule, week)
            is_rated = np.isfinite(lived.rating[:, week])
            fires[is_rated, week] = now.chance[is_rated] >= now.fires_at[is_rated]
            if (began := now.began == week).any() and week + WEEKS_AHEAD < WEEKS:
                ahead = np.arange(1, 1 + WEEKS_AHEAD)
                expected.append(
                    np.stack([now.only(began).expected_back(np.array(float(n)), rule, dynamics) for n in ahead], axis=1)
                )
                came_back.append((lived.patch[began][:, week + ahead] > -rule.near).astype(float))
            over = now.only(now.ended == week)
            is_usual = over.expected_back((week - over.began).astype(float), rule, dynamics) >= SOONER_THAN_EXPECTED
            verdicts["as_expected"] += int(is_usual.sum())
            verdicts["beyond_expected"] += int((~is_usual).sum())
        verdicts["not_back"] = int(now.is_open.sum())
        return cls(fires, np.concatenate(expected), np.concatenate(came_back), verdicts)


def strained(model: Model, mode: Floats, quantities: Floats, rule: StrainRule, week: int) -> Strained:
    """How each client stands after the rating of a week."""
    until = np.flatnonzero(model.panel.period <= week)
    observed = rows_of(observed_rows(model.panel, model.channels), until)
    begin = Strained.of_newcomers(2, 1, CLIENTS)
    following = Following(begin, model.panel.period[until].astype(np.int64), rule)
    client, scalars = model.panel.client[until], model.scalars(mode)
    found = current_beliefs(
        client, observed, quantities[:, until], scalars, model.link, model.channels, following=following
    ).strained
    assert found is not None
    return found


def fallen(rating: Floats) -> Floats:
    """How far each rating lies below the client's last one, [clients, weeks]; NaN where there are not two."""
    last, falls = np.full(len(rating), np.nan), np.full(rating.shape, np.nan)
    for week in range(rating.shape[1]):
        falls[:, week] = last - rating[:, week]
        last = np.where(np.isfinite(rating[:, week]), rating[:, week], last)
    return falls


def reaches(falls: Floats, size: float) -> Floats:
    """Whether a fall is that large; NaN where there is none."""
    return np.where(np.isfinite(falls), falls >= size, np.nan)


def share(fires: Floats) -> float:
    """Of those there are."""
    return round(float(np.nanmean(fires)), 5)


def averages(strains: Floats) -> list[float]:
    """Over strains; none of none."""
    return strains.mean(axis=0).round(4).tolist() if len(strains) else []


def found(fires: Floats, rupture: Integers) -> float:
    """Share of ruptures at which, or at a week soon after which, it fires."""
    torn = np.flatnonzero(rupture != NEVER)
    weeks = rupture[torn][:, None] + np.arange(SOON)
    return round(float((np.nan_to_num(fires[torn[:, None], weeks]) > 0).any(axis=1).mean()), 5)


def of_good_patches(lived: Lived, fires: Floats, a_point: float, patch_sd: float) -> Line:
    """What fires where a patch of a standard deviation or more was over by the next rating: a return, and no fall."""
    before, now = lived.patch[:, :-1], lived.patch[:, 1:]
    is_return = (before > patch_sd) & (np.abs(now) < 0.5 * patch_sd) if patch_sd else np.zeros(now.shape, dtype=bool)
    told = {"returns_fire": fires, "returns_point_below": reaches(fallen(lived.rating), a_point)}
    return {name: share(one[:, 1:][is_return]) if is_return.any() else None for name, one in told.items()}


def repaired(rating: Floats) -> float:
    """Share of falls of a standard deviation that are made good, to within half of one, in the next three ratings."""
    sd, made_good = float(np.nanstd(rating)), []
    for one in rating:
        known = one[np.isfinite(one)]
        for place in np.flatnonzero(known[:-1] - known[1:] >= sd):
            later = known[place + 2 : place + 2 + RATINGS_TO_REPAIR]
            if later.size == RATINGS_TO_REPAIR:
                made_good.append(bool((later >= known[place] - REPAIRED_WITHIN * sd).any()))
    return round(float(np.mean(made_good)), 5)


if __name__ == "__main__":
    main()
