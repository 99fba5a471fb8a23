"""The sections of the report document that a description gives, against the document's schema."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from bidewell.analysis.description.describe import Description
from bidewell.analysis.program import ProgramRecords
from bidewell.report.schema import document_schema
from tests.described_programs import EXTRACT, START, Chart, described, large_program, program

SECTIONS = (
    "entry", "retention", "incidence", "at_risk", "hazard", "attendance", "initiation", "engagement", "endings", "returns",
    "definitions",
)  # fmt: skip


def with_words(sections: dict[str, Any]) -> dict[str, Any]:
    """The report adds the words: a description has codes and numbers."""
    worded = json.loads(json.dumps(sections))
    for name in ("initiation", "engagement"):
        if worded[name]:
            worded[name]["words"] = "in words"
    for row in (*worded["endings"], *worded["definitions"]):
        row["words"] = "in words"
    return worded


def small() -> ProgramRecords:
    return program(*[Chart([0, 7], facts={"site": "North", "referral_source": "Court", "referred_on": START})] * 5)


DESCRIPTIONS: dict[str, Callable[[], Description]] = {
    "large": lambda: described(large_program(np.random.default_rng(7), clients=400), by=("sex",)),
    "by session": lambda: described(large_program(np.random.default_rng(7), clients=400), grid="session"),
    "ten clients": lambda: described(program(*[Chart([0, 7, 14])] * 10)),
    "five clients": lambda: described(small()),
    "nobody": lambda: described(program(Chart(facts={"referred_on": EXTRACT}))),
}


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_a_description_gives_exactly_its_sections_in_the_documents_form(name: str) -> None:
    sections = DESCRIPTIONS[name]().as_document()
    assert tuple(sections) == SECTIONS
    schema = document_schema()
    part = {
        "$defs": schema["$defs"], "type": "object", "properties": {key: schema["properties"][key] for key in SECTIONS},
    }  # fmt: skip
    problems = [
        f"{error.json_path}: {error.message}" for error in Draft202012Validator(part).iter_errors(with_words(sections))
    ]
    assert problems == []


def test_every_number_has_its_interval_around_it() -> None:
    retention = described(large_program(np.random.default_rng(8), clients=400)).as_document()["retention"]
    assert all(row["low"] <= row["probability"] <= row["high"] for row in retention)
