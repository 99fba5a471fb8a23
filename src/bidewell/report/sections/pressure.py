"""External pressure: does it kick-start, does it sustain, and what comes after it is over?"""

from collections.abc import Callable
from typing import Any

from bidewell.report.charts import dots, scales
from bidewell.report.charts.drawing import both
from bidewell.report.sections import beside, names
from bidewell.report.sections.told import Told, span
from bidewell.report.sections.view import Figure, Section, Table

Row = dict[str, Any]


def section(told: Told) -> Section:
    title = told.say("Pressure from outside: kick-start or sustain")
    if not told.document["pressure"]:
        return Section(
            "pressure",
            title,
            nothing=told.say("No court order or other pressure is in these records, or too few clients are under one."),
        )
    lead = (*(row["words"] for row in told.document["pressure"]), *beside.instead("windows", told))
    return Section("pressure", title, lead, figures=(_figure(told),), tables=_beside(told))


def source_words(name: str, told: Told) -> str:
    """The words the ranking uses for this source, so that one thing has one name."""
    ranked = (row["group_words"] for row in told.document["ranking"] if row["factor"] == name)
    return next(ranked, names.plain(name))


def _parts(row: Row, told: Told) -> list[tuple[str, Row | None]]:
    windows = [(names.window(w["window"], told.is_by_session, told.language), w) for w in row["windows"]]
    return [
        (told.say("At the start"), row["start"]),
        (told.say("Once it has lasted"), row["sustain"]),
        (told.say("When it is over"), row["after"]),
        *windows,
    ]


def _figure(told: Told) -> Figure:
    drawn: list[dots.Row] = []
    for row in told.document["pressure"]:
        drawn.append(dots.Row(source_words(row["source"], told)))
        drawn += [_drawn(words, estimate, told) for words, estimate in _parts(row, told)]
    spans = [row.span for row in drawn if row.span]
    title = told.say("Times as many leave, against clients without it (1: no difference)")
    scale = scales.ratio(title, spans, told.language)
    finding = " ".join(row["words"] for row in told.document["pressure"])
    drawing = both(lambda size: dots.chart(drawn, scale, size), "pressure", finding)
    n = told.document["model"]["clients"] if told.document["model"] else None
    facts = told.facts(told.document["definition"]["name"], n)
    heading = told.say("Leaving with and without the pressure")
    return Figure(
        "pressure",
        heading,
        told.say("Left of 1, fewer of those under pressure leave; right of 1, more."),
        drawing,
        _table(told),
        facts,
        told.cannot_say("pressure"),
    )


def _drawn(words: str, estimate: Row | None, told: Told) -> dots.Row:
    if estimate is None or estimate["mean"] is None:
        return dots.Row(words, value=told.say("not enough data"))
    return dots.Row(words, span(estimate), told.number(estimate["mean"], 2))


def _table(told: Told) -> Table:
    columns = (
        told.say("Pressure"), told.say("Clients under it"), told.say("Clients whose order ended"),
        told.say("At the start"), told.say("Once it has lasted"),
        told.say("Change per step of {rating}", rating=told.rating), told.say("When it is over"),
    )  # fmt: skip
    rows = tuple(
        (source_words(row["source"], told), told.counted(row["clients"]), told.counted(row["ended_orders"]),
         *(told.ratio(row[key]) for key in ("start", "sustain", "sustain_by_alliance", "after")))
        for row in told.document["pressure"]
    )  # fmt: skip
    return Table(told.say("Times as many leave, with 90 % ranges"), columns, rows, is_folded=True)


def _beside(told: Told) -> tuple[Table, ...]:
    """The same question asked in other ways; printed so that it can be seen whether the answer turns with them."""
    lengths = _asked(told, "sensitivity", lambda row: told.number(row["weeks"]))
    definitions = _asked(told, "definitions", lambda row: names.definition(row["definition"], told.language))
    parts = (told.say("At the start"), told.say("Once it has lasted"), told.say("When it is over"))
    tables = (
        (told.say("If the start lasts shorter or longer"), told.say("Weeks the start lasts"), lengths),
        (told.say("If leaving is counted another way"), told.say("What counts as leaving"), definitions),
    )
    return tuple(
        Table(title, (told.say("Pressure"), asked, *parts), rows, is_folded=True)
        for title, asked, rows in tables
        if rows
    )


def _asked(told: Told, key: str, words: Callable[[Row], str]) -> tuple[tuple[str, ...], ...]:
    # Documents kept by earlier versions know of one definition only.
    return tuple(
        (source_words(row["source"], told), words(other), *_ratios(other, told))
        for row in told.document["pressure"]
        for other in row.get(key, [])
    )


def _ratios(row: Row, told: Told) -> tuple[str, ...]:
    # Documents kept by earlier versions do not say whether the fit passed its check.
    if not row.get("trusted", True):
        return _failed(row, told), "–", "–"
    return tuple(told.ratio(row[key]) for key in ("start", "sustain", "after"))


def _failed(row: Row, told: Told) -> str:
    name = row["definition"] if "definition" in row else f"fading_{row['weeks']:g}_weeks"
    if not beside.is_made(name, told):
        return told.say("cannot tell: this fit could not be made")
    return told.say("cannot tell: this fit did not pass its check")
