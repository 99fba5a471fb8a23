"""The validation on the page and as data: the sentence first, the numbers behind it, and nothing of small groups."""

import jsonschema
import pytest

from bidewell.report.language import Language
from bidewell.report.page import render, render_validation
from bidewell.report.parts import validated
from bidewell.report.schema import validation_schema
from bidewell.report.wording.validation import sentence, sentences
from tests.report_documents import nothing_yet
from tests.report_full import full
from tests.unit.analysis.validation.validations import question, validation_of
from tests.validation_documents import SENTENCES, validation_document

VALIDATOR = jsonschema.Draft202012Validator(validation_schema(), format_checker=jsonschema.FormatChecker())
VERDICTS = (
    "use better", "use attendance_is_all", "order_only too_high", "order_only too_low", "order_only too_bold",
    "order_only too_timid", "order_only off", "do_not_use attendance", "do_not_use base_rate",
    "do_not_use simpler_rule", "cannot_tell open", "cannot_tell open_base_rate", "cannot_tell too_few",
    "cannot_tell nothing_known",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_has_the_sentence_before_any_figure(language: str) -> None:
    html = render_validation(validation_document(language))
    assert html.index(SENTENCES[language][0]) < html.index('class="figure"')
    assert all(words in html for words in SENTENCES[language])


def test_the_report_has_the_section_and_says_where_nothing_was_tested() -> None:
    assert SENTENCES["en"][0] in render(full())
    assert "have not been tested" in render(nothing_yet())


def test_a_document_kept_from_before_there_were_validations_still_makes_a_page() -> None:
    older = full()
    del older["validation"]
    assert "have not been tested" in render(older)


def test_a_hidden_group_shows_no_number() -> None:
    html = render_validation(validation_document())
    row = html[html.index("Sex: X") : html.index("</tr>", html.index("Sex: X"))]
    assert "hidden" in row
    assert not any(digit in row for digit in "23456789")


def test_the_sample_follows_the_schema_and_a_fifth_verdict_does_not() -> None:
    document = validation_document()
    assert [error.message for error in VALIDATOR.iter_errors(document)] == []
    document["validation"]["horizons"][0]["verdict"]["code"] = "perhaps"
    assert not VALIDATOR.is_valid(document)


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_verdict_has_a_sentence_that_names_its_days(verdict: str, language: str) -> None:
    found = validation_of(verdict)
    words = sentence(found.horizons[:1], Language(language))
    assert "30" in words
    document = validated.validation(found, Language(language))
    schema = {**validation_schema()["properties"]["validation"], "$defs": validation_schema()["$defs"]}
    assert [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(document)] == []


def test_horizons_with_the_same_verdict_share_a_sentence() -> None:
    both = validation_of("do_not_use attendance", "do_not_use attendance").horizons
    assert sentences(both, Language("en")) == [
        "For the next 30 and 90 days: this model is not better than attendance alone here: do not use its forecasts."
    ]
    assert len(sentences(validation_of("use better", "cannot_tell open").horizons, Language("en"))) == 2


def test_below_eleven_clients_no_number_is_in_the_document() -> None:
    found = validation_of("cannot_tell too_few", clients=8)
    row = validated.validation(found, Language("en"))["horizons"][0]
    assert row["clients"] is None and row["forecasts"] is None and row["rules"] == [] and row["calibration"] is None


def test_the_seed_and_the_records_are_told() -> None:
    document = validated.validation(validation_of("use better"), Language("en"))
    assert document["seed"] == question().seed
    assert document["has_ratings"]
