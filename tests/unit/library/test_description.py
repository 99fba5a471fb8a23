"""A model is read before it is fitted: as text for people, as a table for everything else."""

import polars as pl
import pytest

import bidewell
from bidewell.exchange.problems import CheckReport
from tests.fitted_programs import program
from tests.telling_ratings import with_distress

DEMO = bidewell.Program(program("demo", 150, 7), CheckReport(()))
ASKED = bidewell.Specification("leaving ~ alliance * travel_minutes + ride_support", adjust=["sex"])


@pytest.fixture(scope="module")
def description() -> bidewell.Description:
    return ASKED.describe(DEMO)


def test_it_says_what_is_fitted_to_what_under_which_definition(description: bidewell.Description) -> None:
    assert "Leaving by loss_of_contact, one row per week, complete through 2026-05-31" in description.title
    assert description.counts.startswith("152 episodes of 149 clients; 1505 contacts with a known outcome, at which 65")


def test_each_term_is_a_line_with_what_it_compares_n_and_both_priors(description: bidewell.Description) -> None:
    (line,) = (line for line in str(description).splitlines() if line.startswith("  alliance:travel_minutes"))
    assert line.split("  ")[1:] and "148" in line and line.endswith("0.72 to 1.39")
    (sex,) = (line for line in str(description).splitlines() if line.startswith("  sex"))
    assert "against the others" in sex


def test_counts_below_eleven_are_not_shown(description: bidewell.Description) -> None:
    missing = description.priors.filter(pl.col("parameter") == "travel_minutes_missing")
    assert missing["n"].item() is None
    assert "<11" in str(description)


def test_what_only_one_purpose_has_is_said(description: bidewell.Description) -> None:
    accepted = description.priors.filter(pl.col("parameter") == "ride_support[accepted]")
    assert accepted["explain_low"].item() is None and accepted["forecast_low"].item() < 1
    assert "not in it" in str(description) and "to forecast only" in str(description)


def test_what_was_left_out_is_said(description: bidewell.Description) -> None:
    assert [words.partition(":")[0] for words in description.apart] == [
        "court_order",
        "family_insistence",
        "motivation",
    ]
    assert "Left out\n  court_order: the records have it, the formula does not." in str(description)


@pytest.mark.parametrize(("clients", "is_said"), [(150, False), (250, True)])
def test_what_forecasts_also_read_is_said(clients: int, is_said: bool) -> None:
    rated = bidewell.Program(with_distress(program("demo", clients, 7), tells=0.3), CheckReport(()))
    assert ("Forecasts also read ratings of distress" in ASKED.describe(rated).counts) == is_said


def test_no_range_is_the_wrong_way_round(description: bidewell.Description) -> None:
    known = description.priors.filter(pl.col("explain_low").is_not_null())
    assert (known["explain_low"] < known["explain_middle"]).all()
    assert (known["explain_middle"] < known["explain_high"]).all()


def test_nothing_is_fitted_to_describe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bidewell.analysis.model.fitting.fit", None)
    assert ASKED.describe(DEMO).priors.height > 20


def test_a_description_by_session_says_so() -> None:
    assert "one row per session" in bidewell.Specification(grid="session").describe(DEMO).title
