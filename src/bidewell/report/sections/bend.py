"""How leaving goes with the alliance from low ratings to high ones, where the link may bend."""

from typing import Any

from bidewell.report.charts import dots, scales
from bidewell.report.charts.drawing import both
from bidewell.report.sections.told import Told, span
from bidewell.report.sections.view import Fact, Figure, Table

Row = dict[str, Any]


def figure(told: Told) -> Figure | None:
    """Times as many who leave at five ratings, against the usual one; none where nothing was fitted for it."""
    found, finding = told.document.get("bend"), _finding(told)
    if not found or finding is None:
        return None
    drawn = [dots.Row(_at(row, told), span(row), told.number(row["mean"], 2)) for row in found["places"]]
    title = told.say("Times as many leave as at the usual rating (1: no difference)")
    scale = scales.ratio(title, [row.span for row in drawn if row.span], told.language)
    drawing = both(lambda size: dots.chart(drawn, scale, size), "bend", finding)
    return Figure(
        "bend", told.say("The alliance from low to high"), finding, drawing, _table(found, told),
        (*told.facts(found["definition"], found["n"]), _fewest(found, told)), told.cannot_say("bend"),
    )  # fmt: skip


def _finding(told: Told) -> str | None:
    """What the claim about a turn says of it; a picture that nothing is said of is not shown."""
    return next((str(row["why"]) for row in told.document["claims"] if row["claim"] == "alliance_turns"), None)


def _at(row: Row, told: Told) -> str:
    return told.say("Rating {points}", points=told.number(row["rating"], 1))


def _table(found: Row, told: Told) -> Table:
    rows = tuple((_at(row, told), told.ratio(row)) for row in found["places"])
    note = told.say(
        "From the low end of most ratings to the high end. One standard deviation to either side of the usual rating, "
        "times as many leave as a straight line says: {times}.",
        times=told.ratio(found["bends"]),
    )
    columns = (told.say("Rating of the alliance"), told.say("Times as many leave"))
    return Table(told.say("The alliance from low to high, with 90 % ranges"), columns, rows, note, is_folded=True)


def _fewest(found: Row, told: Told) -> Fact:
    at = found["fewest_leave_at"]
    words = told.say("cannot tell")
    if at is not None:
        low, high = told.number(at["low"], 1), told.number(at["high"], 1)
        words = f"{told.number(at['mean'], 1)} ({told.language.interval(low, high)})"
    return Fact(told.say("Fewest leave at a rating of"), words)
