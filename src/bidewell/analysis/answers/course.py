"""The course of a typical client through the first months, and how many stay when one thing is shifted."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from bidewell.analysis.answers.contributions import client_weights, level_variance, part_of
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.domain.endings import ENDED_WELL
from bidewell.engine.links import LINKS, Link
from bidewell.engine.panel import Floats

WEEKS = 13  # 90 days
SESSIONS = 12  # on the session grid, where horizons are in sessions
LAST_PERIOD = 26  # where the last window, 13 weeks or sessions on, ends

# The clients still differ in all that is not shifted; nine points of a normal are enough for an average over them.
_NODES, _RAW = np.polynomial.hermite_e.hermegauss(9)
_SHARES = _RAW / _RAW.sum()

# The terms that are the course itself; all others say how clients differ around it.
_COURSE_TERMS = ("leaving", "leaving_quarter")


@dataclass(frozen=True)
class Course:
    """Per period from admission: share of clients with a contact, other endings per contact, and the predictor.

    `predictor` [draws, periods] is the leaving predictor of a client average in everything; `spread` [draws] is the
    standard deviation of clients around it.
    """

    contact: Floats
    ended_well: Floats
    ended_otherwise: Floats
    predictor: Floats
    spread: Floats
    link: Link

    def stayed(self, shift: Floats, own_spread: Floats, first: int, after: int) -> Floats:
        """Chance of having stayed through periods first..after-1, for those in care at the start: [draws].

        `shift` [draws] or [draws, periods] is added to the predictor; `own_spread` [draws] is the part of the clients'
        differences that the shift takes the place of.
        """
        return self._lived(shift, own_spread, first, after)[0]

    def periods_stayed(self, shift: Floats, own_spread: Floats, first: int, after: int) -> Floats:
        """Expected periods stayed (in care or ended well) within first..after-1: [draws]."""
        return self._lived(shift, own_spread, first, after)[1]

    def _lived(self, shift: Floats, own_spread: Floats, first: int, after: int) -> tuple[Floats, Floats]:
        rest = np.sqrt(np.maximum(self.spread**2 - own_spread**2, 0.0))
        shifts = shift[:, None] if shift.ndim == 1 else shift
        stayed, lived = np.zeros(len(rest)), np.zeros(len(rest))
        for node, share in zip(_NODES, _SHARES, strict=True):
            in_care, well, periods = np.ones(len(rest)), np.zeros(len(rest)), np.zeros(len(rest))
            for period in range(first, after):
                shifted = shifts[:, min(period, shifts.shape[1] - 1)]
                eta = self.predictor[:, period] + shifted + rest * node
                periods += in_care + well
                leaves = self.contact[period] * LINKS[self.link](eta, 0, np)
                # Other endings are counted per contact, leavers among them: the three are shares of one whole.
                ends_well = self.contact[period] * self.ended_well[period]
                ends_otherwise = self.contact[period] * self.ended_otherwise[period]
                well += in_care * ends_well
                in_care = in_care * np.maximum(1.0 - leaves - ends_well - ends_otherwise, 0.0)
            stayed += share * (in_care + well)
            lived += share * periods
        return stayed, lived


def course_of(fitted: FittedProgram) -> Course:
    """The course under a fit, for the draws it holds."""
    contact, well, otherwise = _rates(fitted.panel.rows, LAST_PERIOD)
    predictor, spread = _predictor(fitted, LAST_PERIOD)
    return Course(contact, well, otherwise, predictor, spread, fitted.model.link)


def _rates(rows: pl.DataFrame, last: int) -> tuple[Floats, Floats, Floats]:
    """Contacts per client-period, and other endings per contact; sparse late periods borrow from their neighbours."""
    well = pl.col("ended").is_in(sorted(ENDED_WELL))
    by_period = (
        rows.filter(pl.col("scored"), pl.col("period") < last)
        .group_by("period")
        .agg(
            pl.len().alias("rows"),
            pl.col("contact").sum(),
            pl.col("at_risk").sum(),
            (pl.col("ended").is_not_null() & well).sum().alias("well"),
            (pl.col("ended").is_not_null() & ~well).sum().alias("otherwise"),
        )
    )
    counts = pl.DataFrame({"period": np.arange(last, dtype=np.int32)}).join(by_period, on="period", how="left")
    filled = counts.fill_null(0).sort("period")
    contact = _smooth(filled["contact"].to_numpy(), filled["rows"].to_numpy())
    at_risk = filled["at_risk"].to_numpy()
    return contact, _smooth(filled["well"].to_numpy(), at_risk), _smooth(filled["otherwise"].to_numpy(), at_risk)


def _smooth(events: Floats, of: Floats) -> Floats:
    """Rates by period, each pulled towards the overall rate as by ten client-periods."""
    overall = events.sum() / max(of.sum(), 1)
    return np.asarray((events + 10.0 * overall) / (of + 10.0))


def _predictor(fitted: FittedProgram, last: int) -> tuple[Floats, Floats]:
    """The average predictor by period, and the spread of clients around it, for each draw."""
    model, rows = fitted.model, fitted.rows
    weights = client_weights(fitted, rows.panel.at_risk & rows.panel.scored)
    courses = [term for term in model.terms if getattr(term, "name", "") in _COURSE_TERMS]
    blocks = [block for term in model.terms if term not in courses for block in term.blocks(rows.columns)]
    everything = part_of("", [block for block in blocks if block.columns is not None], model, weights)
    variance = everything.spread(level_variance(model, with_therapist=True)) ** 2
    course = everything.hazard_draws @ everything.hazard_mean
    for block in blocks:
        if block.level_of_row is not None and block.quantity == "leaving":
            course = course + model.block(block.name) @ block.pull_back(weights)
            variance = variance + model.scale(f"{block.name}_sd") ** 2
    # Everyone at the last quarter: the course of clients who come now.
    periods = {"period": np.arange(last, dtype=float), "quarter": np.full(last, len(rows.levels.quarter) - 1)}
    shape = [model.block(b.name) @ b.columns.T for t in courses for b in t.blocks(periods) if b.columns is not None]
    return course[:, None] + sum(shape), np.sqrt(variance)
