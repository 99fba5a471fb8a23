"""Does the model look like the records: what was seen beside what the model would have shown."""

from typing import Any

from bidewell.report.charts import dots, scales
from bidewell.report.charts.drawing import both
from bidewell.report.sections import beside
from bidewell.report.sections.told import Told
from bidewell.report.sections.view import Figure, Section, Table
from bidewell.report.wording.checks import check_words, periods_words

Row = dict[str, Any]
# What is told of 100; everything else in its own unit.
OF_HUNDRED = ("rating_lowest", "rating_highest", "leaving", "agreed_ending", "attended", "answered")


def section(told: Told) -> Section:
    title = told.say("Does the model look like the records?")
    # Documents kept by earlier versions have none.
    rows = told.document.get("checks", [])
    if not rows:
        return Section("checks", title, nothing=told.say("Nothing was fitted that could be checked yet."))
    drawn = told.say(
        "We let the model draw the records anew, many times. "
        "Where it is right, what was seen lies within nine in ten of those draws."
    )
    lead = (drawn, *_not_drawn(told))
    leaving = [row for row in rows if row["check"] == "leaving"]
    if not leaving:
        return Section("checks", title, (*lead, _finding(rows, told)), tables=(_table(rows, told),))
    return Section("checks", title, lead, figures=(_figure(rows, leaving, told),))


def _not_drawn(told: Told) -> tuple[str, ...]:
    """Said in place of what the fit of everything would have drawn, where that fit failed."""
    together = (told.document["model"] or {}).get("together")
    if together is None or together["trusted"]:
        return beside.instead("together", told)
    fit = told.say("Attendance, answers and further ratings")
    return (told.say("{fit}: cannot tell, because this fit did not pass its check.", fit=fit),)


def _figure(rows: list[Row], leaving: list[Row], told: Told) -> Figure:
    drawn = [_dot(row, told) for row in leaving]
    spans = [span for row in drawn for span in (row.span, row.behind) if span]
    scale = scales.from_zero(told.say("Left, of 100 contacts"), spans, told.language)
    finding = _finding(rows, told)
    drawing = both(lambda size: dots.chart(drawn, scale, size), "checks", finding)
    n = told.document["model"]["clients"] if told.document["model"] else None
    facts = told.facts(told.document["definition"]["name"], n)
    title = told.say("Leaving by time in care: seen (dot) and drawn from the model (dashed)")
    return Figure("leaving-checked", title, finding, drawing, _table(rows, told), facts, told.cannot_say("checks"))


def _finding(rows: list[Row], told: Told) -> str:
    """How many lie inside, how many would not by chance (one outside is no news), and which do not."""
    inside = sum(row["fits"] for row in rows)
    counted = told.say(
        "{inside} of {total} numbers lie where the model expects them. By chance alone, about {missed} would not.",
        inside=inside,
        total=len(rows),
        missed=told.number(max(1, round(0.1 * len(rows)))),
    )
    outside = "; ".join(_words(row, told) for row in rows if not row["fits"])
    if not outside:
        return counted
    return " ".join((counted, told.say("Outside: {numbers}.", numbers=outside)))


def _words(row: Row, told: Told) -> str:
    periods = (row["period_from"], row["period_to"])
    return check_words(row["check"], periods, told.is_by_session, told.language, row.get("about") or "")


def _dot(row: Row, told: Told) -> dots.Row:
    seen, drawn = 100.0 * row["observed"], row["replicated"]
    behind = dots.Span(*(100.0 * drawn[key] for key in ("mean", "low", "high")))
    label = periods_words((row["period_from"], row["period_to"]), told.is_by_session, told.language)
    label = label[:1].upper() + label[1:]
    return dots.Row(label, dots.Span(seen, seen, seen), told.number(seen, 1), behind, filled=row["fits"])


def _table(rows: list[Row], told: Told) -> Table:
    columns = (
        told.say("Number"),
        told.say("In the records"),
        told.say("Drawn from the model"),
        told.say("Inside"),
        told.say("Counted"),
        told.say("Clients"),
    )
    cells = tuple(
        (
            _words(row, told),
            _number(row, row["observed"], told),
            told.language.interval(*(_number(row, row["replicated"][end], told) for end in ("low", "high"))),
            told.say("yes") if row["fits"] else told.say("no"),
            told.number(row["n"]),
            told.number(row["clients"]),
        )
        for row in rows
    )
    note = told.say(
        "Filled dot: inside. Hollow dot: outside. Each rating and each leaving is drawn knowing what came before."
    )
    return Table(told.say("The records and the model, with 90 % ranges"), columns, cells, note, is_folded=True)


def _number(row: Row, value: float, told: Told) -> str:
    return told.number(100.0 * value, 1) if row["check"] in OF_HUNDRED else told.number(value, 2)
