"""What a person may pass by mistake is refused at the door by the argument's name, and never taken for something else."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import polars as pl
import pytest

import bidewell
from bidewell.exchange.problems import CheckReport
from bidewell.library.arguments import seeded
from tests.fitted_programs import from_the_prior, program

ASKED = bidewell.Specification("leaving ~ alliance")
RECORDS = bidewell.Program(program("nothing", 60, 3), CheckReport(()))
# Arguments are held to their form before anything that was fitted is looked at: draws of the prior will do.
FITTED = bidewell.Fitted(
    RECORDS, ASKED, ASKED._chosen(RECORDS), from_the_prior(RECORDS.records, draws=5), answered=None
)
EPISODES = pl.DataFrame({"episode": ["E1", "E2"], "client": ["C1", "C2"], "start": ["2026-01-05", "2026-02-02"]})
FACTORS = pl.DataFrame({"episode": ["E1", "E2"], "name": "motivation", "value": [3, 4]})
REFUSED: dict[str, tuple[Callable[[], object], type[Exception], str]] = {
    "no formula": (lambda: bidewell.Specification(None), TypeError, "formula: expected a text.*not NoneType"),
    "a formula of 3": (lambda: bidewell.Specification(3), TypeError, "formula: expected a text.*not int"),
    "a column of 3": (lambda: bidewell.Specification(adjust=[3]), TypeError, "adjust: .* each a text, not int"),
    "no columns": (lambda: bidewell.Specification(adjust=None), TypeError, "adjust: expected a list.*not NoneType"),
    "no program": (lambda: ASKED.describe("records"), TypeError, "program: expected a bidewell.Program, not str"),
    "no seed": (lambda: ASKED.fit(RECORDS, seed=None), TypeError, "seed: expected a whole number, not NoneType"),
    "chains as text": (lambda: ASKED.fit(RECORDS, 1, nuts="no"), TypeError, "nuts: expected True or False, not str"),
    "looking as text": (lambda: ASKED.fit(RECORDS, 1, with_sensitivity="no"), TypeError, "with_sensitivity: .*not str"),
    "a folder of 3": (lambda: bidewell.Program.read(3), TypeError, "folder: expected a path.*not int"),
    "a place of 3": (lambda: bidewell.Figure("", "", (), "", "").save(3), TypeError, "path: expected a path.*not int"),
    "a seed below 0": (lambda: ASKED.fit(RECORDS, seed=-1), ValueError, "seed: expected a whole number, 0 or more"),
    "a validation's seed": (lambda: ASKED.validate(RECORDS, seed=None), TypeError, "seed: .*not NoneType"),
    "days and a half": (lambda: ASKED.validate(RECORDS, 1, every_days=1.5), TypeError, "every_days: .*not float"),
    "no day to stand on": (lambda: ASKED.validate(RECORDS, 1, origins=0), ValueError, "origins: .*1 or more"),
    "a window": (lambda: FITTED.ranking("banana"), ValueError, r"window: expected one of whole, 0-4, 5-12, 13\+; or None"),
    "a kind": (lambda: FITTED.comparison("room"), ValueError, "kind: expected one of therapist, site"),
    "a fit": (lambda: FITTED.arviz(fit="all"), ValueError, "fit: expected one of explain, together"),
    "a seed of draws": (lambda: FITTED.arviz("x"), TypeError, "seed: expected a whole number, not str"),
    "a day as text": (lambda: FITTED.forecasts("2026-06-30"), TypeError, "as_of: expected a datetime.date.*not str"),
    "a time as day": (lambda: FITTED.forecasts(datetime(2026, 6, 30, tzinfo=UTC)), TypeError, "as_of: .*not datetime"),
    "a language": (lambda: FITTED.forecasts(language="xx"), ValueError, "there are: en, es"),
    "letters": (lambda: FITTED.document(by="site"), TypeError, r"by: expected a list of columns, like \['site'\]"),
    "a page's": (lambda: FITTED.report("x.html", by="site"), TypeError, "by: expected a list of columns"),
    "clients as text": (lambda: bidewell.Program.simulated("alliance", "10", 1), TypeError, "clients: .*not str"),
    "no clients": (lambda: bidewell.Program.simulated("alliance", 0, 1), ValueError, "clients: .*1 or more"),
    "no scenario": (lambda: bidewell.Program.simulated(3, 10, 1), TypeError, "scenario: expected a text.*not int"),
}  # fmt: skip


def given(**arguments: Any) -> bidewell.Program:
    return bidewell.Program.from_frames(
        **{
            "name": "Riverside",
            "time_zone": "America/New_York",
            "extract_date": date(2026, 6, 30),
            "episodes": EPISODES,
        },
        **arguments,
    )


@pytest.mark.parametrize("mistake", REFUSED)
def test_an_argument_of_the_wrong_form_is_refused_by_its_name(mistake: str) -> None:
    ask, error, words = REFUSED[mistake]
    with pytest.raises(error, match=words):
        ask()


@pytest.mark.parametrize(
    ("argument", "value", "words"),
    [
        ("planned_ending_codes", "GRAD", "planned_ending_codes does not .* Expected a list of your own codes"),
        ("planned_ending_codes", 3, "planned_ending_codes does not .* Expected a list of your own codes"),
        ("endings", ["AMA"], "endings does not .* Expected a mapping"),
        ("statuses", {3: "attended"}, "statuses does not .* Expected a mapping by names, each a text"),
        ("instruments", ["alliance"], "instruments does not .* Expected a mapping"),
        ("instruments", {"alliance": "x"}, "instruments.alliance does not .* Expected a mapping"),
        ("instruments", {"alliance": {3: "x"}}, "instruments.alliance.3 is not a setting"),
        ("factor_kinds", ["motivation"], "factor_kinds does not .* Expected a mapping"),
        ("factor_kinds", {"motivation": "long"}, "factor_kinds.motivation does not .* Expected one of numeric"),
        ("factor_kinds", {"motivaton": "numeric"}, "factor_kinds.motivaton is not .* Expected one of motivation"),
    ],
)
def test_a_setting_of_the_wrong_form_is_refused_by_the_arguments_name(argument: str, value: object, words: str) -> None:
    with pytest.raises(bidewell.RecordsRefused, match=f"error: settings: {words}"):
        given(factors=FACTORS, **{argument: value})


def test_settings_of_the_right_form_come_as_any_mapping_and_any_list() -> None:
    kinds = {"motivation": "category"}
    settings = given(factors=FACTORS, factor_kinds=kinds, planned_ending_codes=("GRAD",), endings=None).records.settings
    assert (settings.factor_kinds, settings.endings) == (kinds, {"GRAD": "completed"})


def test_the_same_columns_make_the_same_specification_however_they_are_listed() -> None:
    listed, told = bidewell.Specification(adjust=["age"]), bidewell.Specification(adjust=("age",))
    assert listed == told and hash(listed) == hash(told)


def test_a_seed_may_be_a_number_of_numpys_and_is_no_truth_value() -> None:
    assert seeded(np.int64(3)) == 3 and type(seeded(np.int64(3))) is int
    with pytest.raises(TypeError, match="not bool"):
        seeded(True)
