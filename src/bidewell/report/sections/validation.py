"""Were the forecasts right? The sentence to read first, then what it rests on: calibration, simpler rules, groups."""

from typing import Any

from bidewell.report.sections import beside_rules, names, net_benefit, told_and_came
from bidewell.report.sections.told import Told, hidden_note
from bidewell.report.sections.view import Fact, Section, Table

Row = dict[str, Any]
KEY = "validation"


def section(told: Told) -> Section:
    title = told.say("Were the forecasts right?")
    # Documents kept from before there were validations have no such key.
    found: Row | None = told.document.get("validation")
    if found is None:
        nothing = told.say(
            "These forecasts have not been tested on this program's own past. The command bidewell validate does it."
        )
        return Section(KEY, title, nothing=nothing)
    shown = [row for row in found["horizons"] if row["calibration"] is not None]
    figures = [figure for row in shown for figure in told_and_came.figures(row, told)]
    figures += beside_rules.figures(shown, told)
    figures += [figure for row in shown for figure in net_benefit.figures(row, told)]
    tables = [_groups(row, told) for row in shown if row["groups"]]
    return Section(
        KEY,
        title,
        (_how(found, told),),
        figures=tuple(figures),
        tables=(*tables, _origins(found, told)),
        facts=_facts(found, told),
        cannot_say=told.cannot_say(KEY),
        template="validation",
        more={"verdicts": [_verdict(row, told) for row in found["horizons"]]},
    )


def _verdict(row: Row, told: Told) -> dict[str, str]:
    """A badge with a shape of its own, and the sentence."""
    code = row["verdict"]["code"]
    badges = {
        "use": ("supported", told.say("Use")),
        "order_only": ("cannot-tell", told.say("For the order only")),
        "do_not_use": ("contradicted", told.say("Do not use")),
        "cannot_tell": ("cannot-tell", told.say("Cannot tell")),
    }
    shape, badge = badges[code]
    return {"shape": shape, "badge": badge, "words": row["verdict"]["words"]}


def _how(found: Row, told: Told) -> str:
    used = [row for row in found["origins"] if row["horizons"]]
    return told.say(
        "On {n} earlier days the model was fitted anew on what was known then, and everyone in care was forecast. Here "
        "is what came of it.", n=told.number(len(used)),
    )  # fmt: skip


def _facts(found: Row, told: Told) -> tuple[Fact, ...]:
    counted = [
        told.say(
            "{days} days: {forecasts} forecasts of {clients} clients, {left} of whom left; {other} forecasts ended "
            "another way, {unknown} not counted",
            days=told.number(row["horizon_days"]), forecasts=told.counted(row["forecasts"]),
            clients=told.counted(row["clients"]), left=told.counted(row["clients_left"]),
            other=told.counted(row["ended_otherwise"]), unknown=told.counted(row["not_known"]),
        )
        for row in found["horizons"]
    ]  # fmt: skip
    return (
        Fact(told.say("Definition"), names.definition(told.document["definition"]["name"], told.language)),
        *(Fact(told.say("Counted"), words) for words in counted),
        Fact(
            told.say("Ranges"),
            told.say("90 % intervals; clients drawn anew {n} times", n=told.number(found["replicates"])),
        ),
        Fact(told.say("Seed"), str(found["seed"])),
        Fact(told.say("Bidewell version"), found["version"]),
    )


def _groups(row: Row, told: Told) -> Table:
    caption = told.say("By group of clients, for the next {days} days", days=told.number(row["horizon_days"]))
    columns = (
        told.say("Group"), told.say("Clients"), told.say("Told, of 100"), told.say("Stayed, of 100"),
        told.say("Stayed less told, of 100"), told.say("AUC"), told.say("Scaled Brier score"),
    )  # fmt: skip
    rows = tuple(_group(one, told) for one in row["groups"])
    return Table(caption, columns, rows, hidden_note(told, rows), is_folded=len(rows) > 6)


def _group(row: Row, told: Told) -> tuple[str, ...]:
    column = row["group"]["column"]
    value = names.recorded(column, row["group"]["value"], told.language) if column else ""
    name = f"{names.column(column, told.language)}: {value}" if column else told.say("Whole program")
    if row["suppressed"]:
        return (name, told.hidden, *("–" for _ in range(5)))
    return (
        name,
        told.number(row["clients"]),
        told.language.of_hundred(row["mean_told"]),
        told.measure(row["mean_stayed"], 0, 100),
        told.measure(row["off"], 0, 100),
        told.measure(row["auc"], 2),
        told.measure(row["scaled_brier"], 2),
    )


def _origins(found: Row, told: Told) -> Table:
    columns = (
        told.say("Forecast as of"), told.say("Clients in care"), told.say("Clients who had left by then"),
        told.say("Check of the fit"), told.say("Counted for"),
    )  # fmt: skip
    rows = tuple(_origin(row, told) for row in found["origins"])
    caption = told.say("The days forecast from, latest first")
    return Table(caption, columns, rows, is_folded=True)


def _origin(row: Row, told: Told) -> tuple[str, ...]:
    why = {
        "nothing_to_fit": told.say("not fitted: no model came near what was known"),
        "too_little_past": told.say("not fitted: too few had left or stayed before"),
        "nobody_known": told.say("nobody: no outcome is known yet"),
    }
    days = told.say(" and ").join(told.number(one) for one in row["horizons"])
    is_fitted = row["why"] in (None, "nobody_known")
    passed = told.say("passed") if row["trusted"] else told.say("not passed")
    return (
        told.language.date(row["as_of"]),
        told.counted(row["in_care"]),
        told.counted(row["left_before"]) if is_fitted else "–",
        passed if is_fitted else "–",
        why[row["why"]] if row["why"] else told.say("{days} days", days=days),
    )
