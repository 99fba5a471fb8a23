"""Problems of frames in the words of frames: who gave a table in Python has no folder, and no program.toml to open.

Only words change; kind, column and rows of a problem stay. docs/records-format.md has the words for files.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bidewell.exchange.problems import Problem
from bidewell.exchange.settings_text import SETTINGS_FILE

SETTINGS = "settings"  # what stands where a file's name would, for the other arguments


@dataclass(frozen=True)
class _Said:
    """What is said of a frame instead; "" where it is the same as of a file. `{table}` is filled with its name."""

    words: str = ""
    remedy: str = ""


_OF_FRAMES = {
    "missing_table": _Said(remedy="Give {table}."),
    "empty_program": _Said(words="There are no episodes yet: the table has no rows."),
    "empty_table": _Said(remedy="Fill it in, or leave {table} out."),
    "no_header": _Said(words="None of the columns needed is there.", remedy="Name them so."),
    "unknown_instrument": _Said(words="The instrument is not described.", remedy="Describe it in instruments."),
    "other_rater": _Said(words="The rater is not the one that instruments gives."),
    "other_version": _Said(words="The version is not the one that instruments gives."),
}
# Where a program's own codes stand, as an expected form says it.
_SECTION = re.compile(rf"\[(\w+)\] of {re.escape(SETTINGS_FILE)}")


def in_frames(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The same problems, said of tables that came as frames."""
    return tuple(map(_in_frames, problems))


def _in_frames(problem: Problem) -> Problem:
    said = _OF_FRAMES.get(problem.code, _Said())
    return replace(
        problem,
        file=SETTINGS if problem.file == SETTINGS_FILE else problem.file,
        words=_without_file(said.words or problem.words),
        remedy=_without_file(said.remedy.replace("{table}", problem.file) or problem.remedy),
        expected=_without_file(problem.expected),
    )


def _without_file(words: str) -> str:
    return _SECTION.sub(r"\1", words).replace(f" in {SETTINGS_FILE}", "")
