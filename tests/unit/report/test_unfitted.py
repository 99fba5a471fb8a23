"""Where nothing could be fitted the report says why, and describes the records all the same."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bidewell import verbs
from bidewell.analysis.events.as_known import as_known_on
from bidewell.analysis.model import fitting
from bidewell.analysis.program import ProgramRecords
from bidewell.engine.fitters.importance import OutOfReach
from bidewell.exchange.writing import write_records
from bidewell.report.schema import document_schema
from tests.fitted_programs import program

RECORDS = program("nothing", 60, 3)


def reported(records: ProgramRecords, folder: Path, language: str) -> tuple[dict[str, Any], str]:
    """The document, and its page."""
    page = folder / "report.html"
    document = verbs.report(write_records(records, folder / "records"), page, language=language)
    jsonschema.validate(document, document_schema())
    assert document["model"] is None and document["retention"] and document["ranking"] == []
    return document, page.read_text(encoding="utf-8")


@pytest.mark.parametrize(("language", "words"), [("en", "too little is known yet"), ("es", "aún se sabe muy poco")])
def test_where_no_outcome_is_known_too_little_is(language: str, words: str, tmp_path: Path) -> None:
    first = RECORDS.sessions["day"].to_list()
    early = as_known_on(RECORDS, min(first) + timedelta(days=20))
    early = replace(early, factors=early.factors.join(early.episodes, on="episode", how="semi"))
    document, page = reported(early, tmp_path, language)
    assert words in document["verdict"]["words"] and words in page


@pytest.mark.parametrize(
    ("language", "words"), [("en", "far from all others"), ("es", "muy lejos de todos los demás")]
)  # fmt: skip
def test_where_no_model_comes_near_it_says_that(
    language: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def out_of_reach(*_: Any) -> Any:
        raise OutOfReach

    monkeypatch.setattr(fitting, "fit", out_of_reach)
    document, page = reported(RECORDS, tmp_path, language)
    assert words in document["verdict"]["words"] and words in page
