"""Who stays: the curve with its competing endings, numbers below it, and stayed at each horizon by group."""

import math
from typing import Any

from bidewell.report.charts import staying
from bidewell.report.charts.drawing import both
from bidewell.report.sections import groups, headline, names
from bidewell.report.sections.told import Told, hundred_span
from bidewell.report.sections.view import Figure, Section, Table, Tile

# Tone and dash of each curve: apart in colour, in grey and without either (the names at their ends).
CURVES = {
    "left": ("left", ()),
    "agreed": ("agreed", (7, 4)),
    "taken_away": ("taken", (2, 3)),
    "put_out": ("out", (9, 3, 2, 3)),
}
AT_RISK = ("at_risk", "left", "ended")
Row = dict[str, Any]


def section(told: Told) -> Section:
    lead = (told.say("Stayed means in care, or ended well: completed, agreed, or moved to a lower level of care."),)
    figures = [figure for figure in (_curve(told), groups.figure(told)) if figure]
    tables = [table for table in (groups.table(told),) if table]
    nothing = (
        ""
        if figures or headline.whole(told.document)
        else told.say("Not enough data yet: no client has attended a session.")
    )
    return Section(
        "staying", told.say("Who stays"), lead, tuple(_tiles(told)), tuple(figures), tuple(tables), nothing=nothing
    )


def _tiles(told: Told) -> list[Tile]:
    return [
        Tile(
            told.horizon(row),
            told.language.of_hundred(row["probability"]),
            told.say("of 100 stayed"),
            told.interval(row),
            told.say("Counted: {n}.", n=told.counted(row["n"])),
        )
        for row in headline.whole(told.document)
        if row["probability"] is not None
    ]


def _curves(end: float, told: Told) -> list[staying.Curve]:
    """Each ending's curve, up to the last time that has numbers below it: further out too few are left."""
    whole = {
        row["ending"]: row for row in told.document["incidence"] if row["group"]["column"] is None and row["points"]
    }
    curves = [_one_curve(whole[ending], end, told) for ending in CURVES if ending in whole]
    return [curve for curve in curves if curve.times]


def _one_curve(row: Row, end: float, told: Told) -> staying.Curve:
    tone, dash = CURVES[row["ending"]]
    known = [(point.get("day", point.get("session")), point) for point in row["points"]]
    known = [(time, point) for time, point in known if time <= end and point["probability"] is not None]
    spans = [hundred_span(point, "probability") for _, point in known]
    mean, low, high = ([getattr(span, part) for span in spans] for part in ("mean", "low", "high"))
    times = [time for time, _ in known]
    return staying.Curve(names.ending(row["ending"], told.language), tone, dash, times, mean, low, high)


def _curve(told: Told) -> Figure | None:
    times, below = _below(told)
    curves = _curves(times[-1] if times else math.inf, told)
    if not curves:
        return None
    times = times or [curves[0].times[0], curves[0].times[-1]]
    axis = told.say("Session number") if told.is_by_session else told.say("Days since the first session")
    finding = _finding(curves, told)
    drawing = both(lambda size: staying.chart(curves, times, below, axis, size), "staying", finding)
    n = next(row["n"] for row in told.document["incidence"] if row["group"]["column"] is None)
    numbers = _table(curves, times, below, axis, told)
    facts = told.facts(told.document["definition"]["name"], n)
    title = told.say("How care ends, of 100 clients")
    return Figure("staying", title, finding, drawing, numbers, facts, told.cannot_say("staying"))


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


def _table(curves: list[staying.Curve], times: list[float], below: list[staying.Below], axis: str, told: Told) -> Table:
    """The curve and its numbers at the times under the plot."""
    columns = (axis, *(curve.name for curve in curves), *(told.say("{name} (clients)", name=row.name) for row in below))
    rows = tuple(
        (told.number(time), *(_at(curve, time, told) for curve in curves), *(row.numbers[place] for row in below))
        for place, time in enumerate(times)
    )
    return Table(
        told.say("How care ended, of 100 clients, with 90 % ranges"), columns, rows, _note(told), is_folded=True
    )


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
