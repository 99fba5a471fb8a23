"""The sample documents every other report test stands on are valid, and the schema refuses what it should."""

import jsonschema
import pytest

from bidewell.report.schema import document_schema
from tests import report_documents

VALIDATOR = jsonschema.Draft202012Validator(document_schema(), format_checker=jsonschema.FormatChecker())


@pytest.mark.parametrize("name", report_documents.ALL)
def test_every_sample_document_follows_the_schema(name: str) -> None:
    problems = [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(report_documents.ALL[name]())]
    assert problems == []


def test_an_unknown_key_is_refused() -> None:
    assert not VALIDATOR.is_valid({**report_documents.full(), "extra": 1})


def test_a_fourth_verdict_is_refused() -> None:
    document = report_documents.full()
    document["claims"][0]["verdict"] = "maybe"
    assert not VALIDATOR.is_valid(document)


def test_a_probability_above_one_is_refused() -> None:
    document = report_documents.full()
    document["retention"][0]["probability"] = 58.3
    assert not VALIDATOR.is_valid(document)


def test_a_point_has_a_day_or_a_session_and_never_both() -> None:
    document = report_documents.full()
    document["incidence"][0]["points"][0]["session"] = 1
    assert not VALIDATOR.is_valid(document)
