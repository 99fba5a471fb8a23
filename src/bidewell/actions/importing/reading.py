"""A folder read and checked before anything is written: whether this program can take it in, and if not, why."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from bidewell.actions.importing.limits import beyond_limits
from bidewell.actions.importing.names_of_files import FILES
from bidewell.domain.settings import ProgramSettings
from bidewell.exchange.partial import PartialRecords, read_partial
from bidewell.exchange.problem_kinds import found
from bidewell.exchange.problems import Problem, Severity
from bidewell.exchange.settings_text import SETTINGS_FILE
from bidewell.records.models import Program


@dataclass(frozen=True)
class Reading:
    """What was read, everything wrong with it, and the digest of the files it was read from."""

    records: PartialRecords
    problems: tuple[Problem, ...]
    digest: str

    @property
    def is_readable(self) -> bool:
        """Whether nothing stands in the way of taking it in."""
        return not any(problem.severity is Severity.ERROR for problem in self.problems)


def read_export(program: Program, folder: Path) -> Reading:
    """Read a folder that this program is to take in; raises nothing that a file could cause."""
    digest = digest_of(folder)
    records = read_partial(folder)
    read = Reading(records, records.report.problems, digest)
    if read.is_readable:
        read = replace(read, problems=(*read.problems, *beyond_limits(records.settings, records.tables)))
    return replace(read, problems=(*read.problems, *_against(program, records.settings))) if read.is_readable else read


def _against(program: Program, settings: ProgramSettings) -> tuple[Problem, ...]:
    """What is wrong with taking the folder of these settings into this program."""
    wrong = []
    if settings.time_zone != program.time_zone:
        wrong.append(("time_zone", f"this program's own, {program.time_zone}"))
    if Program.objects.filter(name=settings.name).exclude(pk=program.pk).exists():
        wrong.append(("name", "the name of this program; it is that of another one here"))
    return tuple(found("wrong_setting", file=SETTINGS_FILE, name=name, expected=words) for name, words in wrong)


def digest_of(folder: Path) -> str:
    """One digest of the files that are read; empty where they cannot be."""
    digest = hashlib.sha256()
    try:
        for path in (folder / name for name in FILES):
            if path.is_file():
                with path.open("rb") as file:
                    digest.update(f"{path.name}:{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    except OSError:
        return ""
    return digest.hexdigest()
