"""The data dictionary, from the schema: as rows for the spreadsheet, as Markdown for the manual."""

from collections.abc import Iterable, Mapping, Sequence

from bidewell.exchange.example_rows import EXAMPLE
from bidewell.exchange.problem_kinds import PROBLEM_KINDS
from bidewell.exchange.schema import TABLES, Table
from bidewell.exchange.settings_forms import FACTOR, INSTRUMENT, TOP_LEVEL, Setting

HEADINGS = ("table", "column", "needed", "form", "meaning")


def dictionary_rows() -> list[tuple[str, ...]]:
    """One row per column of the format, under `HEADINGS`."""
    return [
        (table.name, column.name, "yes" if column.required else "", column.expected, column.words)
        for table in TABLES
        for column in table.columns
    ]


def generated_blocks() -> Mapping[str, str]:
    """The blocks of docs/records-format.md that derive from the schema, by the name in the page's marks."""
    return {
        "settings": _settings(),
        "tables": "\n\n".join(_table(table) for table in TABLES),
        "example": "\n\n".join(f"`{name}.csv`\n\n```csv\n{csv_text(name)}```" for name in EXAMPLE),
        "problems": _markdown(
            ("code", "severity", "what it says", "what to do"),
            ((f"`{each.code}`", each.severity, each.words, each.remedy) for each in PROBLEM_KINDS),
        ),
    }


def csv_text(table: str) -> str:
    """The example rows of a table as CSV, without the columns nobody filled."""
    rows = EXAMPLE[table]
    names = [name for name in _column_names(table) if any(name in row for row in rows)]
    return "".join(
        ",".join(cells) + "\n" for cells in [names, *([row.get(name, "") for name in names] for row in rows)]
    )


def _column_names(table: str) -> tuple[str, ...]:
    return next(each.column_names for each in TABLES if each.name == table)


def _table(table: Table) -> str:
    needed = "needed" if table.required else "if recorded"
    rows = (
        (f"`{column.name}`{'*' if column.required else ''}", column.expected, column.words) for column in table.columns
    )
    more = "\n\nAny further column is kept as it is and can be used by name." if table.keeps_extra_columns else ""
    return f"### {table.name} ({needed})\n\n{table.words}\n\n{_markdown(('column', 'form', 'meaning'), rows)}{more}"


def _settings() -> str:
    sections: tuple[tuple[str, Sequence[Setting]], ...] = (
        ("", TOP_LEVEL),
        ("instruments.NAME.", INSTRUMENT),
        ("factors.NAME.", FACTOR),
    )
    rows = [
        (f"`{prefix}{each.name}`{'*' if each.required else ''}", each.expected)
        for prefix, settings in sections
        for each in settings
    ]
    return _markdown(("key", "form"), rows)


def _markdown(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
