"""The model beside simpler rules: how much more of what came it tells than each, and every score as a table."""

from typing import Any

from bidewell.report.charts import dots, scales
from bidewell.report.charts.drawing import both
from bidewell.report.sections.told import Told
from bidewell.report.sections.view import Figure, Table

Row = dict[str, Any]
MODEL = "model"


def rule_words(name: str, told: Told) -> str:
    words = {
        MODEL: told.say("This model"),
        "base_rate": told.say("One chance for everyone"),
        "attendance": told.say("Attendance alone"),
        "cut_off": told.say("Last rating in the lowest quarter"),
        "last_value": told.say("Last rating carried forward (Cox)"),
    }
    return words[name]


def figures(shown: list[Row], told: Told) -> list[Figure]:
    """One figure for all horizons."""
    if not shown:
        return []
    drawn = [row for horizon in shown for row in _rows(horizon, told)]
    spans = [row.span for row in drawn if row.span]
    title = told.say("Better than the rule, in points of 100 (right of 0)")
    scale = scales.difference(title, spans, told.language)
    finding = _finding(shown, told)
    drawing = both(lambda size: dots.chart(drawn, scale, size), "rules", finding)
    facts = told.facts(told.document["definition"]["name"], shown[0]["clients"])
    heading = told.say("Is it better than something simpler?")
    return [Figure("rules", heading, finding, drawing, _table(shown, told), facts, told.cannot_say("rules"))]


def _rows(horizon: Row, told: Told) -> list[dots.Row]:
    days = told.say("The next {days} days", days=told.number(horizon["horizon_days"]))
    return [dots.Row(days), *(_row(rule, told) for rule in horizon["rules"] if rule["rule"] != MODEL)]


def _row(rule: Row, told: Told) -> dots.Row:
    gain, words = rule["gain"], rule_words(rule["rule"], told)
    if gain is None:
        return dots.Row(words, value=told.say("not in these records") if rule["brier"] is None else "–")
    span = dots.Span(*(100 * gain[end] for end in ("value", "low", "high")))
    return dots.Row(words, span, scales.signed(span.mean, told.language, 1))


def _finding(shown: list[Row], told: Told) -> str:
    said = []
    for horizon in shown:
        gain = next((rule["gain"] for rule in horizon["rules"] if rule["rule"] == "attendance"), None)
        days = told.number(horizon["horizon_days"])
        if gain is not None:
            said.append(
                told.say(
                    "{days} days: better than attendance alone by {gain} points of 100 (below 0: worse).",
                    days=days, gain=told.measure(gain, 1, 100),
                )
            )  # fmt: skip
    return " ".join(said)


def _table(shown: list[Row], told: Told) -> Table:
    columns = (
        told.say("Rule"), told.say("Brier score (0 is best)"), told.say("Scaled Brier score (1 is best)"),
        told.say("AUC (1 is best)"), told.say("Better by, of 100"), told.say("Better by, AUC"),
    )  # fmt: skip
    rows = tuple(_cells(horizon, rule, told) for horizon in shown for rule in horizon["rules"])
    note = told.say(
        "A point is one hundredth of all that could be told apart. The AUC is the chance that, of one who left and "
        "one who did not, forecast on the same day, the first was given the lower chance of staying."
    )
    return Table(told.say("This model and simpler rules, with 90 % ranges"), columns, rows, note, is_folded=True)


def _cells(horizon: Row, rule: Row, told: Told) -> tuple[str, ...]:
    days = told.say("{days} days", days=told.number(horizon["horizon_days"]))
    return (
        f"{rule_words(rule['rule'], told)}, {days}",
        told.measure(rule["brier"], 3),
        told.measure(rule["scaled_brier"], 2),
        told.measure(rule["auc"], 2),
        told.measure(rule["gain"], 1, 100),
        told.measure(rule["gain_in_auc"], 2),
    )
