"""What goes with staying: factors ranked, by part of care, and what was assumed beside what was learned."""

from typing import Any

from bidewell.report.charts import dots, scales
from bidewell.report.charts.drawing import both
from bidewell.report.sections import bend, beside, names, parameters
from bidewell.report.sections.answers import against, difference
from bidewell.report.sections.told import Told, hundred_span
from bidewell.report.sections.view import Fact, Figure, Section, Table
from bidewell.report.wording.factors import contrast_words

Row = dict[str, Any]
WINDOWS = ("0-4", "5-12", "13+")


def section(told: Told) -> Section:
    title = told.say("What goes with staying")
    if not told.document["ranking"]:
        nothing = told.say(
            "Nothing to compare yet: these records hold no ratings and no factors, or too few clients left."
        )
        return Section("going-with", title, nothing=nothing)
    lead: tuple[str, ...] = (
        told.say("A link between a factor and staying, as this program's records show it. A link is not a cause."),
    )
    # Documents kept by earlier versions do not say what their ranking depends on.
    if told.document.get("sensitivity"):
        lead += (told.document["sensitivity"]["words"],)
    if not told.document["ratings"]["available"]:
        lead += (told.say("There are no ratings in these records, so alliance is not among the factors."),)
    lead += beside.instead("windows", told)
    figures = (_ranking(told), _windows(told), bend.figure(told), parameters.figure(told))
    return Section("going-with", title, lead, figures=tuple(figure for figure in figures if figure))


def _whole(told: Told) -> list[Row]:
    """The largest change first, whichever way it goes, as in the document."""
    rows = [row for row in told.document["ranking"] if row["window"] == "whole"]
    return sorted(rows, key=lambda row: -abs(row["change_in_probability_stayed"]["mean"]))


def _ranking(told: Told) -> Figure | None:
    rows = _whole(told)
    if not rows:
        return None
    largest = told.document["verdict"]["largest"]
    drawn = [
        dots.Row(
            row["group_words"], _change(row), against(row, told), tone="accent" if row["factor"] == largest else "muted"
        )
        for row in rows
    ]
    spans = [row.span for row in drawn if row.span]
    scale = scales.difference(told.say("More of 100 clients stay"), spans, told.language)
    finding = told.document["verdict"]["words"]
    drawing = both(lambda size: dots.chart(drawn, scale, size), "ranking", finding)
    facts = ranking_facts(rows, told)
    title = told.say("Factors side by side: of 100 clients, how many stayed")
    return Figure("ranking", title, finding, drawing, _table(rows, told), facts, told.cannot_say("ranking"))


def ranking_facts(rows: list[Row], told: Told) -> tuple[Fact, ...]:
    """What stands beside the ranking: who is compared with whom is the same for every factor, so it is said once."""
    compared = Fact(told.say("Compared"), contrast_words(told.language))
    return (*told.facts(rows[0]["definition"], rows[0]["n"]), compared, *_not_recorded(rows, told))


def _not_recorded(rows: list[Row], told: Told) -> tuple[Fact, ...]:
    # Documents kept by earlier versions do not say.
    shares = {row["group_words"]: row.get("share_recorded") for row in rows}
    missing = [
        told.say("{factor}: {n} of 100 clients", factor=factor, n=told.language.chance(1.0 - share))
        for factor, share in shares.items()
        if share is not None and share < 1.0
    ]
    told_of = told.say("{factors}. They count as average in it.", factors="; ".join(missing))
    return (Fact(told.say("Not recorded"), told_of),) if missing else ()


def _change(row: Row) -> dots.Span:
    return hundred_span(row["change_in_probability_stayed"])


def _table(rows: list[Row], told: Told) -> Table:
    columns = (
        told.say("Factor"), told.say("Stayed, of 100"), told.say("More of 100 stay"),
        told.say("Weeks longer"), told.say("Chance it is the largest, before and after the data"),
        told.say("Per person: more of 100 stay"),
    )  # fmt: skip
    note = told.say("Given these factors, this scale and this definition.")
    if not any(row["probability_largest"] for row in rows):
        alone = told.say("No chance of being the largest is told: there is nothing to compare it with.")
        note = f"{note} {alone}"
    caption = told.say("What goes with staying, with 90 % ranges")
    return Table(caption, columns, tuple(_cells(row, told) for row in rows), note, is_folded=True)


def _cells(row: Row, told: Told) -> tuple[str, ...]:
    return (
        row["group_words"], against(row, told), difference(row["change_in_probability_stayed"], told),
        difference(row["change_in_weeks_stayed"], told, 1, 1), _largest(row, told), _per_person(row, told),
    )  # fmt: skip


def _largest(row: Row, told: Told) -> str:
    chance = row["probability_largest"]
    if chance is None:
        return "–"
    before, after = (told.language.chance(chance[key]) for key in ("before", "after"))
    return told.say("{before} before, {after} after, of 100", before=before, after=after)


def _per_person(row: Row, told: Told) -> str:
    person = row["per_person"]
    if person is None:
        return "–"
    words = f"{difference(person['change_in_probability_stayed'], told)}: {person['contrast']}"
    return (
        told.say("{difference} (depends on how you ask)", difference=words) if row["depends_on_how_you_ask"] else words
    )


def _windows(told: Told) -> Figure | None:
    """Early, middle and late, for every factor that has all of them or some."""
    rows = [row for row in told.document["ranking"] if row["window"] != "whole"]
    if not rows:
        return None
    drawn: list[dots.Row] = []
    for factor in dict.fromkeys(row["factor"] for row in rows):
        own = sorted((row for row in rows if row["factor"] == factor), key=lambda row: WINDOWS.index(row["window"]))
        drawn.append(dots.Row(own[0]["group_words"]))
        drawn += [dots.Row(_window(row, told), _change(row), _mean(row, told)) for row in own]
    scale = scales.difference(
        told.say("More of 100 clients stay"), [row.span for row in drawn if row.span], told.language
    )
    finding = told.say(
        "Whether a factor goes with staying from the start, or only later: early, middle and late in care."
    )
    drawing = both(lambda size: dots.chart(drawn, scale, size), "windows", finding)
    definition, _, ranges = told.facts(rows[0]["definition"], None)
    # Only who is still in care when a part of it begins counts there.
    facts = (definition, Fact(told.say("Clients counted"), told.say("named in each row")), ranges)
    title = told.say("Early, middle and late")
    return Figure("windows", title, finding, drawing, _windows_table(rows, told), facts, told.cannot_say("windows"))


def _window(row: Row, told: Told) -> str:
    return names.window(row["window"], told.is_by_session, told.language)


def _mean(row: Row, told: Told) -> str:
    return scales.signed(100 * row["change_in_probability_stayed"]["mean"], told.language)


def _windows_table(rows: list[Row], told: Told) -> Table:
    columns = (
        told.say("Factor"), told.say("Part of care"), told.say("Stayed, of 100"), told.say("More of 100 stay"),
        told.say("Clients counted"),
    )  # fmt: skip
    cells = tuple(
        (
            row["group_words"],
            _window(row, told),
            against(row, told),
            difference(row["change_in_probability_stayed"], told),
            told.counted(row["n"]),
        )
        for row in rows
    )
    return Table(told.say("Early, middle and late, with 90 % ranges"), columns, cells, is_folded=True)
