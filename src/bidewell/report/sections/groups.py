"""Stayed by site, payer or any column: dots at the headline's horizon, and a table of every horizon."""

from collections.abc import Iterator
from typing import Any

from bidewell.report.charts import dots, scales
from bidewell.report.charts.drawing import both
from bidewell.report.sections import headline, names
from bidewell.report.sections.told import Told, hidden_note, hundred_span
from bidewell.report.sections.view import Figure, Table

Row = dict[str, Any]
# More dots in one column than this and nobody reads them; the table has them all.
MOST_DRAWN = 10


def _grouped(document: Row) -> list[Row]:
    return [row for row in document["retention"] if row["kind"] == "stayed" and row["group"]["column"] is not None]


def figure(told: Told) -> Figure | None:
    """Groups at the headline's horizon, the largest of each column; hidden and smaller ones stay in the table."""
    main = headline.main_row(told.document)
    if main is None or main["probability"] is None:
        return None
    rows = [row for row in _grouped(told.document) if told.horizon(row) == told.horizon(main)]
    shown = [row for row in rows if row["probability"] is not None]
    if not shown:
        return None
    drawn = [_drawn(told.say("Whole program"), main, "muted", told), *_by_column(shown, told)]
    scale = scales.of_hundred(
        told.say("Of 100 clients, stayed at {horizon}", horizon=told.horizon(main)), told.language
    )
    finding = _finding(shown, main, told)
    drawing = both(lambda size: dots.chart(drawn, scale, size), "groups", finding)
    caption = told.say("Stayed at {horizon}, by group", horizon=told.horizon(main))
    numbers = _numbers(caption, rows, told)
    facts = told.facts(main["definition"], main["n"])
    return Figure("groups", caption, finding, drawing, numbers, facts, told.cannot_say("groups"))


def _by_column(shown: list[Row], told: Told) -> Iterator[dots.Row]:
    for column in dict.fromkeys(row["group"]["column"] for row in shown):
        yield dots.Row(names.column(column, told.language))
        own = [row for row in shown if row["group"]["column"] == column]
        largest = sorted(own, key=lambda row: -(row["n"] or 0))[:MOST_DRAWN]
        yield from (_drawn(_value(row, told), row, "accent", told) for row in own if row in largest)


def _drawn(label: str, row: Row, tone: str, told: Told) -> dots.Row:
    return dots.Row(label, hundred_span(row, "probability"), told.language.of_hundred(row["probability"]), tone=tone)


def _numbers(caption: str, rows: list[Row], told: Told) -> Table:
    columns = (told.say("Group"), told.say("Stayed, of 100"), told.say("Clients counted"))
    cells = tuple((_name(row, told), told.of_hundred(row), told.count(row)) for row in rows)
    return Table(caption, columns, cells, hidden_note(told, cells), is_folded=True)


def _value(row: Row, told: Told) -> str:
    return names.recorded(row["group"]["column"], row["group"]["value"], told.language)


def _name(row: Row, told: Told) -> str:
    return f"{names.column(row['group']['column'], told.language)}: {_value(row, told)}"


def _finding(shown: list[Row], main: Row, told: Told) -> str:
    """Of many groups some always stand apart by chance, so the page says how many would; it names no first and last."""
    apart = sum(
        not span.low <= 100 * main["probability"] <= span.high
        for span in (hundred_span(row, "probability") for row in shown)
    )
    values = {"apart": told.number(apart), "total": told.number(len(shown))}
    expected = len(shown) / 10
    if expected < 1:
        return told.say(
            "The ranges of {apart} of {total} groups leave out the whole program's number; by chance alone fewer than "
            "1 would.", **values,
        )  # fmt: skip
    return told.say(
        "The ranges of {apart} of {total} groups leave out the whole program's number; by chance alone about "
        "{expected} would.", expected=told.number(expected), **values,
    )  # fmt: skip


def table(told: Told) -> Table | None:
    """Every group at every horizon."""
    horizons = list(dict.fromkeys(told.horizon(row) for row in told.document["retention"] if row["kind"] == "stayed"))
    groups = dict.fromkeys(_key(row) for row in told.document["retention"])
    rows = [row for group in groups for row in _rows(group, horizons, told)]
    if not rows:
        return None
    caption = told.say("Stayed and in care at each point, of 100 clients, with 90 % ranges")
    note = hidden_note(told, rows)
    return Table(caption, (told.say("Group"), *horizons), tuple(rows), note, is_folded=len(rows) > 12)


def _key(row: Row) -> tuple[str | None, str | None]:
    return row["group"]["column"], row["group"]["value"]


def _rows(group: tuple[str | None, str | None], horizons: list[str], told: Told) -> list[tuple[str, ...]]:
    """One group's line of having stayed and, where given, its line of being still in care."""
    lines = []
    own = [row for row in told.document["retention"] if _key(row) == group]
    for kind, words in (("stayed", told.say("stayed")), ("in_care", told.say("still in care"))):
        found = {told.horizon(row): row for row in own if row["kind"] == kind}
        if found:
            name = _name(own[0], told) if group[0] else told.say("Whole program")
            cells = (told.of_hundred(found[horizon]) if horizon in found else "–" for horizon in horizons)
            lines.append((f"{name}, {words}", *cells))
    return lines
