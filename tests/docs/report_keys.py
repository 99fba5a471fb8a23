"""The schema's keys as the table in `docs/report-json.md`. Run as a program, it rewrites that table."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bidewell.report.schema import document_schema

PAGE = Path(__file__).parents[2] / "docs" / "report-json.md"
BEGIN, END = "<!-- keys: made from the schema by tests/docs/report_keys.py -->", "<!-- end of keys -->"
Node = dict[str, Any]


def table() -> str:
    schema = document_schema()
    lines = ["| key | what it holds | meaning |", "|---|---|---|"]
    lines += [f"| `{path}` | {holds} | {meaning} |" for path, holds, meaning in rows(schema, schema, "")]
    return "\n".join(lines)


def rows(node: Node, schema: Node, path: str) -> Iterator[tuple[str, str, str]]:
    """Each key under an object, depth first, in the schema's order."""
    for name, part in resolved(node, schema).get("properties", {}).items():
        own = f"{path}{name}"
        kind = resolved(part, schema)
        items = resolved(kind["items"], schema) if "items" in kind else None
        yield own + ("[]" if items else ""), holds(kind, items), part["description"]
        yield from rows(items or kind, schema, f"{own}[]." if items else f"{own}.")


def resolved(node: Node, schema: Node) -> Node:
    if "$ref" in node:
        found: Node = schema["$defs"][node["$ref"].rpartition("/")[2]]
        return found
    return node


def holds(node: Node, items: Node | None) -> str:
    if items is not None:
        return f"list of {holds(items, None)}"
    if "const" in node:
        return f"`{node['const']}`"
    if "enum" in node:
        return ", ".join(f"`{value}`" for value in node["enum"])
    types = node["type"] if isinstance(node["type"], list) else [node["type"]]
    words = " or ".join(types)
    return f"date, {words}" if node.get("format") == "date" else words


def rewritten(text: str) -> str:
    pattern = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.S)
    return pattern.sub(lambda _: f"{BEGIN}\n\n{table()}\n\n{END}", text)


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
