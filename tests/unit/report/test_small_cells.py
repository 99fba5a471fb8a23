"""Small cells on the page of groups: hidden by the people behind them, and counts headed by what they count."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from bidewell.analysis.answered.answers import answers
from bidewell.analysis.answers.pressure_effects import pressure_effects
from bidewell.analysis.description.describe import describe
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.analysis.model.fits import Fits
from bidewell.report.language import Language
from bidewell.report.page import render
from bidewell.report.parts import answered, described
from bidewell.report.sections import entry, leaving
from bidewell.report.sections.told import Told
from tests.described_programs import Chart
from tests.described_programs import program as charted
from tests.fitted_programs import from_the_prior, panel_of, program
from tests.report_full import full

EN = Language("en")
SMALL = program(clients=60)
EXPLAIN = from_the_prior(SMALL, draws=50)
ANSWERS = answers(SMALL, Fits(EXPLAIN, EXPLAIN, None, (), None, ()))


def test_a_few_ended_orders_and_a_claim_about_few_show_no_number() -> None:
    few = replace(ANSWERS.pressures[0], ended_orders=7)
    claim = next(one for one in ANSWERS.claims if one.name == "pressure_after")
    told = replace(ANSWERS, pressures=(few,), claims=(replace(claim, n=7),))
    assert answered.pressures(told, EN)[0]["ended_orders"] is None
    assert answered.claims(told, EN)[0]["n"] is None
    assert answered.ranking(replace(ANSWERS, ranking=(replace(ANSWERS.ranking[0], n=3),)), EN)[0]["n"] is None


def test_the_page_says_fewer_than_11_in_their_place() -> None:
    document = full()
    document["pressure"][0]["ended_orders"] = None
    document["claims"][-1]["n"] = None
    html = render(document)
    assert "Clients counted: fewer than 11." in html
    assert re.search(r">348</td><td [^>]*>fewer than 11</td>", html)


@pytest.mark.parametrize(("code", "word", "why"), [("en", "hidden", "would give"), ("es", "oculto", "deducir")])
def test_a_cell_hidden_to_cover_another_is_not_said_to_be_small(code: str, word: str, why: str) -> None:
    table = entry.section(Told(full(), Language(code))).tables[0]
    assert table.rows[-1][1:4] == (word, word, word)
    assert "11" in table.note and why in table.note


def test_where_no_cell_is_hidden_nothing_is_said_of_hidden_ones() -> None:
    document = full()
    document["entry"]["by_source"] = [row for row in document["entry"]["by_source"] if not row["suppressed"]]
    assert entry.section(Told(document, EN)).tables[0].note == ""


def test_those_under_pressure_are_people_not_episodes() -> None:
    rows = EXPLAIN.rows
    paired = np.array([f"C{episode // 2}" for episode in rows.panel.client], dtype=object)
    fitted = replace(EXPLAIN, rows=replace(rows, columns={**rows.columns, "client": paired}))
    row = next(one for one in pressure_effects(fitted, None) if one.source == "court_order")
    under = rows.panel.client[(rows.columns["court_order.active"] > 0) & rows.panel.at_risk]
    assert row.clients == np.unique(under // 2).size < np.unique(under).size


def test_wherever_clients_are_said_to_be_counted_who_came_back_is_one_of_them() -> None:
    """Every chart twice, the second a year on: twice the episodes, and as many clients as before."""
    once = [Chart([0, 7], client=f"C{number}") for number in range(30)]
    again = [replace(chart, start=chart.start - timedelta(days=365), ending="completed") for chart in once]
    records = charted(*once, *again)
    found = describe(records, panel_of(records)).as_document()
    for part in ("retention", "incidence", "hazard", "definitions"):
        assert {row["n"] for row in found[part]} == {30}, part
    assert next(row["left"] for row in found["definitions"] if row["name"] == "loss_of_contact") == 30
    assert sum(row["n"] or 0 for row in found["endings"]) == 60


def test_the_life_table_tells_of_its_own_clients_and_a_kept_one_of_the_records() -> None:
    document = full()
    for row in document["hazard"]:
        row["n"] = 990
    assert leaving.section(Told(document, EN)).figures[0].facts[1].words == "990"
    for row in document["hazard"]:
        del row["n"]
    assert leaving.section(Told(document, EN)).figures[0].facts[1].words == "1,000"


def test_numbers_of_a_fit_that_are_said_to_be_of_clients_are() -> None:
    whose = (pl.lit("C") + (pl.int_range(pl.len()) // 2).cast(pl.String)).alias("client")
    records = replace(SMALL, episodes=SMALL.episodes.with_columns(whose))
    fit = from_the_prior(records, draws=50)
    found = answers(records, Fits(fit, fit, None, (), None, ()))
    told = {row["claim"]: row["n"] for row in answered.claims(found, EN)}
    everyone = fit.panel.episodes["client"].n_unique()
    assert SavedProgram.of(fit, fit, {}).clients == told["alliance_ride"] == everyone < fit.rows.panel.clients
    assert {told["alliance_staying"], told["alliance_largest"]} == {row.n for row in found.ranking}
    most = records.episodes["client"].n_unique()
    assert max(n or 0 for n in told.values()) <= most and max(check.clients for check in found.checks) <= most


def excluded(*clients: str | None) -> list[dict[str, Any]]:
    """Episodes that never started, beside twenty that did."""
    records = charted(*[Chart([0, 7])] * 20, *[Chart(client=client) for client in clients])
    panel = panel_of(records)
    return described.records(records, panel, describe(records, panel), [], EN)["excluded"]


def test_episodes_not_counted_are_hidden_by_the_people_behind_them() -> None:
    assert [(row["n"], row["suppressed"]) for row in excluded(*["A"] * 15)] == [(None, True)]
    assert [(row["n"], row["suppressed"]) for row in excluded(*[None] * 15)] == [(15, False)]


def test_endings_are_hidden_by_the_people_behind_them() -> None:
    charts = [Chart([0])] * 40 + [Chart([0], "completed")] * 30 + [Chart([0], "moved", client="A")] * 15
    records = charted(*charts)
    endings = {row.ending.value: row for row in describe(records, panel_of(records)).endings}
    assert (endings["moved"].n, endings["moved"].is_hidden) == (15, True)
    assert not endings["left"].is_hidden


def test_ratings_come_from_people() -> None:
    rated = panel_of(SMALL).rows.filter(pl.col("rating_count") > 0).join(panel_of(SMALL).episodes, on="episode")
    assert described.ratings(panel_of(SMALL), EN)["clients"] == rated["client"].n_unique()


def test_what_counts_episodes_is_headed_so_and_totals_are_not_said_to_be_hidden() -> None:
    html = render(full())
    assert "Episodes not counted, and why" in html and "Of 100 episodes" in html and "Clients whose order ended" in html
    leaving = html[html.index('<section id="leaving"') : html.index('<section id="entry"')]
    assert "hidden" not in leaving.replace('aria-hidden="true"', "").replace('class="hidden"', "")
