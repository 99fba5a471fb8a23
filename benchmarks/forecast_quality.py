"""How far are chances from the best that anybody could say? Ours and an oracle's, against the exact predictor.

    python benchmarks/forecast_quality.py --sets 20

Of each set 1,000 clients of the *full* world are learned from and 600 others, with therapists of their own, are told
the chance of having left before session 8, from their first four ratings. The exact predictor knows every number of
the world but no client's alliance; the oracle learned a logit from alliances that nobody can see, and knows the rest.
Written to results/forecast_quality.md.
"""

import argparse
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import statsmodels.api as sm
from worlds import (
    CLIENT_SD,
    FULL,
    PATCH_SD,
    PERSISTENCE,
    THERAPIST_HAZARD_SD,
    THERAPIST_SD,
    Floats,
    Lives,
    Sessions,
    draw_lives,
    draw_sessions,
    usual_level,
)  # fmt: skip
from worlds_model import columns_of, court_order, panel_of, terms_of

from bidewell.engine.fitters.fit import Fit, fit
from bidewell.engine.model import Model, quantities_of
from bidewell.engine.prediction import current_beliefs
from bidewell.engine.recursion import observed_rows
from bidewell.engine.terms.term import Standard, Term

WORDS = Path(__file__).parent / "results" / "forecast_quality.md"
LEARNED_FROM, TOLD, DRAWS = 1_000, 600, 400
RATED, BEFORE = 4, 8  # ratings known, and the session before which clients may have left
PATHS = 4_000  # of each client's alliance, for the exact predictor: leaves an error of about .001 in a chance
BAR = 1.15
TRUE = np.array([FULL.constant, -0.20, -1.00, 0.30, -0.30, -0.25, FULL.effect])


class One(NamedTuple):
    """One set: errors to the exact predictor (root of the mean square), and seconds of our fit."""

    ours: float
    oracle: float
    seconds: float


def factors(session: Floats, court: Floats, distance: Floats, ride: Floats, alliance: Floats) -> Floats:
    """What the world's log odds are linear in, [..., 7]."""
    fading = court * np.exp(-(session - 1.0) / 4.0)
    parts = (np.ones_like(alliance), np.log(session), fading, distance, ride, ride * distance, alliance - 5.0)
    return np.stack(np.broadcast_arrays(*parts), axis=-1)


def chances(lives: Lives, of: Floats, hazard_sd: float, random: np.random.Generator) -> Floats:
    """Chance of having left before session 8 of those still there at session 4, [clients], by weighed paths.

    Paths of the alliance are drawn given the four ratings (a normal); they weigh by the chance of having stayed so far.
    """
    clients, session = lives.court.size, np.arange(1.0, BEFORE)
    apart = np.abs(session[:, None] - session)
    covariance = THERAPIST_SD**2 + CLIENT_SD**2 + PATCH_SD**2 * PERSISTENCE**apart
    seen = covariance[:RATED, :RATED] + FULL.rating_sd**2 * np.eye(RATED)
    gain = covariance[:, :RATED] @ np.linalg.inv(seen)
    usual = usual_level(FULL, session, lives.court[:, None])
    centre = usual + (lives.rating[:, :RATED] - usual[:, :RATED]) @ gain.T
    root = np.linalg.cholesky(covariance - gain @ covariance[:RATED] + 1e-12 * np.eye(session.size))
    found = np.empty(clients)
    for client in range(clients):
        paths = centre[client] + random.standard_normal((PATHS, session.size)) @ root.T
        row = factors(session, lives.court[client], lives.distance[client], lives.ride[client], paths)
        odds = row @ of + hazard_sd * random.standard_normal((PATHS, 1))
        stays = 1.0 / (1.0 + np.exp(odds))
        so_far = stays[:, : RATED - 1].prod(axis=1)
        found[client] = 1.0 - (so_far * stays[:, RATED - 1 :].prod(axis=1)).sum() / so_far.sum()
    return found


def oracle(sessions: Sessions) -> Floats:
    """The world's coefficients as a logit finds them that sees the alliance."""
    rows = factors(sessions.session, sessions.court, sessions.distance, sessions.ride, sessions.alliance)
    known = sessions.at_risk
    return np.asarray(sm.GLM(sessions.left[known], rows[known], family=sm.families.Binomial()).fit().params)


def first_sessions(lives: Lives, upto: int, unknown_from: int) -> Sessions:
    """Sessions 1 to `upto` of every client, none left by one from which on nothing is known of that."""
    clients = lives.court.size
    client, session = np.repeat(np.arange(clients), upto), np.tile(np.arange(1.0, upto + 1), clients)
    return Sessions(
        client, session, np.full(client.size, -1), lives.rating[:, :upto].ravel(), lives.alliance[:, :upto].ravel(),
        lives.court[client], lives.distance[client], lives.ride[client],
        at_risk=session < unknown_from, left=np.zeros(client.size, dtype=bool),
    )  # fmt: skip


def evidence(model: Model, terms: tuple[Term, ...], sessions: Sessions, rating: Standard, fitted: Fit) -> Floats:
    """Log-likelihood of each client's rows under each draw, [draws, clients], each client's therapist drawn as well."""
    panel = panel_of(sessions, rating)
    panel.rating_count[sessions.session > RATED] = 0.0
    columns = columns_of(sessions)
    blocks = [block for term in terms for block in term.blocks(columns)] + [court_order(sessions, "ranking")]
    observed, clients = observed_rows(panel, model.channels), panel.clients
    place, random = model.channels.place, np.random.default_rng(0)
    found, scale_draws = np.empty((DRAWS, clients)), np.exp(fitted.draws.log_scales)
    for draw, (parameters, scales) in enumerate(zip(fitted.draws.parameters, scale_draws, strict=True)):
        named = {block.name: parameters[model.layout[block.name]] for block in blocks}
        quantities = quantities_of(blocks, named, panel.rows, model.channels)
        by_name = dict(zip(model.scales, scales, strict=True))
        own = random.standard_normal((2, clients))
        quantities[place["level"]] += by_name[_scale(model, "therapist_rating")] * own[0][panel.client]
        quantities[place["leaving"]] += by_name[_scale(model, "therapist_leaving")] * own[1][panel.client]
        scalars = model.scalars(parameters)
        rows = current_beliefs(panel.client, observed, quantities, scalars, model.link, model.channels)
        found[draw] = np.bincount(panel.client, weights=rows.log_likelihood)
    return found


def one_set(seed: int) -> One:
    """Learn, tell, and compare."""
    learned = draw_sessions(FULL, LEARNED_FROM, seed)
    rating, terms = Standard.learn(learned.rating), terms_of(learned, "ranking")
    blocks = [block for term in terms for block in term.blocks(columns_of(learned))]
    model = Model(panel_of(learned, rating), (*blocks, court_order(learned, "ranking")), link="logit")
    began = time.perf_counter()
    fitted = fit(model, seed=seed, draws=DRAWS)
    seconds = time.perf_counter() - began
    random = np.random.default_rng([seed, 1])
    lives = _still_there(draw_lives(FULL, 2 * TOLD, random))
    exact = chances(lives, TRUE, THERAPIST_HAZARD_SD, random)
    by_oracle = chances(lives, oracle(learned), 0.0, random)
    until, onward = (
        evidence(model, terms, first_sessions(lives, upto, unknown), rating, fitted)
        for upto, unknown in ((RATED, RATED), (BEFORE - 1, BEFORE))
    )
    top = until.max(axis=0)
    ours = 1.0 - np.exp(onward - top).sum(axis=0) / np.exp(until - top).sum(axis=0)
    errors = (float(np.sqrt(np.mean((found - exact) ** 2))) for found in (ours, by_oracle))
    return One(*errors, seconds)


def words_of(found: list[One]) -> str:
    """The page."""
    ours, oracles, seconds = (np.array(values) for values in zip(*found, strict=True))
    ratios, n = ours / oracles, len(found)
    ratio = ours.mean() / oracles.mean()
    error = float(np.std(ours - ratio * oracles, ddof=1) / np.sqrt(n) / oracles.mean())
    met = "met" if ratio <= BAR else "**not met**"
    rows = {"ours": ours, "a logit that sees the true alliance": oracles}
    return "\n".join(
        [
            "# Forecasts beside the best possible",
            "",
            f"{n} sets of the *full* world: {LEARNED_FROM:,} clients learned from; of up to {TOLD} others, with",
            f"therapists of their own, the chance of having left before session {BEFORE} is told from {RATED} ratings.",
            "Root of the mean squared difference to the exact predictor, which knows every number of the world:",
            "",
            "| | mean over sets | standard error | least to most |",
            "|---|---|---|---|",
            *(f"| {name} | {_spread(values)} |" for name, values in rows.items()),
            "",
            f"Ours over the oracle's: {ratio:.3f} ({error:.3f}); bar {BAR}: {met}. Ours lay nearer in",
            f"{int((ratios <= 1).sum())} of {n} sets. Over {DRAWS} posterior draws, the new therapist's part drawn",
            f"with each. A fit took {np.median(seconds):.1f} s (median). The oracle also knows",
            "how alliances vary and last, which ours learned.",
            "",
            "Made by `python benchmarks/forecast_quality.py`.",
            "",
        ]
    )


def _spread(values: Floats) -> str:
    error = values.std(ddof=1) / np.sqrt(values.size)
    return f"{values.mean():.4f} | {error:.4f} | {values.min():.4f} to {values.max():.4f}"


def _scale(model: Model, block: str) -> str:
    return next(one.scale for one in model.blocks if one.name == block and one.scale is not None)


def _still_there(lives: Lives) -> Lives:
    there = np.flatnonzero(~lives.leaves[:, : RATED - 1].any(axis=1))[:TOLD]
    return Lives(*(getattr(lives, name)[there] for name in Lives.__dataclass_fields__))


def main() -> None:
    """Run the sets and write the page."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--sets", type=int, default=20)
    found = []
    for seed in range(1, asked.parse_args().sets + 1):
        found.append(one_set(seed))
        print(seed, *(f"{value:.4f}" for value in found[-1]), flush=True)
    WORDS.write_text(words_of(found))
    print(words_of(found))


if __name__ == "__main__":
    main()
