"""The bend as the document has it and as the page tells it."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest

from bidewell.analysis.answers.claims_of_bend import claims_of_bend
from bidewell.analysis.model.clients_counted import clients_in
from bidewell.analysis.model.fits import Fits
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.analysis.model.specification import BEND, Choices
from bidewell.analysis.model.usual_priors import BEND_SD
from bidewell.report.language import Language
from bidewell.report.parts.bent import bend
from bidewell.report.parts.modelled import parameters
from bidewell.report.schema import document_schema
from bidewell.report.sections import bend as section
from bidewell.report.sections.told import Told
from tests.fitted_programs import from_the_prior, program, with_coefficients
from tests.report_documents import ALL

RECORDS = program(clients=300)
EXPLAIN = from_the_prior(RECORDS, draws=20)
BENT = with_coefficients(
    from_the_prior(RECORDS, Choices(bend=True), draws=100),
    alliance=-0.1, alliance_access=0.0, alliance_curve=0.35, latent=[-0.35, -0.35, 0.0, 1.1],
)  # fmt: skip
ENGLISH = Language("en")


def answered(fit: FittedProgram | None) -> Any:
    """Answers of which only the fits are read."""
    fits = Fits(EXPLAIN, EXPLAIN, None, (), None, (), bend=fit)
    return SimpleNamespace(fits=fits, claims=claims_of_bend(fits))


def test_the_document_has_the_curve_as_the_schema_says() -> None:
    found = bend(answered(BENT))
    schema = document_schema()
    jsonschema.validate(found, schema["properties"]["bend"] | {"$defs": schema["$defs"]})
    assert found is not None
    assert found["bends"]["mean"] == pytest.approx(1.419, abs=1e-3)
    assert found["fewest_leave_at"] is not None
    asked = clients_in(BENT.rows, BENT.rows.panel.at_risk)
    assert (found["n"], found["left"]) == (asked, BENT.left)


def test_a_rating_at_which_fewest_leave_is_told_only_where_the_claim_stands() -> None:
    told = answered(BENT)
    told.claims = [replace(claim, verdict="cannot tell", estimate=None) for claim in told.claims]
    found = bend(told)
    assert found is not None and found["fewest_leave_at"] is None


def test_a_fit_that_is_not_trusted_and_none_at_all_leave_no_curve() -> None:
    doubted = replace(BENT.model, diagnostics=replace(BENT.model.diagnostics, converged=False))
    assert bend(answered(replace(BENT, model=doubted))) is None
    assert bend(answered(None)) is None


def test_prior_stands_beside_posterior_of_the_bend() -> None:
    rows = {row["name"]: row for row in parameters(answered(BENT), ENGLISH)}
    row = rows[f"bend.{BEND}"]
    assert row["prior"] == {"mean": 0.0, "sd": BEND_SD}
    assert row["posterior"]["mean"] == pytest.approx(0.35)
    assert "bend.alliance" in rows
    assert not [name for name in parameters_of_none() if name.startswith("bend.")]


def parameters_of_none() -> list[str]:
    return [row["name"] for row in parameters(answered(None), ENGLISH)]


def test_the_figure_tells_each_rating_and_where_fewest_leave() -> None:
    figure = section.figure(Told(ALL["full"](), ENGLISH))
    assert figure is not None
    assert figure.table.rows[0] == ("Rating 2.9", "2.30 (1.95 to 2.71)")
    assert [fact.words for fact in figure.facts if fact.term.startswith("Fewest")] == ["4.4 (4.1 to 4.7)"]


def test_where_no_turn_was_told_no_rating_is_named() -> None:
    document = ALL["full"]()
    document["bend"]["fewest_leave_at"] = None
    figure = section.figure(Told(document, ENGLISH))
    assert figure is not None
    assert [fact.words for fact in figure.facts if fact.term.startswith("Fewest")] == ["cannot tell"]


def test_a_document_of_an_earlier_version_has_no_such_figure() -> None:
    document = ALL["full"]()
    del document["bend"]
    assert section.figure(Told(document, ENGLISH)) is None
