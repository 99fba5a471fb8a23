"""The answers in plain language: how many stay, what goes with staying, and each claim with its verdict."""

from typing import Any

from bidewell.report.charts.hundred import hundred
from bidewell.report.charts.scales import signed
from bidewell.report.sections import names
from bidewell.report.sections.headline import main_row
from bidewell.report.sections.told import Told
from bidewell.report.sections.view import Section


def section(told: Told) -> Section:
    document = told.document
    return Section(
        key="answers",
        title=told.say("The answers"),
        template="answers",
        cannot_say=told.cannot_say("answers"),
        more={
            "headline": _headline(told),
            "largest": _largest(document),
            "verdict": document["verdict"]["words"],
            **_of_largest(told),
            "claims": [_claim(row, told) for row in document["claims"]],
            "is_trusted": _is_trusted(document),
            "has_model": document["model"] is not None,
        },
    )


def _is_trusted(document: dict[str, Any]) -> bool:
    model = document["model"]
    return model is None or bool(model["diagnostics"]["trusted"])


def _largest(document: dict[str, Any]) -> str | None:
    """The factor the verdict names, in the ranking's words; None is "cannot tell"."""
    largest = document["verdict"]["largest"]
    words = (str(row["group_words"]) for row in document["ranking"] if row["factor"] == largest)
    named = next(words, largest)
    return named[:1].upper() + named[1:] if named else None


def _headline(told: Told) -> dict[str, Any] | None:
    """How many of 100 stayed, as a number, a range and a hundred dots."""
    row = main_row(told.document)
    if row is None or row["probability"] is None:
        return None
    stayed = told.language.of_hundred(row["probability"])
    words = told.say("of 100 clients stayed: in care or ended well at {horizon}.", horizon=told.horizon(row))
    return {
        "number": stayed,
        "words": words,
        "interval": told.say(
            "Range {interval}. Clients counted: {n}.", interval=told.interval(row), n=told.number(row["n"])
        ),
        "dots": hundred(row["probability"], f"{stayed} {words}"),
    }


def _of_largest(told: Told) -> dict[str, Any]:
    """Of the factor the verdict names: "65 against 51", of 100 who stayed, more of it against less; and the range."""
    largest = told.document["verdict"]["largest"]
    whole = [row for row in told.document["ranking"] if row["factor"] == largest and row["window"] == "whole"]
    if not whole or whole[0]["stayed_at_plus"] is None:
        return {"against": None, "difference": None}
    row = whole[0]
    more = difference(row["change_in_probability_stayed"], told)
    words = told.say("More of 100 stay: {difference}. Clients counted: {n}.", difference=more, n=told.number(row["n"]))
    return {"against": against(row, told), "difference": words}


def against(row: dict[str, Any], told: Told) -> str:
    """Stayed with more of the factor, against less of it: in this order also where fewer stay with more."""
    more, less = row["stayed_at_plus"], row["stayed_at_minus"]
    if more is None or less is None:
        return "–"
    return told.say("{more} against {less}", more=told.number(more), less=told.number(less))


def difference(estimate: dict[str, Any] | None, told: Told, times: float = 100, digits: int = 0) -> str:
    """ "+8 (+2 to +15)": a difference with its interval, of 100 unless other `times` are asked for."""
    if estimate is None:
        return told.say("not enough data yet")
    mean, low, high = (signed(times * estimate[key], told.language, digits) for key in ("mean", "low", "high"))
    return f"{mean} ({told.language.interval(low, high)})"


def _claim(row: dict[str, Any], told: Told) -> dict[str, Any]:
    return {
        "is_looked_at": row["scale"] != "none",
        "shape": row["verdict"].replace(" ", "-"),
        "verdict": names.verdict(row["verdict"], told.language),
        "words": row["words"],
        "why": row["why"],
        "numbers": _numbers(row, told),
        "counted": _counted(row, told),
    }


def _counted(row: dict[str, Any], told: Told) -> str:
    definition = names.definition(row["definition"], told.language)
    return told.say("Clients counted: {n}. {definition}.", n=told.counted(row["n"]), definition=definition)


def _numbers(row: dict[str, Any], told: Told) -> str:
    if row["estimate"] is None:
        # Where nothing was estimated the reason stands beside the verdict.
        return "" if row["scale"] == "none" else told.say("not enough data yet")
    estimate, low, high = (_digits(row, key, told) for key in ("estimate", "low", "high"))
    numbers = told.say("{estimate}, range {interval}", estimate=estimate, interval=told.language.interval(low, high))
    return f"{numbers} ({names.scale(row['scale'], told.language)})"


def _digits(row: dict[str, Any], key: str, told: Told) -> str:
    if row["scale"] == "chance of being largest":
        return told.language.chance(row[key])
    is_of_points = row["scale"] == "points of the rating"
    return told.number(row[key], 0 if row["scale"].startswith("of 100") else 1 if is_of_points else 2)
