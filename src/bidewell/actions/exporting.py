"""Records out of the clinic, as a folder in the format they came in. No free text and no forecast is in it."""

import tempfile
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from django.db.models import Max
from django.utils.translation import gettext as _

from bidewell.actions.auditing import note
from bidewell.actions.refusals import Refused
from bidewell.domain.time import program_day
from bidewell.exchange.check import check_records
from bidewell.exchange.file_format import FileFormat
from bidewell.exchange.problems import CheckReport
from bidewell.exchange.writing import write_records
from bidewell.records.frames import program_records
from bidewell.records.models import CheckIn, Ending, Factor, Person, Program, Session
from bidewell.records.one_moment import one_moment


@dataclass(frozen=True)
class Export:
    """The folder, and what `bidewell check` says of it: what people entered by hand may want mending."""

    folder: Path
    found: CheckReport


def export_records(
    program: Program, folder: Path, *, by: Person | None, at: datetime, file_format: FileFormat = "csv"
) -> Export:
    """Write a program's records into a folder that is new or empty. The audit trail keeps who took them out.

    Raises FileExistsError where the folder holds something.
    """
    with one_moment():
        records = program_records(program, as_of=last_day_of_records(program, at))
    write_records(records, folder, file_format)
    note("records_exported", program, by=by, at=at, program=program, episodes=records.episodes.height)
    return Export(folder, check_records(folder))


def export_archive(
    program: Program, file: BinaryIO, *, by: Person | None, at: datetime, file_format: FileFormat = "csv"
) -> CheckReport:
    """The same as a .zip, written into an open file. What it is made from is removed again."""
    with tempfile.TemporaryDirectory() as place:
        made = export_records(program, Path(place) / "records", by=by, at=at, file_format=file_format)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(made.folder.iterdir()):
                archive.write(path, f"records/{path.name}")
    return made.found


def named_program(name: str) -> Program:
    """The program of this name. Raises Refused where there is none."""
    program = Program.objects.filter(name=name).first()
    if program is None:
        raise Refused(_("There is no program of this name."))
    return program


def last_day_of_records(program: Program, at: datetime) -> date:
    """The last day that anything was recorded: by the last import, or by a person since. Never after today."""
    latest = [
        Session.objects.filter(program=program).aggregate(at=Max("marked_at"))["at"],
        CheckIn.objects.filter(program=program).aggregate(at=Max("answered_at"))["at"],
        CheckIn.objects.filter(program=program).aggregate(at=Max("intended_at"))["at"],
        Ending.objects.filter(episode__program=program, recorded_by__isnull=False).aggregate(at=Max("recorded_at"))[
            "at"
        ],
        Factor.objects.filter(episode__program=program, recorded_by__isnull=False).aggregate(at=Max("recorded_at"))[
            "at"
        ],
    ]
    days = [program_day(one, program.time_zone) for one in latest if one is not None and one <= at]
    known = [program.extract_date] if program.extract_date else []
    return max([*days, *known], default=program_day(at, program.time_zone))
