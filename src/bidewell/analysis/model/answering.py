"""Check-ins answered, of those offered: where a poor alliance keeps from answering, ratings are of better days.

A fit that explains knows who did not answer. Without it the alliance's effect comes out too small wherever answering
goes with the alliance (by a ninth in `benchmarks/answering.py`).
"""

from dataclasses import replace

import numpy as np
import polars as pl

from bidewell.analysis.events.panel import PanelFrames
from bidewell.analysis.model.engine_rows import EngineRows, has_repeated_ratings
from bidewell.analysis.model.usual_priors import COEFFICIENT_SD, THERAPIST_WIDTH, USUAL_LOG_ODDS
from bidewell.engine.panel import Counts, Flags, Floats
from bidewell.engine.terms.alliance import AllianceEffect
from bidewell.engine.terms.baseline import Baseline
from bidewell.engine.terms.effects import Effects
from bidewell.engine.terms.term import Term

ANSWERED = "answered"
# With fewer sessions missed, or answers not given, there is nothing to learn from them.
FEWEST_NOT = 30


def answers_in(panel: PanelFrames) -> Counts:
    """How many check-ins were offered at each row of the panel frame, and how many of these were answered."""
    offered = panel.rows["checkins_offered"].to_numpy().astype(float)
    return Counts(np.minimum(panel.rows["checkins_answered"].to_numpy(), offered), offered)


def asked_at(panel: PanelFrames) -> Flags:
    """Rows of the panel frame at which answering says something: none where the alliance is not followed."""
    answers = answers_in(panel)
    tells = (answers.times - answers.happened).sum() >= FEWEST_NOT and has_repeated_ratings(panel)
    return (answers.times > 0) & tells


def with_answers(rows: EngineRows, panel: PanelFrames) -> EngineRows:
    """Rows of a panel joined by who answered."""
    answers = answers_in(panel)
    counts = {ANSWERED: Counts(answers.happened[rows.kept], answers.times[rows.kept])}
    return replace(rows, panel=replace(rows.panel, counts={**rows.panel.counts, **counts}))


def with_therapist_before(panel: PanelFrames) -> PanelFrames:
    """The panel in which rows without a contact are of the therapist of the contact before.

    Nobody's would tell exactly who did not come.
    """
    return replace(panel, rows=panel.rows.with_columns(pl.col("therapist").forward_fill().over("episode")))


def answering_terms(period: Floats, therapists: tuple[str, ...]) -> tuple[Term, ...]:
    """How answering runs over the periods, what the alliance goes with in it, and how therapists differ."""
    course = Baseline.learn(f"{ANSWERED}_course", ANSWERED, period, intercept_mean=USUAL_LOG_ODDS, wiggle_sd=0.0)
    loading = AllianceEffect(f"{ANSWERED}_loading", f"{ANSWERED}_loading", 0.0, COEFFICIENT_SD, factor="")
    apart = Effects(f"therapist_{ANSWERED}", "therapist", ANSWERED, therapists, THERAPIST_WIDTH, "")
    return (course, loading, apart) if len(therapists) > 1 else (course, loading)
