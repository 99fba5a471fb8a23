"""Bidewell: who stays in treatment, who may leave, and what goes with staying.

    import bidewell

    program = bidewell.Program.read("records")
    fitted = bidewell.Specification("leaving ~ alliance + travel_minutes").fit(program, seed=1)
    print(fitted.ranking())

The names below are imported when they are first used, so that a command can print its help at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bidewell.analysis.chosen.refusal import SpecificationRefused
    from bidewell.analysis.model.laid_out import NothingToFit
    from bidewell.exchange.problems import RecordsRefused
    from bidewell.library.description import Description
    from bidewell.library.figure import Figure
    from bidewell.library.fitted import Fitted
    from bidewell.library.program import Program
    from bidewell.library.specification import Specification
    from bidewell.library.validated import Validated

__version__ = "0.1.0"
__all__ = [
    "Description",
    "Figure",
    "Fitted",
    "NothingToFit",
    "Program",
    "RecordsRefused",
    "Specification",
    "SpecificationRefused",
    "Validated",
]

_HOMES = {
    "Description": "bidewell.library.description",
    "Figure": "bidewell.library.figure",
    "Fitted": "bidewell.library.fitted",
    "NothingToFit": "bidewell.analysis.model.laid_out",
    "Program": "bidewell.library.program",
    "RecordsRefused": "bidewell.exchange.problems",
    "Specification": "bidewell.library.specification",
    "SpecificationRefused": "bidewell.analysis.chosen.refusal",
    "Validated": "bidewell.library.validated",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
