"""What was told and what came of it: the calibration plot of one horizon, its sentence and its table."""

from typing import Any

from bidewell.report.charts import calibration
from bidewell.report.charts.drawing import both
from bidewell.report.sections.told import Told
from bidewell.report.sections.view import Figure, Table

Row = dict[str, Any]


def figures(row: Row, told: Told) -> list[Figure]:
    """The plot, where there are clients enough to draw one."""
    found = row["calibration"]
    if not found["bins"]:
        return []
    days = row["horizon_days"]
    title = told.say("Told, and what came of it: the next {days} days", days=told.number(days))
    finding = _finding(row, told)
    parts = [_part(one["told"], one["stayed"]) for one in found["bins"]]
    curve = [_part(one["told"], one) for one in found["curve"]]
    words = calibration.Words(
        told.say("Told: of 100, how many would stay"),
        told.say("Of 100, how many stayed"),
        told.say("Told and come true alike"),
        told.say("Forecasts of about the same chance"),
        told.say("Smoothed over all forecasts"),
    )
    key = f"calibration-{days}"
    drawing = both(lambda size: calibration.chart(parts, curve, words, size), key, finding)
    facts = told.facts(told.document["definition"]["name"], row["clients"])
    return [Figure(key, title, finding, drawing, _table(row, told), facts, told.cannot_say("calibration"))]


def _part(mean: float, found: Row) -> calibration.Part:
    return calibration.Part(100 * mean, 100 * found["value"], 100 * found["low"], 100 * found["high"])


def _finding(row: Row, told: Told) -> str:
    found = row["calibration"]
    return told.say(
        "Told on average: {told} of 100 would stay. It was {stayed}. A chance was {ici} of 100 away from what came of "
        "it, on average; luck alone would make it about {luck}.",
        told=told.measure(row["mean_told"], 0, 100), stayed=told.measure(row["mean_stayed"], 0, 100),
        ici=told.measure(found["ici"], 1, 100), luck=told.number(100 * found["ici_by_chance"], 1),
    )  # fmt: skip


def _table(row: Row, told: Told) -> Table:
    columns = (told.say("Told, of 100"), told.say("Stayed, of 100"), told.say("Forecasts"), told.say("Clients"))
    rows = tuple(
        (
            told.language.of_hundred(one["told"]),
            told.measure(one["stayed"], 0, 100),
            told.number(one["forecasts"]),
            told.number(one["clients"]),
        )
        for one in row["calibration"]["bins"]
    )
    found = row["calibration"]
    note = told.say(
        "Calibration slope {slope} (1: neither too bold nor too timid). Intercept {intercept} (0: right on average; "
        "above 0: told too low).",
        slope=told.measure(found["slope"], 2), intercept=told.measure(found["intercept"], 2),
    )  # fmt: skip
    return Table(told.say("Told and come true, with 90 % ranges"), columns, rows, note, is_folded=True)
