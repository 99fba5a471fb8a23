"""Who stays: the curve with its competing endings, numbers below it, and stayed at each horizon by group."""

from typing import Any

from bidewell.report.charts import dots, scales, staying
from bidewell.report.charts.drawing import both
from bidewell.report.sections import names
from bidewell.report.sections.told import Told, hundred_span
from bidewell.report.sections.view import Figure, Section, Table, Tile

# Tone and dash of each curve: apart in colour, in grey and without either (the names at their ends).
CURVES = {"left": ("left", ()), "agreed": ("agreed", (7, 4)), "taken_away": ("taken", (2, 3)), "put_out": ("out", (9, 3, 2, 3))}
AT_RISK = ("at_risk", "left", "ended")
Row = dict[str, Any]


def section(told: Told) -> Section:
    lead = (told.say("Stayed means in care, or ended well: completed, agreed, or moved to a lower level of care."),)
    figures = [figure for figure in (_curve(told), _by_group(told)) if figure]
    tables = [table for table in (_groups_table(told),) if table]
    nothing = "" if figures or _whole(told.document) else told.say("Not enough data yet: no client has attended a session.")
    return Section(
        "staying", told.say("Who stays"), lead, tuple(_tiles(told)), tuple(figures), tuple(tables), nothing=nothing
    )


def main_row(document: Row) -> Row | None:
    """The row the headline is made of: stayed at 90 days, else at the last horizon there is."""
    rows = _whole(document)
    return next((row for row in rows if row["horizon_days"] == 90), rows[-1] if rows else None)


def _whole(document: Row) -> list[Row]:
    return [row for row in document["retention"] if row["kind"] == "stayed" and row["group"]["column"] is None]


def _tiles(told: Told) -> list[Tile]:
    return [
        Tile(row["horizon"], told.language.of_hundred(row["probability"]), told.say("of 100 stayed"), told.interval(row))
        for row in _whole(told.document)
        if row["probability"] is not None
    ]


def _curves(told: Told) -> list[staying.Curve]:
    whole = {row["ending"]: row for row in told.document["incidence"] if row["group"]["column"] is None and row["points"]}
    return [_one_curve(whole[ending], told) for ending in CURVES if ending in whole]


def _one_curve(row: Row, told: Told) -> staying.Curve:
    tone, dash = CURVES[row["ending"]]
    points = [point for point in row["points"] if point["probability"] is not None]
    times = [point.get("day", point.get("session")) for point in points]
    estimate, low, high = ([100 * (point[key] or 0) for point in points] for key in ("probability", "low", "high"))
    return staying.Curve(names.ending(row["ending"], told.language), tone, dash, times, estimate, low, high)


def _curve(told: Told) -> Figure | None:
    curves = _curves(told)
    if not curves:
        return None
    times, below = _below(told)
    times = times or [curves[0].times[0], curves[0].times[-1]]
    axis = told.say("Session number") if told.is_by_session else told.say("Days since the first session")
    finding = _finding(curves, told)
    drawing = both(lambda size: staying.chart(curves, times, below, axis, size), "staying", finding)
    n = next(row["n"] for row in told.document["incidence"] if row["group"]["column"] is None)
    return Figure(
        "staying", told.say("How care ends, of 100 clients"), finding, drawing, _table(curves, times, below, axis, told),
        told.facts(told.document["definition"]["name"], n), told.cannot_say("staying"),
    )  # fmt: skip


def _finding(curves: list[staying.Curve], told: Told) -> str:
    ends = [f"{curve.name.lower()} {told.number(curve.estimate[-1])}" for curve in curves]
    time = told.number(curves[0].times[-1])
    if told.is_by_session:
        return told.say("Of 100 clients, by session {time}: {ends}.", time=time, ends=", ".join(ends))
    return told.say("Of 100 clients, by day {time}: {ends}.", time=time, ends=", ".join(ends))


def _below(told: Told) -> tuple[list[float], list[staying.Below]]:
    table = told.document["at_risk"]
    if table is None:
        return [], []
    titles = (told.say("In care"), told.say("Left"), told.say("Ended"))
    rows = [
        staying.Below(title, [told.number(n) for n in table[key]]) for title, key in zip(titles, AT_RISK, strict=True)
    ]
    return table.get("days", table.get("sessions")), rows


def _table(
    curves: list[staying.Curve], times: list[float], below: list[staying.Below], axis: str, told: Told
) -> Table:
    """The curve and its numbers at the times under the plot."""
    columns = (axis, *(curve.name for curve in curves), *(told.say("{name} (clients)", name=row.name) for row in below))
    rows = tuple(
        (told.number(time), *(_at(curve, time, told) for curve in curves), *(row.numbers[place] for row in below))
        for place, time in enumerate(times)
    )
    return Table(told.say("How care ended, of 100 clients, with 90 % ranges"), columns, rows, _note(told), is_folded=True)


def _note(told: Told) -> str:
    return told.say(
        "Ended from outside: moved, jailed, in hospital, died, coverage ended. Ended counts all ways but leaving, "
        "and clients whose records stop."
    )


def _at(curve: staying.Curve, time: float, told: Told) -> str:
    """The curve's step at a time: the last point not after it."""
    place = max((i for i, at in enumerate(curve.times) if at <= time), default=0)
    low, high = told.number(curve.low[place]), told.number(curve.high[place])
    return f"{told.number(curve.estimate[place])} ({told.language.interval(low, high)})"


def _grouped(document: Row) -> list[Row]:
    return [row for row in document["retention"] if row["kind"] == "stayed" and row["group"]["column"] is not None]


def _by_group(told: Told) -> Figure | None:
    """Groups at the headline's horizon; hidden ones stay in the table."""
    main = main_row(told.document)
    if main is None:
        return None
    rows = [row for row in _grouped(told.document) if row["horizon"] == main["horizon"]]
    shown = [row for row in rows if row["probability"] is not None]
    if not shown:
        return None
    drawn = [dots.Row(told.say("Whole program"), hundred_span(main, "probability"), told.language.of_hundred(main["probability"]), tone="muted")]
    for row in rows:
        drawn.append(_group_row(row, told))
    scale = scales.of_hundred(told.say("Of 100 clients, stayed at {horizon}", horizon=main["horizon"]), told.language)
    finding = _groups_finding(shown, main, told)
    drawing = both(lambda size: dots.chart(drawn, scale, size), "groups", finding)
    rows_told = tuple((_group_name(row), told.of_hundred(row), told.count(row)) for row in rows)
    columns = (told.say("Group"), told.say("Stayed, of 100"), told.say("Clients counted"))
    caption = told.say("Stayed at {horizon}, by group", horizon=main["horizon"])
    facts = told.facts(main["definition"], main["n"])
    table = Table(caption, columns, rows_told, is_folded=True)
    return Figure("groups", caption, finding, drawing, table, facts, told.cannot_say("groups"))


def _group_row(row: Row, told: Told) -> dots.Row:
    if row["probability"] is None:
        return dots.Row(_group_name(row), value=told.say("fewer than 11"))
    return dots.Row(_group_name(row), hundred_span(row, "probability"), told.language.of_hundred(row["probability"]))


def _group_name(row: Row) -> str:
    value = row["group"]["value"]
    return f"{names.plain(row['group']['column'])}: {value if value is not None else '–'}"


def _groups_finding(shown: list[Row], main: Row, told: Told) -> str:
    """Says whether the ranges overlap before it says who is ahead: no league table."""
    most, least = max(shown, key=lambda row: row["probability"]), min(shown, key=lambda row: row["probability"])
    if len(shown) < 2 or most["low"] <= least["high"]:
        return told.say("The ranges of the groups overlap: the records do not show that the groups differ.")
    numbers = {"more": told.language.of_hundred(most["probability"]), "fewer": told.language.of_hundred(least["probability"])}
    return told.say("The groups differ: from {fewer} to {more} of 100 stayed.", **numbers)


def _groups_table(told: Told) -> Table | None:
    """Every group at every horizon."""
    horizons = list(dict.fromkeys(row["horizon"] for row in told.document["retention"] if row["kind"] == "stayed"))
    rows = []
    groups = dict.fromkeys((row["group"]["column"], row["group"]["value"]) for row in told.document["retention"])
    for group in groups:
        for kind, words in (("stayed", told.say("stayed")), ("in_care", told.say("still in care"))):
            found = {row["horizon"]: row for row in told.document["retention"] if row["kind"] == kind and (row["group"]["column"], row["group"]["value"]) == group}  # fmt: skip
            if found:
                cells = tuple(told.of_hundred(found[h]) if h in found else "–" for h in horizons)
                name = _group_name(next(iter(found.values()))) if group[0] else told.say("Whole program")
                rows.append((f"{name}, {words}", *cells))
    if not rows:
        return None
    caption = told.say("Stayed and in care at each point, of 100 clients, with 90 % ranges")
    return Table(caption, (told.say("Group"), *horizons), tuple(rows), hidden_note(told))


def hidden_note(told: Told) -> str:
    return told.say(
        "Cells of fewer than 11 clients are hidden. Cells that would give such a cell away are shown the same way."
    )
