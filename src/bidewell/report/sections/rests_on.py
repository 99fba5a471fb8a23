"""What the ranking depends on: other starting guesses, other rules of leaving, the alliance, things not recorded."""

from typing import Any

from bidewell.report.charts import dots, scales
from bidewell.report.charts.drawing import both
from bidewell.report.sections import names
from bidewell.report.sections.told import Told, hundred_span
from bidewell.report.sections.view import Figure, Section, Table
from bidewell.report.wording.sensitivity import prior_words

Row = dict[str, Any]


def section(told: Told) -> Section:
    title = told.say("What the ranking depends on")
    # Documents kept by earlier versions have none.
    found = told.document.get("sensitivity")
    if not found or not found["definitions"]["rows"] or found["definitions"]["depends"] == "nothing":
        nothing = told.say("No factor could be put first, so there is nothing that could depend on choices.")
        return Section("rests-on", title, nothing=nothing)
    lead = told.say(
        "A ranking rests on choices. Here each choice is made another way, to see whether the same factor comes first."
    )
    tables = tuple(table for table in (_unmeasured(found["unmeasured"], told), _compared(found, told)) if table)
    return Section("rests-on", title, (lead, *_comparison(found, told)), figures=(_figure(found, told),), tables=tables)


def _comparison(found: Row, told: Told) -> tuple[str, ...]:
    compared = found["comparison"]
    if compared is not None:
        return (f"{compared['words']} {compared['why']}",)
    if found["thorough"]:
        return ()
    return (
        told.say(
            "More can be looked at: bidewell report --with-sensitivity fits under more rules and guesses, and once "
            "without {rating}.",
            rating=told.rating,
        ),
    )


def _figure(found: Row, told: Told) -> Figure:
    choices = [(row, prior_words(row["name"], told.language)) for row in found["priors"]["rows"]]
    rules = [(row, names.definition(row["name"], told.language)) for row in found["definitions"]["rows"]]
    usual = found["definitions"]["rows"][0]["first"]
    drawn = [
        dots.Row(told.say("Starting guess")), *(_dot(row, words, usual, told) for row, words in choices),
        dots.Row(told.say("What counts as leaving")), *(_dot(row, words, usual, told) for row, words in rules),
    ]  # fmt: skip
    title = told.say("Chance, of 100, that the factor named is the largest")
    drawing = both(
        lambda size: dots.chart(drawn, scales.of_hundred(title, told.language), size), "rests-on", found["words"]
    )
    n = told.document["model"]["clients"] if told.document["model"] else None
    facts = told.facts(told.document["definition"]["name"], n)
    heading = told.say("Does the same factor come first?")
    table = _table([*choices, *rules], told)
    return Figure("rests-on", heading, found["words"], drawing, table, facts, told.cannot_say("sensitivity"))


def _dot(row: Row, words: str, usual: str | None, told: Told) -> dots.Row:
    chance = row["probability_largest"]
    if chance is None:
        return dots.Row(words, value=told.say("not known"))
    value = told.language.chance(chance["mean"])
    label = f"{words}: {row['first_words']}"
    return dots.Row(label, hundred_span(chance), value, filled=row["first"] == usual)


def _table(rows: list[tuple[Row, str]], told: Told) -> Table:
    columns = (
        told.say("Choice"), told.say("Comes first"), told.say("Chance it is the largest, of 100"),
        told.say("Stands apart"), told.say("How it was found"), told.say("Pareto k"), told.say("Draws"),
        told.say("Episodes"), told.say("Left"),
    )  # fmt: skip
    note = told.say(
        "Filled dot: the same factor as usual. Hollow dot: another. Draws weighed anew are believed only where their "
        "Pareto k is low and fifty or more count; else the answer is not known."
    )
    cells = tuple(_cells(row, words, told) for row, words in rows)
    return Table(told.say("The factor that comes first, by choice"), columns, cells, note, is_folded=True)


def _cells(row: Row, words: str, told: Told) -> tuple[str, ...]:
    chance = row["probability_largest"]
    how = {
        "as fitted": told.say("the fit itself"),
        "reweighted": told.say("its draws, weighed anew"),
        "refitted": told.say("a fit of its own"),
    }
    return (
        words,
        row["first_words"] or told.say("not known"),
        told.chance(chance, "mean") if chance else "–",
        (told.say("yes") if row["stands_apart"] else told.say("no")) if row["first"] else "–",
        how[row["how"]],
        told.number(row["pareto_k"], 2),
        told.number(row["draws"]),
        told.counted(row["n"]),
        told.counted(row["left"]),
    )


def _unmeasured(rows: list[Row], told: Told) -> Table | None:
    if not rows:
        return None
    columns = (
        told.say("Factor"), told.say("Ratio of leaving, more of it against less"),
        told.say("To explain it away"), told.say("To make its range reach no difference"),
    )  # fmt: skip
    note = told.say(
        "By how much something not recorded would have to go with the factor, and with leaving as well, beyond all "
        "that is recorded (E-value). 1: nothing is needed. It does not say that there is such a thing, and a high "
        "number does not make a link a cause."
    )
    cells = tuple(
        (
            row["words"], _numbers(row["risk_ratio"], 2, told), told.number(row["e_value"], 1),
            told.number(row["e_value_of_interval"], 1),
        )
        for row in rows
    )  # fmt: skip
    return Table(told.say("How strong something not recorded would have to be"), columns, cells, note)


def _numbers(estimate: Row, digits: int, told: Told) -> str:
    mean, low, high = (told.number(estimate[key], digits) for key in ("mean", "low", "high"))
    return f"{mean} ({told.language.interval(low, high)})"


def _compared(found: Row, told: Told) -> Table | None:
    compared = found["comparison"]
    if compared is None:
        return None
    gain = told.say("Gain with {rating} (log density, over all clients)", rating=told.rating)
    rows = (
        (gain, _numbers(compared["difference"], 1, told)),
        (told.say("Standard error, client by client"), told.number(compared["standard_error"], 1)),
        (told.say("Clients"), told.number(compared["n"])),
        (told.say("Clients whose part is not known well"), told.number(compared["doubtful"])),
        (told.say("Clients left out by fits of their own"), told.number(compared["refitted"])),
    )
    note = told.say(
        "Each client in turn is left out, and the rest foretell their records: with {rating} in what they say of "
        "leaving, and without. A gain below 4 counts as none.",
        rating=told.rating,
    )
    caption = told.say("Foretold with and without {rating}", rating=told.rating)
    return Table(caption, (told.say("Measure"), told.say("Number")), rows, note)
