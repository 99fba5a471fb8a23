"""The JSON Schema of the report document: what `document.py` promises and `page.py` may rely on."""

import json
from importlib.resources import files
from typing import Any


def document_schema() -> dict[str, Any]:
    """The schema (2020-12) of version 1. Read from the package: the file itself is what others are given."""
    text = files("bidewell.report").joinpath("document.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
