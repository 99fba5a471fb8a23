"""Therapists and sites side by side: of clients alike, how many stay; drawn in towards what is usual."""

from typing import Any

from bidewell.analysis.answers.claim import LEAST_OF_HUNDRED
from bidewell.report.charts import dots, scales
from bidewell.report.charts.drawing import both
from bidewell.report.sections.told import Told, hundred_span
from bidewell.report.sections.view import Fact, Figure, Section, Table
from bidewell.report.wording.compared import answer_words

Row = dict[str, Any]
# Of more, those that can be told apart are drawn, or else some from end to end; the table has them all.
MOST_DRAWN = 30


def section(told: Told) -> Section:
    title = told.say("Therapists and sites")
    # Documents kept by earlier versions have none.
    found = told.document.get("comparisons") or []
    if not found:
        nothing = told.say("There are no two therapists, and no two sites, of eleven clients or more to compare.")
        return Section("compared", title, nothing=nothing)
    lead = told.say(
        "A fair comparison: of clients alike in all that is recorded. Where clients are few, little is believed, and "
        "the number stays close to the usual one. Therapists are not named."
    )
    return Section("compared", title, (lead,), figures=tuple(_figure(one, told) for one in found))


def _figure(found: Row, told: Told) -> Figure:
    is_sites = found["kind"] == "site"
    title = told.say("Sites side by side") if is_sites else told.say("Therapists side by side")
    rows = [_dot(row, told) for row in _drawn(found["rows"])]
    scale = scales.difference(
        told.say("More of 100 clients stay"), [row.span for row in rows if row.span], told.language
    )
    drawing = both(lambda size: dots.chart(rows, scale, size), f"compared-{found['kind']}", found["words"])
    return Figure(
        f"compared-{found['kind']}", title, found["words"], drawing, _table(found, title, told),
        (*told.facts(found["definition"], found["n"]), *_apart(found["apart"], told)), told.cannot_say("compared"),
    )  # fmt: skip


def _drawn(rows: list[Row]) -> list[Row]:
    if len(rows) <= MOST_DRAWN:
        return rows
    told_apart = [row for row in rows if row["answer"] != "cannot tell"]
    return told_apart[:MOST_DRAWN] or rows[:: -(-len(rows) // MOST_DRAWN)]


def _dot(row: Row, told: Told) -> dots.Row:
    change = row["change_in_probability_stayed"]
    tone = "muted" if row["answer"] == "cannot tell" else "accent"
    return dots.Row(_name(row, told), hundred_span(change), _signed(change["mean"], told), tone=tone)


def _name(row: Row, told: Told) -> str:
    if row["name"] is not None:
        return str(row["name"])
    if row["clients"] is None:
        return told.say("A therapist")
    return told.say("A therapist, {n} clients", n=told.number(row["clients"]))


def _signed(value: float, told: Told) -> str:
    return scales.signed(100 * value, told.language)


def _table(found: Row, title: str, told: Told) -> Table:
    kind = told.say("Site") if found["kind"] == "site" else told.say("Therapist")
    columns = (
        kind, told.say("Clients"), told.say("Stayed, of 100"), told.say("More of 100 stay than usual"),
        told.say("What can be told"),
    )  # fmt: skip
    notes = (
        told.say(
            "Through 90 days (12 sessions), with 90 % ranges. With fewer than eleven clients and not shown: {n}.",
            n=told.number(found["too_small"]),
        ),
        told.say(
            "More or fewer is said only where the whole range lies more than {least} of 100 from the usual.",
            least=told.language.of_hundred(LEAST_OF_HUNDRED),
        ),
    )
    return Table(title, columns, tuple(_cells(row, told) for row in found["rows"]), " ".join(notes), is_folded=True)


def _cells(row: Row, told: Told) -> tuple[str, ...]:
    stayed, change = row["stayed"], row["change_in_probability_stayed"]
    clients = told.say("not shown") if row["clients"] is None else told.number(row["clients"])
    low, high = _signed(change["low"], told), _signed(change["high"], told)
    return (
        _name(row, told), clients, told.chance(stayed, "mean"),
        f"{_signed(change['mean'], told)} ({told.language.interval(low, high)})",
        answer_words(row["answer"], told.language),
    )  # fmt: skip


def _apart(apart: Row | None, told: Told) -> tuple[Fact, ...]:
    if apart is None:
        return ()
    words = told.say(
        "{more} more of 100 stay one standard deviation above the middle than one below",
        more=told.of_hundred(apart, "mean"),
    )
    return (Fact(told.say("How far apart they lie"), words),)
