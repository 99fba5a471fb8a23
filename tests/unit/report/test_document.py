"""The report document of real fits: follows its schema and makes a page, whatever a program has to go on."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import polars as pl
import pytest

from bidewell import verbs
from bidewell.analysis.program import ProgramRecords
from bidewell.exchange.writing import write_records
from bidewell.report.page import render
from bidewell.report.schema import document_schema
from tests.fitted_programs import program, without_factors, without_ratings
from tests.unit.report.test_spanish import ENGLISH, words_of

VALIDATOR = jsonschema.Draft202012Validator(document_schema(), format_checker=jsonschema.FormatChecker())
CLIENTS, FEW = 120, 10
Document = dict[str, Any]


def records(clients: int = CLIENTS) -> ProgramRecords:
    return program("demo", clients, 3)


def unattended(found: ProgramRecords) -> ProgramRecords:
    return replace(found, sessions=found.sessions.clear(), checkins=found.checkins.clear())


def one_site(found: ProgramRecords) -> ProgramRecords:
    return replace(found, episodes=found.episodes.with_columns(site=pl.lit("Main street")))


def outcomes_unknown(found: ProgramRecords) -> ProgramRecords:
    """All came for the first time in the last weeks: nobody knows yet who leaves."""
    late = found.settings.extract_date
    starts = found.episodes.with_columns(
        pl.lit(late).alias("start"),
        *[
            pl.lit(None, found.episodes.schema[c]).alias(c)
            for c in ("end", "ending", "referred_on", "first_offered_on")
        ],
    )
    first = found.sessions.filter(pl.col("status") == "attended").unique("episode", keep="first", maintain_order=True)
    days = first.with_columns(
        pl.lit(late).alias("day"), pl.col("scheduled_at").dt.replace(year=late.year, month=late.month, day=late.day)
    )
    return replace(
        found, episodes=starts, sessions=days, checkins=found.checkins.clear(), factors=found.factors.clear()
    )


def nobody(found: ProgramRecords) -> ProgramRecords:
    return replace(
        found,
        **{
            name: getattr(found, name).clear()
            for name in ("episodes", "sessions", "checkins", "assignments", "factors")
        },
    )


KINDS: dict[str, tuple[Callable[[], ProgramRecords], dict[str, Any]]] = {
    "full": (records, {}),
    "Spanish, by session": (
        lambda: one_site(without_factors(records(), "court_order")),
        {"language": "es", "grid": "session"},
    ),
    "no ratings, no factors": (lambda: without_factors(without_ratings(records())), {}),
    "ten clients": (lambda: records(FEW), {}),
    "no sessions": (lambda: unattended(records()), {}),
    "no known outcome": (lambda: outcomes_unknown(records()), {}),
    "nobody": (lambda: nobody(records()), {}),
}
UNFITTED = ("no sessions", "no known outcome", "nobody")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Document]:
    @cache
    def document(kind: str) -> Document:
        of, options = KINDS[kind]
        folder = tmp_path_factory.mktemp("program") / "records"
        write_records(of(), folder)
        return verbs.report_document(folder, **options)

    return document


@pytest.fixture(params=KINDS)
def document(request: pytest.FixtureRequest, made: Callable[[str], Document]) -> Document:
    return made(request.param)


def test_it_follows_the_schema_and_is_strict_json(document: Document) -> None:
    assert [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(document)] == []
    json.dumps(document, allow_nan=False)


def test_it_makes_a_page_with_no_client_in_it(document: Document) -> None:
    html = render(document)
    shown = [name for row in document["forecasts"] for name in (row["client"], row["episode"]) if name in html]
    assert shown == []


def objects(node: Any) -> Iterator[Document]:
    if isinstance(node, dict):
        yield node
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from objects(part)


def test_no_estimate_stands_without_its_interval_around_it(document: Document) -> None:
    for one in objects(document):
        for name in ("probability", "mean", "estimate"):
            if "low" in one and one.get(name) is not None:
                assert one["low"] - 1e-9 <= one[name] <= one["high"] + 1e-9


@pytest.mark.parametrize("part", ["ranking", "claims", "retention", "definitions"])
def test_every_figure_says_of_how_many_and_under_which_definition(document: Document, part: str) -> None:
    for row in document[part]:
        assert "n" in row
        assert row.get("definition") or row.get("name")


@pytest.mark.parametrize("kind", UNFITTED)
def test_with_no_data_nothing_is_named_and_no_claim_has_a_verdict(kind: str, made: Callable[[str], Document]) -> None:
    document = made(kind)
    assert document["verdict"]["largest"] is None
    assert document["verdict"]["words"].startswith("Cannot tell")
    assert {claim["verdict"] for claim in document["claims"]} <= {"cannot tell"}
    assert document["model"] is None
    assert document["forecasts"] == []


def test_ten_clients_settle_nothing(made: Callable[[str], Document]) -> None:
    document = made("ten clients")
    assert document["verdict"]["largest"] is None
    assert {claim["verdict"] for claim in document["claims"]} == {"cannot tell"}


def test_without_ratings_the_report_says_so(made: Callable[[str], Document]) -> None:
    ratings = made("no ratings, no factors")["ratings"]
    assert (ratings["available"], ratings["n"], ratings["share_at_ceiling"]) == (False, 0, None)
    assert "No ratings are recorded" in ratings["words"]


def test_the_whole_report_holds_every_part(made: Callable[[str], Document]) -> None:
    document = made("full")
    assert {row["window"] for row in document["ranking"]} >= {"whole", "0-4", "5-12"}
    assert {"alliance", "travel_minutes", "court_order"} <= {row["factor"] for row in document["ranking"]}
    assert [one["weeks"] for one in document["pressure"][0]["sensitivity"]] == [4, 2, 8]
    assert {claim["claim"] for claim in document["claims"]} >= {"alliance_staying", "pressure_after", "entry_distance"}
    about = {claim["claim"]: claim["about"] for claim in document["claims"]}
    assert about["pressure_after"] == "court_order" and about["alliance_staying"] is None
    assert document["model"]["events"]["left"] > 0
    assert document["forecasts"]


def test_words_are_in_the_language_asked_for(made: Callable[[str], Document]) -> None:
    document = made("Spanish, by session")
    assert document["language"] == "es"
    words = words_of(render(document)).replace("main street", "")
    assert ENGLISH.findall(words) == []
    assert "No se puede" in document["verdict"]["words"] or "De lo registrado" in document["verdict"]["words"]


def test_a_seed_makes_the_same_document_to_the_bit(tmp_path: Path) -> None:
    write_records(unattended(records(FEW)), tmp_path / "records")
    assert verbs.report_document(tmp_path / "records") == verbs.report_document(tmp_path / "records")
