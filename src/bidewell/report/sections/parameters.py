"""What was assumed beside what was learned: prior and posterior of each number."""

import math
from typing import Any

from bidewell.analysis.interval import NINE_IN_TEN
from bidewell.report.charts import dots, scales
from bidewell.report.charts.drawing import both
from bidewell.report.sections.told import Told
from bidewell.report.sections.view import Figure, Table

Row = dict[str, Any]


def figure(told: Told) -> Figure | None:
    """Prior beside posterior, as times as many who leave."""
    rows = [row for row in told.document["parameters"] if row.get("scale", "log hazard ratio") == "log hazard ratio"]
    if not rows:
        return None
    drawn = [_beside(row, told) for row in rows]
    spans = [span for row in drawn for span in (row.span, row.behind) if span]
    title = told.say("Times as many leave (1: no difference). Left of 1, fewer leave.")
    scale = scales.ratio(title, spans, told.language)
    moved = sum(row["moved"] for row in told.document["parameters"])
    total = len(told.document["parameters"])
    finding = told.say(
        "The data moved {moved} of {total} numbers away from the starting guess; the others repeat it.",
        moved=moved,
        total=total,
    )
    drawing = both(lambda size: dots.chart(drawn, scale, size), "parameters", finding)
    n = told.document["model"]["clients"] if told.document["model"] else None
    facts = told.facts(told.document["definition"]["name"], n)
    return Figure(
        "parameters", told.say("Before and after the data"), finding, drawing, _table(told), facts,
        told.cannot_say("parameters"),
    )  # fmt: skip


def _beside(row: Row, told: Told) -> dots.Row:
    after, before = row["posterior"], row["prior"]
    half = NINE_IN_TEN * before["sd"]
    span = dots.Span(*(math.exp(after[key]) for key in ("mean", "low", "high")))
    behind = dots.Span(*(math.exp(at) for at in (before["mean"], before["mean"] - half, before["mean"] + half)))
    return dots.Row(row["words"], span, told.number(span.mean, 2), behind, filled=row["moved"])


def _table(told: Told) -> Table:
    columns = (
        told.say("Number"),
        told.say("Before the data"),
        told.say("After the data"),
        told.say("Moved by the data"),
    )
    rows = tuple(
        (row["words"], _spread(row, told), _after(row, told), told.say("yes") if row["moved"] else told.say("no"))
        for row in told.document["parameters"]
    )
    note = told.say(
        "Filled dot: moved by the data. Hollow dot: not moved. Dashed grey: before the data. "
        "The table is on the model's own scale."
    )
    return Table(told.say("Before and after the data, with 90 % ranges"), columns, rows, note, is_folded=True)


def _spread(row: Row, told: Told) -> str:
    mean, sd = told.number(row["prior"]["mean"], 2), told.number(row["prior"]["sd"], 2)
    return told.say("{mean}, give or take {sd}", mean=mean, sd=sd)


def _after(row: Row, told: Told) -> str:
    after = row["posterior"]
    low, high = told.number(after["low"], 2), told.number(after["high"], 2)
    return f"{told.number(after['mean'], 2)} ({told.language.interval(low, high)})"
