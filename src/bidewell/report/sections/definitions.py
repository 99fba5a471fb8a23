"""The same clients under several definitions of leaving, and the bounds that doubtful endings allow."""

from typing import Any

from bidewell.report.charts import dots, scales
from bidewell.report.charts.drawing import both
from bidewell.report.sections import names
from bidewell.report.sections.told import Told, hundred_span
from bidewell.report.sections.view import Fact, Figure, Section, Table


def section(told: Told) -> Section:
    title = told.say("If leaving is defined another way")
    if all(row["probability"] is None for row in told.document["definitions"]):
        return Section("definitions", title, nothing=told.say("Not enough data yet to compare definitions of leaving."))
    lead = (told.say("There is no one right definition. These are the same clients, counted under several rules."),)
    return Section("definitions", title, lead, figures=(_figure(told.document["definitions"], told),))


def _figure(rows: list[dict[str, Any]], told: Told) -> Figure:
    main = told.document["definition"]["name"]
    shown = [row for row in rows if row["probability"] is not None]
    drawn = [_drawn(row, row["name"] == main, told) for row in shown]
    scale = scales.of_hundred(_axis(rows[0], told), told.language)
    chances = [row["probability"] for row in shown]
    numbers = {
        "fewest": told.language.of_hundred(min(chances, default=None)),
        "most": told.language.of_hundred(max(chances, default=None)),
    }
    finding = told.say("Between {fewest} and {most} of 100 clients stayed, as leaving is defined.", **numbers)
    drawing = both(lambda size: dots.chart(drawn, scale, size), "definitions", finding)
    n = next((row["n"] for row in rows if row["n"] is not None), None)
    facts = (Fact(told.say("Definition"), told.say("named in each row")), *told.facts(main, n)[1:])
    return Figure(
        "definitions",
        told.say("Stayed, under each definition"),
        finding,
        drawing,
        _table(rows, told),
        facts,
        told.cannot_say("definitions"),
    )


def _axis(row: dict[str, Any], told: Told) -> str:
    if row["horizon_days"] is not None:
        return told.say("Of 100 clients, stayed at {days} days", days=told.number(row["horizon_days"]))
    return told.say("Of 100 clients, stayed at session {session}", session=told.number(row.get("horizon_session")))


def _drawn(row: dict[str, Any], is_main: bool, told: Told) -> dots.Row:
    title = names.definition(row["name"], told.language)
    words = told.say("{definition} (used here)", definition=title) if is_main else title
    tone = "accent" if is_main else "muted"
    return dots.Row(
        words, hundred_span(row, "probability"), told.language.of_hundred(row["probability"]), tone=tone, filled=is_main
    )


def _table(rows: list[dict[str, Any]], told: Told) -> Table:
    columns = (
        told.say("Definition"),
        told.say("Rule"),
        told.say("Left"),
        told.say("Clients counted"),
        told.say("Stayed, of 100"),
    )
    cells = tuple(
        (
            names.definition(row["name"], told.language),
            row["words"],
            told.number(row["left"]),
            told.number(row["n"]),
            told.of_hundred(row),
        )
        for row in rows
    )
    return Table(told.say("Definitions of leaving, with 90 % ranges"), columns, cells, is_folded=True)
