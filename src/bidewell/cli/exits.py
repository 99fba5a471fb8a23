"""Exit codes, and the one sentence a person reads instead of a traceback."""

import os
import sys
import traceback
from types import TracebackType

from bidewell.exchange.full_disk import is_full

DONE = 0
PROBLEMS_IN_RECORDS = 1
USAGE = 2
CANNOT_ESTIMATE = 3
FILES = 4
TRAIL_NOT_SOUND = 5
DEFECT = 70
INTERRUPTED = 130
STOPPED = 143

EXIT_CODES = {
    DONE: "done",
    PROBLEMS_IN_RECORDS: "the records have problems that must be mended first; bidewell check lists them",
    USAGE: "the command line or a setting is wrong, or a file would be replaced without --force",
    CANNOT_ESTIMATE: "the records are fine but cannot carry the answer, for example because nobody has left yet",
    FILES: "a file or folder could not be read or written",
    TRAIL_NOT_SOUND: "the audit trail does not agree with its seals: lines were altered, removed or slipped in",
    DEFECT: "a defect in Bidewell",
    INTERRUPTED: "stopped by the person at the keyboard",
    STOPPED: "stopped by the system or by whoever ended the process (SIGTERM)",
}

# Errors whose own words are meant for people: they say what to do and hold no value. By name, so that saying what went
# wrong waits for no library.
REFUSALS = {
    "bidewell.exchange.problems.RecordsRefused": PROBLEMS_IN_RECORDS,
    "bidewell.analysis.forecasting.scales.OtherScale": USAGE,
    "bidewell.analysis.forecasting.why.UnknownEpisode": USAGE,
    "bidewell.analysis.events.definitions.UnknownDefinition": USAGE,
    "bidewell.analysis.model.adjusting.CannotAdjust": USAGE,
    "bidewell.analysis.model.factor_names.FactorNameTaken": PROBLEMS_IN_RECORDS,
    "bidewell.analysis.model.factor_names.ColumnNameTaken": PROBLEMS_IN_RECORDS,
    "bidewell.analysis.description.groups.CannotGroup": USAGE,
    "bidewell.verbs.models.DayNotKnown": USAGE,
    "bidewell.simulate.plan.CannotPlan": USAGE,
    "bidewell.analysis.model.laid_out.NothingToFit": CANNOT_ESTIMATE,
    "bidewell.engine.fitters.nuts.SamplerMissing": USAGE,
    "bidewell.analysis.checks.arviz_groups.ExportMissing": USAGE,
    "bidewell.engine.fitted.ModelUnreadable": FILES,
    "bidewell.actions.refusals.Refused": USAGE,
    "bidewell.web.configuration.ConfigurationRefused": USAGE,
    "bidewell.web.upgrading.NotUpgraded": USAGE,
    "bidewell.actions.schema.NewerDatabase": USAGE,
    "bidewell.actions.backups.refusal.BackupRefused": FILES,
    "bidewell.web.serving.CannotListen": USAGE,
}


def explain(error: Exception) -> tuple[str, int]:
    """What went wrong and what to do next, with the exit code. Never an unexpected error's text: it may hold values."""
    if refusal := _refusal(error):
        return refusal
    if isinstance(error, FileExistsError) and error.filename is None:
        # Ours: it names the place the person gave and says what to do.
        return str(error), USAGE
    if isinstance(error, OSError):
        return _of_files(error), FILES
    if is_full(error):
        return "The disk of the database is full; nothing was changed. Make room, then run the command again.", FILES
    return _defect(error), DEFECT


def _of_files(error: OSError) -> str:
    if is_full(error):
        what = f"{error.filename} was not written" if error.filename else "something could not be written"
        return f"The disk is full: {what}. Make room, or name another place, then run the command again."
    return f"{error.filename or 'A file'}: {error.strerror or 'could not be read or written'}."


def _refusal(error: Exception) -> tuple[str, int] | None:
    kind = type(error)
    code = REFUSALS.get(f"{kind.__module__}.{kind.__qualname__}")
    return None if code is None else (str(error), code)


def _defect(error: Exception) -> str:
    if os.environ.get("BIDEWELL_TRACEBACK") == "1":
        traceback.print_exception(error, file=sys.stderr)
    return (
        f"Bidewell met something it did not expect ({type(error).__name__} at {_place(error.__traceback__)}); "
        "nothing was written. Please report this line. BIDEWELL_TRACEBACK=1 shows the details, "
        "which may hold values from the records: do not send them to anyone."
    )


def _place(trace: TracebackType | None) -> str:
    """The innermost line of Bidewell's own code."""
    frames = [frame for frame in traceback.extract_tb(trace) if "bidewell" in frame.filename]
    if not frames:
        return "an unknown line"
    return f"bidewell{frames[-1].filename.rpartition('bidewell')[2]}:{frames[-1].lineno}"
