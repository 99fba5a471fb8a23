"""Stayed by site, payer or any column: dots at the headline's horizon, and a table of every horizon."""

from typing import Any

from bidewell.report.charts import dots, scales
from bidewell.report.charts.drawing import both
from bidewell.report.sections import headline, names
from bidewell.report.sections.told import Told, hidden_note, hundred_span
from bidewell.report.sections.view import Figure, Table

Row = dict[str, Any]


def _grouped(document: Row) -> list[Row]:
    return [row for row in document["retention"] if row["kind"] == "stayed" and row["group"]["column"] is not None]


def figure(told: Told) -> Figure | None:
    """Groups at the headline's horizon; hidden ones stay in the table."""
    main = headline.main_row(told.document)
    if main is None:
        return None
    rows = [row for row in _grouped(told.document) if row["horizon"] == main["horizon"]]
    shown = [row for row in rows if row["probability"] is not None]
    if not shown:
        return None
    drawn = [
        dots.Row(
            told.say("Whole program"),
            hundred_span(main, "probability"),
            told.language.of_hundred(main["probability"]),
            tone="muted",
        )
    ]
    for row in rows:
        drawn.append(_drawn(row, told))
    scale = scales.of_hundred(told.say("Of 100 clients, stayed at {horizon}", horizon=main["horizon"]), told.language)
    finding = _finding(shown, main, told)
    drawing = both(lambda size: dots.chart(drawn, scale, size), "groups", finding)
    rows_told = tuple((_name(row, told), told.of_hundred(row), told.count(row)) for row in rows)
    columns = (told.say("Group"), told.say("Stayed, of 100"), told.say("Clients counted"))
    caption = told.say("Stayed at {horizon}, by group", horizon=main["horizon"])
    facts = told.facts(main["definition"], main["n"])
    numbers = Table(caption, columns, rows_told, is_folded=True)
    return Figure("groups", caption, finding, drawing, numbers, facts, told.cannot_say("groups"))


def _drawn(row: Row, told: Told) -> dots.Row:
    if row["probability"] is None:
        return dots.Row(_name(row, told), value=told.say("fewer than 11"))
    return dots.Row(_name(row, told), hundred_span(row, "probability"), told.language.of_hundred(row["probability"]))


def _name(row: Row, told: Told) -> str:
    value = row["group"]["value"]
    column = names.column(row["group"]["column"], told.language)
    return f"{column}: {value if value is not None else '–'}"


def _finding(shown: list[Row], main: Row, told: Told) -> str:
    """Says whether the ranges overlap before it says who is ahead: no league table."""
    most, least = max(shown, key=lambda row: row["probability"]), min(shown, key=lambda row: row["probability"])
    most_low, least_high = hundred_span(most, "probability").low, hundred_span(least, "probability").high
    if len(shown) < 2 or most_low <= least_high:
        return told.say("The ranges of the groups overlap: the records do not show that the groups differ.")
    numbers = {
        "more": told.language.of_hundred(most["probability"]),
        "fewer": told.language.of_hundred(least["probability"]),
    }
    return told.say("The groups differ: from {fewer} to {more} of 100 stayed.", **numbers)


def table(told: Told) -> Table | None:
    """Every group at every horizon."""
    horizons = list(dict.fromkeys(row["horizon"] for row in told.document["retention"] if row["kind"] == "stayed"))
    groups = dict.fromkeys(_key(row) for row in told.document["retention"])
    rows = [row for group in groups for row in _rows(group, horizons, told)]
    if not rows:
        return None
    caption = told.say("Stayed and in care at each point, of 100 clients, with 90 % ranges")
    return Table(caption, (told.say("Group"), *horizons), tuple(rows), hidden_note(told))


def _key(row: Row) -> tuple[str | None, str | None]:
    return row["group"]["column"], row["group"]["value"]


def _rows(group: tuple[str | None, str | None], horizons: list[str], told: Told) -> list[tuple[str, ...]]:
    """One group's line of having stayed and, where given, its line of being still in care."""
    lines = []
    own = [row for row in told.document["retention"] if _key(row) == group]
    for kind, words in (("stayed", told.say("stayed")), ("in_care", told.say("still in care"))):
        found = {row["horizon"]: row for row in own if row["kind"] == kind}
        if found:
            name = _name(own[0], told) if group[0] else told.say("Whole program")
            cells = (told.of_hundred(found[horizon]) if horizon in found else "–" for horizon in horizons)
            lines.append((f"{name}, {words}", *cells))
    return lines
