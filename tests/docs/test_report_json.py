"""The page about the report's JSON says what the schema says."""

from bidewell.report.schema import document_schema
from tests.docs import report_keys


def test_every_key_of_the_schema_is_in_the_page_with_its_meaning() -> None:
    text = report_keys.PAGE.read_text(encoding="utf-8")
    assert report_keys.rewritten(text) == text, "run: python -m tests.docs.report_keys"


def test_every_figure_that_can_be_given_limits_is_named_in_the_page() -> None:
    text = report_keys.PAGE.read_text(encoding="utf-8")
    keys = document_schema()["properties"]["cannot_say"]["propertyNames"]["enum"]
    assert [key for key in keys if f"`{key}`" not in text] == []


def test_no_key_is_without_a_meaning() -> None:
    schema = document_schema()
    assert [path for path, _, meaning in report_keys.rows(schema, schema, "") if not meaning.strip()] == []
