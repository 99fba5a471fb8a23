"""Whatever the schema lets a document leave unknown, the page can say without."""

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import vl_convert

from bidewell.report.page import render
from bidewell.report.schema import document_schema
from tests.report_documents import by_session
from tests.report_full import full

SCHEMA = document_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
Path = tuple[str, ...]


def places(node: dict[str, Any], path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every key that may be null or an empty list."""
    node = resolved(node)
    if "null" in node.get("type", ()):
        yield path, "null"
    if node.get("type") == "array":
        if not node.get("minItems"):
            yield path, "empty"
        yield from places(node["items"], (*path, "[]"))
    for name, part in node.get("properties", {}).items():
        yield from places(part, (*path, name))


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    return SCHEMA["$defs"][node["$ref"].rpartition("/")[2]] if "$ref" in node else node


def blank(part: Any, path: Path, value: Any) -> None:
    """Puts the value in place of the key, in every entry of the lists on the way."""
    name, rest = path[0], path[1:]
    if part is None:
        return
    if name == "[]":
        for entry in part:
            blank(entry, rest, value)
    elif not rest:
        part.update({name: value})
    elif name in part:
        blank(part[name], rest, value)


ALL_PLACES = [(path, kind) for path, kind in places(SCHEMA) if path and path[-1] != "[]"]


@pytest.fixture
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vl_convert, "vegalite_to_svg", lambda chart, vl_version: "<svg><g/></svg>")


@pytest.mark.usefixtures("_undrawn")
@pytest.mark.parametrize("path, kind", ALL_PLACES, ids=lambda part: ".".join(part) if isinstance(part, tuple) else part)
def test_the_page_is_made_without(path: Path, kind: str) -> None:
    for document in (full(), by_session()):
        blank(document, path, None if kind == "null" else [])
        assert "</html>" in render(document, with_clients=True)


def test_these_are_the_unknowns_of_the_schema() -> None:
    assert len(ALL_PLACES) > 80
    document = full()
    blank(document, ("retention", "[]", "probability"), None)
    assert VALIDATOR.is_valid(document)


def test_a_drawn_page_stands_when_every_number_of_a_chart_is_unknown() -> None:
    document = full()
    for path in (("incidence", "[]", "points", "[]", "probability"), ("hazard", "[]", "hazard"), ("at_risk", "left")):
        blank(document, path, [None] * 7 if path[0] == "at_risk" else None)
    for key in ("low", "high"):
        blank(document, ("retention", "[]", key), 0)
    assert "</html>" in render(document)
