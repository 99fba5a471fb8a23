"""Therapists and sites side by side: on coefficients set by hand, and found in a program that was made with them."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from bidewell.analysis.answers.fair_comparison import Comparison, fair_comparison
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.simulate.scenarios import scenario_named
from bidewell.simulate.world import make_world
from tests.fitted_programs import fitted, from_the_prior, program, with_coefficients

SPREAD = [0.6, 0.0, -0.6, 0.0, 0.0, 0.0, 0.0, 0.0]  # of the program's eight therapists


@cache
def plain() -> FittedProgram:
    """No therapist and no site goes with anything; the alliance does. One in fifteen leaves at a contact."""
    found = from_the_prior(program(clients=300), draws=40)
    zeros = dict.fromkeys(("therapist_leaving", "therapist_rating", "site_leaving", "site_rating"), 0.0)
    return with_coefficients(found, leaving=[-2.7, 0.0], alliance=-0.5, **zeros)


def therapists(found: FittedProgram) -> dict[str, float]:
    return {one.name: one.difference.mean for one in _compared(found).compared}


def _compared(found: FittedProgram, **asked: frozenset[str]) -> Comparison:
    comparison = fair_comparison(found, "therapist", **asked)
    assert comparison is not None
    return comparison


def test_where_nobody_differs_nobody_is_told_apart() -> None:
    found = _compared(plain())
    assert [one.difference.mean for one in found.compared] == pytest.approx([0.0] * len(found.compared))
    assert {one.answer for one in found.compared} == {"cannot tell"}


def test_more_stay_with_whom_fewer_leave_and_the_list_says_so_in_order() -> None:
    found = _compared(with_coefficients(plain(), therapist_leaving=SPREAD))
    worst, best = found.compared[0], found.compared[-1]
    assert (worst.name, worst.answer) == (plain().rows.levels.therapist[0], "fewer")
    assert (best.name, best.answer) == (plain().rows.levels.therapist[2], "more")
    assert worst.difference.mean < -0.05 and best.difference.mean > 0.05


def test_what_a_therapists_part_of_the_alliance_goes_with_counts() -> None:
    by_alliance = therapists(with_coefficients(plain(), therapist_rating=[-2.0 * one for one in SPREAD]))
    by_leaving = therapists(with_coefficients(plain(), therapist_leaving=SPREAD))
    assert by_alliance == pytest.approx(by_leaving, abs=0.03)


def test_the_usual_is_what_the_average_client_has() -> None:
    """Everybody alike by the same amount is no difference."""
    alike = float(np.log(2.0))
    everyone = with_coefficients(plain(), therapist_leaving=[alike] * len(plain().rows.levels.therapist))
    assert list(therapists(everyone).values()) == pytest.approx([0.0] * len(therapists(everyone)), abs=1e-12)


def test_who_is_left_out_is_not_shown_and_still_counts_as_usual() -> None:
    first = plain().rows.levels.therapist[0]
    planted = with_coefficients(plain(), therapist_leaving=SPREAD)
    shown = _compared(planted, leave_out=frozenset({first}))
    others = {one.name: one.difference.mean for one in shown.compared}
    assert first not in others
    assert others == {name: change for name, change in therapists(planted).items() if name != first}
    assert shown.n == _compared(planted).n


def test_few_clients_are_not_shown() -> None:
    """Of the therapist with most clients only ten stay with that name."""
    rows = plain().rows
    name = rows.levels.therapist[0]
    index = rows.columns["therapist"]
    kept = np.unique(rows.columns["client"][index == 0].astype(str))[:10]
    others = (index == 0) & ~np.isin(rows.columns["client"].astype(str), kept)
    fewer = replace(plain(), rows=replace(rows, columns=rows.columns | {"therapist": np.where(others, 1, index)}))
    found = _compared(fewer)
    assert name not in {one.name for one in found.compared}
    assert found.too_small == 1
    assert min(one.clients for one in found.compared) >= 11


def test_a_fit_that_is_not_trusted_tells_nobody_apart() -> None:
    planted = with_coefficients(plain(), therapist_leaving=SPREAD)
    doubted = replace(planted.model, diagnostics=replace(planted.model.diagnostics, converged=False))
    assert {one.answer for one in _compared(replace(planted, model=doubted)).compared} == {"cannot tell"}


def test_a_site_is_its_own_part_and_the_therapists_its_clients_meet() -> None:
    by_site = fair_comparison(with_coefficients(plain(), site_leaving=[0.5, -0.5]), "site")
    assert by_site is not None
    assert [one.name for one in by_site.compared] == list(plain().rows.levels.site)
    assert by_site.apart is None and _compared(plain()).apart is not None  # of two nobody knows how far they spread
    assert by_site.compared[0].answer == "fewer"
    by_alliance = fair_comparison(with_coefficients(plain(), site_rating=[-1.0, 1.0]), "site")
    assert by_alliance is not None
    assert by_alliance.compared[0].difference.mean < -0.02  # a poor alliance all over a site
    of_therapists = fair_comparison(with_coefficients(plain(), therapist_leaving=SPREAD), "site")
    assert of_therapists is not None and max(abs(one.difference.mean) for one in of_therapists.compared) > 0.005


def test_one_site_and_one_therapist_are_compared_with_nobody() -> None:
    terms = tuple(term for term in plain().model.terms if getattr(term, "column", "") not in ("therapist", "site"))
    alone = replace(plain(), model=replace(plain().model, terms=terms))
    assert fair_comparison(alone, "therapist") is None
    assert fair_comparison(alone, "site") is None


def test_with_whom_fewer_leave_in_a_made_program_more_are_found_to_stay() -> None:
    found = fitted("demo", clients=1000, seed=3)
    scenario = scenario_named("demo")
    world = make_world(scenario.truth, 1000, scenario.months, scenario.therapists, 3)
    levels = found.rows.levels.therapist
    truth = dict(zip(levels, world.therapist_leaving, strict=True))
    told = therapists(found)
    together = np.corrcoef([truth[name] for name in told], list(told.values()))[0, 1]
    assert together < -0.5
