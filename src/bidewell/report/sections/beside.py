"""The fits beside the explaining one: which passed their check, and what stands where one did not."""

from typing import Any

from bidewell.report.sections.told import Told
from bidewell.report.sections.view import Table

Row = dict[str, Any]


def instead(name: str, told: Told) -> tuple[str, ...]:
    """Said in place of the numbers of a fit that failed its check; nothing of one that passed, or was not made."""
    failed = [row for row in _made(told) if row["fit"] == name and not row["trusted"]]
    return tuple(
        told.say("{fit}: cannot tell, because this fit did not pass its check.", fit=row["words"]) for row in failed
    )


def table(told: Told) -> tuple[Table, ...]:
    """Every fit made, with its own k."""
    passed, failed = told.say("passed"), told.say("not passed")
    rows = tuple(
        (row["words"], told.number(row["pareto_k"], 2), passed if row["trusted"] else failed) for row in _made(told)
    )
    if not rows:
        return ()
    columns = (told.say("Fit"), told.say("Pareto k"), told.say("Check of the fit"))
    note = told.say("A k up to 0.7 is fine. Of a fit that did not pass, no number is told.")
    return (Table(told.say("Fits beside the main one"), columns, rows, note, is_folded=True),)


def _made(told: Told) -> list[Row]:
    """None in documents kept by earlier versions."""
    made: list[Row] = (told.document["model"] or {}).get("beside", [])
    return made
