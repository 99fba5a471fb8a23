"""The fits beside the explaining one: which were made and passed their check, and what stands where one did not."""

from typing import Any

from bidewell.report.sections.told import Told
from bidewell.report.sections.view import Table

Row = dict[str, Any]


def instead(name: str, told: Told) -> tuple[str, ...]:
    """Said in place of the numbers of a fit that failed; nothing of one that passed, or that nothing asked for."""
    return tuple(_failed(row, told) for row in _rows(told) if row["fit"] == name and not row["trusted"])


def is_made(name: str, told: Told) -> bool:
    """Whether a fit is not one of those that could not be made."""
    return all(_is_made(row) for row in _rows(told) if row["fit"] == name)


def table(told: Told) -> tuple[Table, ...]:
    """Every fit, with its own k."""
    found = _rows(told)
    rows = tuple((row["words"], told.number(row["pareto_k"], 2), _check(row, told)) for row in found)
    if not rows:
        return ()
    columns = (told.say("Fit"), told.say("Pareto k"), told.say("Check of the fit"))
    note = told.say("A k up to 0.7 is fine. Of a fit that did not pass, no number is told.")
    if not all(_is_made(row) for row in found):
        note += " " + told.say(
            "Where a fit could not be made, no numbers of its model make these records likely at all: "
            "some value may lie far from all others."
        )
    return (Table(told.say("Fits beside the main one"), columns, rows, note, is_folded=True),)


def _failed(row: Row, told: Told) -> str:
    if not _is_made(row):
        return told.say("{fit}: cannot tell, because this fit could not be made.", fit=row["words"])
    return told.say("{fit}: cannot tell, because this fit did not pass its check.", fit=row["words"])


def _check(row: Row, told: Told) -> str:
    if not _is_made(row):
        return told.say("could not be made")
    return told.say("passed") if row["trusted"] else told.say("not passed")


def _is_made(row: Row) -> bool:
    # Documents kept by earlier versions list only what was.
    return bool(row.get("made", True))


def _rows(told: Told) -> list[Row]:
    """None in documents kept by earlier versions."""
    found: list[Row] = (told.document["model"] or {}).get("beside", [])
    return found
