"""Ratings given after a group session share what that session brought; where none is recorded nothing changes."""

from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest

from bidewell import Program, Specification
from bidewell.analysis.events.group_sessions import the_one_session, with_group_session
from bidewell.analysis.forecasting.forecasts import foresee
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.analysis.model import group_sessions
from bidewell.analysis.model.fitting import FitControl, fit_program
from bidewell.analysis.model.group_sessions import left_out, shared_sessions
from bidewell.analysis.model.laid_out import lay_out
from bidewell.analysis.model.specification import Choices
from bidewell.analysis.program import ProgramRecords
from bidewell.engine.terms.effects import Effects
from bidewell.exchange.problems import CheckReport
from bidewell.exchange.saved_model import archive_of, from_archive
from bidewell.report.parts.modelled import printed
from bidewell.simulate.program import simulate
from bidewell.simulate.scenarios import DEMO
from tests.fitted_programs import panel_of, program

SHOCK_SD = 0.25  # in points of the scale
# Ratings that stay clear of the ends of their scale: what is added to one that was cut off there is no shock.
CLEAR = replace(DEMO, truth=replace(DEMO.truth, rating=replace(DEMO.truth.rating, ceiling_share=0.002, points=0.4)))


@cache
def in_groups(clients: int = 300, groups: int = 3, every_days: int = 14) -> tuple[ProgramRecords, dict[str, float]]:
    """A program whose rated sessions were those of groups that met every so many days; and each session's shock."""
    records, random = simulate(CLEAR, clients, seed=5).records, np.random.default_rng(4)
    of_group = {one: f"Group {number % groups}" for number, one in enumerate(records.episodes["episode"].to_list())}
    rated = pl.col("session").is_in(records.checkins["session"].implode())
    met = (pl.col("scheduled_at").dt.epoch("d") // every_days * every_days).cast(pl.Date).cast(pl.Datetime("us"))
    zone = records.sessions.schema["scheduled_at"].time_zone  # type: ignore[attr-defined]  # a time with a zone
    sessions = records.sessions.with_columns(
        group=pl.when(rated).then(pl.col("episode").replace_strict(of_group)),
        scheduled_at=pl.when(rated).then(met.dt.replace_time_zone(zone)).otherwise("scheduled_at"),
    )
    named = with_group_session(records.checkins, sessions)
    keys = sorted(named["group_session"].drop_nulls().unique())
    shocks = dict(zip(keys, SHOCK_SD * random.standard_normal(len(keys)), strict=True))
    moved = pl.col("value") + pl.col("group_session").replace_strict(shocks, default=0.0, return_dtype=pl.Float64)
    return replace(records, sessions=sessions, checkins=named.with_columns(moved).drop("group_session")), shocks


def test_a_periods_ratings_know_the_one_group_session_they_were_given_after() -> None:
    rows = panel_of(in_groups()[0]).rows
    rated = rows.filter(pl.col("rating_count") > 0)
    assert rated.filter(pl.col("rating_count") == 1)["group_session"].is_not_null().all()
    assert rows.filter(pl.col("rating_count") == 0)["group_session"].is_null().all()
    assert rated["group_session"].str.contains(r"^Group [012] 20\d\d-\d\d-\d\d \d\d:\d\d$").sum() > 0.9 * rated.height


def test_ratings_of_two_sessions_in_one_period_are_of_neither() -> None:
    ratings = pl.DataFrame({"period": [0, 0, 1, 1, 2, 2], "group_session": ["A", "B", "A", "A", "A", None]})
    found = ratings.group_by("period", maintain_order=True).agg(the_one_session())
    assert found["group_session"].to_list() == [None, "A", None]


def test_a_session_that_one_client_rated_has_no_part_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_sessions, "FEWEST_SESSIONS", 1)
    rows = pl.DataFrame(
        {"episode": ["a", "a", "b", "b"], "group_session": ["one", "two", "two", "one"], "rating_count": [1, 1, 1, 0]}
    )
    assert shared_sessions(rows) == ("two",)


def test_without_recorded_groups_the_model_is_what_it_was() -> None:
    records = program(clients=300)
    laid_out = lay_out(records, panel_of(records), Choices())
    assert laid_out.rows.levels.group_session == () and left_out(laid_out.panel.rows) is None
    assert not [term for term in laid_out.terms if isinstance(term, Effects) and term.column == "group_session"]


def test_what_sessions_bring_is_found_in_a_programs_records() -> None:
    records, shocks = in_groups()
    fitted = fit_program(
        records, panel_of(records), Choices(answering=False), FitControl(draws=200)
    )  # as forecasts are made
    model, spread = fitted.model, fitted.rows.rating.spread
    assert model.diagnostics.trusted
    levels = fitted.rows.levels.group_session
    true = np.array([shocks[level] for level in levels]) / spread
    low, high = np.quantile(model.scale("group_session_sd"), [0.02, 0.98])
    assert low < true.std() < high
    assert np.corrcoef(model.block("group_session", model.mode), true)[0, 1] > 0.7
    assert f"group_session {len(levels)}" in " ".join(printed(model).split())
    kept = from_archive(archive_of(SavedProgram.of(fitted, fitted, {"verdict": {"largest": None}})))
    assert kept.levels.group_session == levels
    seen = foresee(records, kept)
    assert seen is not None and (seen.clients.history.columns["group_session"] >= 0).any()
    assert np.isfinite(seen.chances.mean).all()


def test_the_description_names_the_term_with_its_prior_or_says_why_it_is_not_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, records = Specification("leaving ~ alliance"), Program(in_groups()[0], CheckReport(()))
    told = asked.describe(records)
    (row,) = told.priors.filter(pl.col("parameter") == "group_session_sd").iter_rows(named=True)
    sessions = len(shared_sessions(panel_of(records.records).rows))
    assert (row["enters"], row["compared"]) == ("rating", f"between {sessions} group sessions")
    assert row["explain_high"] == pytest.approx(0.3 * 1.96, abs=1e-3)
    monkeypatch.setattr(group_sessions, "MOST_SESSIONS", 30)
    assert "at most 30 can have a part of their own" in str(asked.describe(records))


def test_more_sessions_than_can_be_afforded_are_left_out_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    records, _ = in_groups()
    monkeypatch.setattr(group_sessions, "MOST_SESSIONS", 30)
    laid_out = lay_out(records, panel_of(records), Choices())
    assert laid_out.rows.levels.group_session == ()
    why = left_out(laid_out.panel.rows)
    assert why is not None and "at most 30 can have a part of their own" in why


def test_of_a_few_sessions_nobody_can_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    records, _ = in_groups()
    monkeypatch.setattr(group_sessions, "FEWEST_SESSIONS", 1000)
    rows = panel_of(records).rows
    assert shared_sessions(rows) == () and "cannot be told" in (left_out(rows) or "")
