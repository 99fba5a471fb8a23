"""The JSON Schema of the report document: what `document.py` promises and `page.py` may rely on."""

import json
from importlib.resources import files
from typing import Any


def document_schema() -> dict[str, Any]:
    """The schema (2020-12) of version 1. Read from the package: the file itself is what others are given."""
    text = files("bidewell.report").joinpath("document.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def validation_schema() -> dict[str, Any]:
    """The schema of what `bidewell validate` writes: parts of the report's, under a format of their own."""
    whole = document_schema()
    parts = whole["properties"]
    shared = {name: parts[name] for name in ("version", "language", "program", "definition", "grid", "cannot_say")}
    counted = {name: parts["records"]["properties"][name] for name in ("clients", "sessions")}
    properties = {
        "format": {"const": "bidewell-validation", "description": "Always `bidewell-validation`."},
        **shared,
        "records": {"type": "object", "properties": counted, "required": list(counted), "additionalProperties": False},
        "validation": {**parts["validation"], "type": "object"},
    }
    return {
        "$schema": whole["$schema"],
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
        "$defs": whole["$defs"],
    }
