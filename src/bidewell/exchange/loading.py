"""A folder as typed tables, and every problem that a single file, column or cell can have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bidewell.domain.settings import ProgramSettings
from bidewell.exchange.problem_kinds import found
from bidewell.exchange.problems import Problem
from bidewell.exchange.program_file import STAND_IN, read_settings
from bidewell.exchange.raw_tables import RawTable, other_files, read_raw_table
from bidewell.exchange.schema import TABLES
from bidewell.exchange.settings_text import SETTINGS_FILE
from bidewell.exchange.typed_tables import TypedTable, typed_table


@dataclass(frozen=True)
class Loaded:
    """Everything in a folder, as far as it could be read."""

    settings: ProgramSettings
    tables: Mapping[str, TypedTable]
    problems: tuple[Problem, ...]

    def __getitem__(self, name: str) -> TypedTable:
        return self.tables[name]


def load(folder: Path) -> Loaded:
    """Read a folder, whatever it is. Changes nothing; raises nothing that a file could cause."""
    problems = _folder_problems(folder)
    if problems:
        return Loaded(
            STAND_IN, {table.name: typed_table(table, RawTable("", None), STAND_IN)[0] for table in TABLES}, problems
        )
    settings, settings_problems = read_settings(folder)
    found_problems = [*settings_problems, *other_files(folder)]
    tables = {}
    for table in TABLES:
        tables[table.name], table_problems = typed_table(table, read_raw_table(table, folder), settings)
        found_problems += table_problems
    for name in described_in_vain(settings.factor_kinds, tables["factors"]):
        found_problems.append(found("unrecorded_factor", file=SETTINGS_FILE, name=f"factors.{name}"))
    return Loaded(settings, tables, tuple(found_problems))


def described_in_vain(described: Iterable[str], factors: TypedTable) -> list[str]:
    """The names among those described that no record has. A table that could not be read says nothing of names."""
    if factors.file and not factors.is_known:
        return []
    recorded = set(factors.frame["name"])
    return [name for name in described if name not in recorded]


def _folder_problems(folder: Path) -> tuple[Problem, ...]:
    try:
        if not folder.exists():
            return (found("no_folder"),)
        if not folder.is_dir():
            return (found("not_a_folder"),)
        next(folder.iterdir(), None)
        (folder / SETTINGS_FILE).exists()  # a folder may show its names and yet not let anyone in
    except PermissionError:
        return (found("no_rights"),)
    except (OSError, ValueError):  # a name too long, or with a NUL byte, is the name of nothing
        return (found("no_folder"),)
    return ()
