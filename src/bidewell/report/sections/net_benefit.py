"""Is acting on the forecasts worth it? The decision curve of one horizon, beside seeing to everyone and to nobody."""

from typing import Any

from bidewell.report.charts import benefit
from bidewell.report.charts.drawing import both
from bidewell.report.sections.told import Told
from bidewell.report.sections.view import Figure, Table

Row = dict[str, Any]
# Tone and dash of each line, apart without colour.
LINES = {"model": ("accent", ()), "attendance": ("out", (7, 4)), "everyone": ("muted", (2, 3))}


def figures(row: Row, told: Told) -> list[Figure]:
    """The curve, of the rules that have one."""
    lines = [line for line in (_line(name, row, told) for name in LINES) if line.at]
    return [_figure(lines, row, told)] if lines else []


def _figure(lines: list[benefit.Line], row: Row, told: Told) -> Figure:
    days = row["horizon_days"]
    title = told.say("Whom to see to: the next {days} days", days=told.number(days))
    across = told.say("See to clients whose chance of leaving is at least (of 100)")
    finding = _finding(row, told)
    up = told.say("Net benefit, of 100 clients")
    key = f"benefit-{days}"
    drawing = both(lambda size: benefit.chart(lines, across, up, size), key, finding)
    facts = told.facts(told.document["definition"]["name"], row["clients"])
    return Figure(key, title, finding, drawing, _table(row, told), facts, told.cannot_say("benefit"))


def _words(name: str, told: Told) -> str:
    words = {
        "model": told.say("This model"),
        "attendance": told.say("Attendance alone"),
        "everyone": told.say("Everyone"),
    }
    return words[name]


def _line(name: str, row: Row, told: Told) -> benefit.Line:
    known = [one for one in row["net_benefit"] if one[name] is not None]
    tone, dash = LINES[name]
    at = [100 * one["threshold"] for one in known]
    value, low, high = ([100 * one[name][end] for one in known] for end in ("value", "low", "high"))
    is_model = name == "model"
    return benefit.Line(_words(name, told), tone, dash, at, value, low if is_model else (), high if is_model else ())


def _finding(row: Row, told: Told) -> str:
    """At how many thresholds it is beyond doubt that the model is worth more than attendance alone."""
    over = [one["over_attendance"] for one in row["net_benefit"] if one["over_attendance"] is not None]
    best = [one for one in over if one["low"] > 0.0]
    return told.say(
        "At {best} of {total} thresholds it is worth more, with its whole range, to see to clients by this model than "
        "by attendance alone.", best=told.number(len(best)), total=told.number(len(over)),
    )  # fmt: skip


def _table(row: Row, told: Told) -> Table:
    compared = (*LINES, "over_attendance")
    columns = (
        told.say("Chance of leaving, of 100"),
        *(_words(name, told) for name in LINES),
        told.say("This model less attendance alone"),
    )
    rows = tuple(
        (told.number(100 * one["threshold"]), *(told.measure(one[name], 1, 100) for name in compared))
        for one in row["net_benefit"]
    )
    note = told.say(
        "Net benefit: clients seen to who leave, less those seen to who stay, these weighed by the threshold's odds. "
        "Seeing to nobody is 0."
    )
    caption = told.say("Net benefit of 100 clients, with 90 % ranges")
    return Table(caption, columns, rows, note, is_folded=True)
