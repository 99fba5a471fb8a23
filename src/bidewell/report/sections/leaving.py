"""When people leave: the chance in each period, among those still in care."""

from typing import Any

from bidewell.report.charts import hazard
from bidewell.report.charts.drawing import both
from bidewell.report.sections.told import Told, hundred_span
from bidewell.report.sections.view import Figure, Section, Table

Row = dict[str, Any]


def section(told: Told) -> Section:
    rows = [row for row in told.document["hazard"] if row["hazard"] is not None]
    title = told.say("When people leave")
    if not rows:
        return Section("leaving", title, nothing=told.say("Not enough data yet to say when people leave."))
    return Section("leaving", title, figures=(_figure(rows, told),))


def _figure(rows: list[Row], told: Told) -> Figure:
    periods = [_period(row, told) for row in rows]
    axis = told.say("Session in care") if told.is_by_session else told.say("Week in care")
    finding = _finding(rows, told)
    drawing = both(lambda size: hazard.chart(periods, axis, size), "hazard", finding)
    title = told.say("Of 100 clients still in care, how many leave per session")
    if not told.is_by_session:
        title = told.say("Of 100 clients still in care, how many leave per week")
    # Documents kept by earlier versions say it of all records only.
    facts = told.facts(told.document["definition"]["name"], rows[0].get("n", told.document["records"]["clients"]))
    return Figure("hazard", title, finding, drawing, _table(axis, told), facts, told.cannot_say("hazard"))


def _period(row: Row, told: Told) -> hazard.Period:
    drawn = hundred_span(row, "hazard")
    return hazard.Period(name(row, told), drawn.mean, drawn.low, drawn.high, told.number(drawn.mean, 1))


def name(row: Row, told: Told) -> str:
    first, last = told.number(row["period_from"]), row["period_to"]
    if last is None:
        return f"{first}+"
    return first if last == row["period_from"] else f"{first}–{told.number(last)}"


def _finding(rows: list[Row], told: Told) -> str:
    most = max(rows, key=lambda row: row["hazard"])
    values = {
        "period": name(most, told),
        "most": _percent(most, "hazard", told),
        "last": _percent(rows[-1], "hazard", told),
    }
    if told.is_by_session:
        return told.say(
            "Leaving is most likely at session {period}: {most} of 100. At the end it is {last} of 100 per session.",
            **values,
        )
    return told.say(
        "Leaving is most likely in week {period}: {most} of 100. At the end it is {last} of 100 per week.", **values
    )


def _table(axis: str, told: Told) -> Table:
    columns = (axis, told.say("Leave, of 100"), told.say("Range"), told.say("At risk"), told.say("Left"))
    rows = tuple(
        (
            name(row, told),
            _percent(row, "hazard", told),
            _range(row, told),
            told.number(row["at_risk"]),
            told.number(row["left"]),
        )
        for row in told.document["hazard"]
    )
    return Table(told.say("Leaving by time in care"), columns, rows, is_folded=True)


def _percent(row: Row, key: str, told: Told) -> str:
    return told.number(None if row[key] is None else 100 * row[key], 1)


def _range(row: Row, told: Told) -> str:
    return told.language.interval(_percent(row, "low", told), _percent(row, "high", told))
