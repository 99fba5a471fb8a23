"""A program's records as a value: from DataFrames, from a folder, or simulated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bidewell.library.arguments import of_kind, place, seeded, whole

if TYPE_CHECKING:
    import polars as pl

    from bidewell.analysis.program import ProgramRecords
    from bidewell.exchange.problems import CheckReport


@dataclass(frozen=True, eq=False)  # it holds tables: equal to itself alone
class Program:
    """Checked records. Make one with `from_frames`, `read` or `simulated`; it never changes.

    `records` are the tables in canonical types (docs/records-format.md has every column with its unit), and `found`
    says what was read differently or is missing.
    """

    records: ProgramRecords = field(repr=False)
    found: CheckReport = field(repr=False)

    @classmethod
    def from_frames(
        cls,
        *,
        name: str,
        time_zone: str,
        extract_date: date,
        episodes: object,
        sessions: object = None,
        checkins: object = None,
        assignments: object = None,
        factors: object = None,
        instruments: Mapping[str, Mapping[str, Any]] | None = None,
        factor_kinds: Mapping[str, str] | None = None,
        endings: Mapping[str, str] | None = None,
        statuses: Mapping[str, str] | None = None,
        planned_ending_codes: Sequence[str] = (),
        default_planned_interval_days: int = 7,
        continuous_exposure: bool = False,
    ) -> Program:
        """Records from tables: Polars or pandas frames, Arrow tables, anything that speaks Arrow's stream interface.

        Tables and columns are those of docs/records-format.md, and so are the rules: this is the door that files come
        through. Only `episodes` is needed; None means not recorded. The frames given are not changed. Named below are
        the columns that a table must have. A frame with a column per factor becomes one with a row each by `unpivot`.

        name                  what the program is called
        time_zone             IANA name; days are days there
        extract_date          the day the records were taken: the only today
        episodes              a row per episode of care: episode, client; further columns of yours are kept
        sessions              a row per session that was to be: session, episode, scheduled_at, status
        checkins              a row per item or score: checkin, episode, at, rater, instrument, status
        assignments           a row per stretch with one therapist: episode, therapist, from
        factors               a row per value: episode, name, value
        instruments           by name: role, rater, item, minimum, maximum, and version where there is one
        factor_kinds          by factor: numeric, binary, category, pressure or ride, where it is not the usual one
        endings, statuses     a program's own codes, each with Bidewell's
        planned_ending_codes  own codes of a completed treatment
        default_planned_interval_days  days between sessions, where episodes and sessions do not say
        continuous_exposure   True where every dosed day is a row of sessions

        pandas frames need pyarrow installed. Raises RecordsRefused naming table, rows (from 0) and column, never a
        cell's value; TypeError where a table is none. Time: that of reading files, linear in rows.
        """
        from bidewell.exchange.frames import read_frames

        settings: dict[str, Any] = {
            "name": name,
            "time_zone": time_zone,
            "extract_date": extract_date,
            "continuous_exposure": continuous_exposure,
            "default_planned_interval_days": default_planned_interval_days,
            "planned_ending_codes": _listed(planned_ending_codes),
            **_sections(endings=endings, statuses=statuses, instruments=instruments, factors=_kinds(factor_kinds)),
        }
        tables = {
            "episodes": episodes, "sessions": sessions, "checkins": checkins, "assignments": assignments,
            "factors": factors,
        }  # fmt: skip
        return cls(*read_frames(settings, tables))

    @classmethod
    def read(cls, folder: Path | str) -> Program:
        """Records from a folder (`program.toml` and its tables). Raises RecordsRefused; TypeError for no path."""
        from bidewell.exchange.reading import read_checked

        return cls(*read_checked(place("folder", folder)))

    @classmethod
    def simulated(cls, scenario: str, clients: int, seed: int) -> Program:
        """A program with known truth, in which `clients` people started; scenarios: docs/scenarios.md.

        Same scenario, number and seed: the same records. Raises ValueError for a scenario that is not there.
        """
        from bidewell.exchange.problems import CheckReport
        from bidewell.simulate.program import simulate

        of_kind("scenario", scenario, str, 'a text, like "demo"')
        return cls(simulate(scenario, whole("clients", clients, 1), seeded(seed)).records, CheckReport(()))

    @property
    def episodes(self) -> pl.DataFrame:
        """One row per episode of care."""
        return self.records.episodes

    @property
    def sessions(self) -> pl.DataFrame:
        """One row per scheduled session."""
        return self.records.sessions

    @property
    def checkins(self) -> pl.DataFrame:
        """One row per item or score of a check-in."""
        return self.records.checkins

    @property
    def assignments(self) -> pl.DataFrame:
        """Who was responsible for an episode, from when to when."""
        return self.records.assignments

    @property
    def factors(self) -> pl.DataFrame:
        """What may go with staying, one row per value."""
        return self.records.factors

    @property
    def factor_names(self) -> tuple[str, ...]:
        """The factors that are recorded, in the order of their names."""
        return tuple(sorted(self.records.factors["name"].unique()))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was read differently, or is missing, a sentence each."""
        return tuple(problem.sentence for problem in self.found.warnings)

    def __repr__(self) -> str:
        records, settings = self.records, self.records.settings
        counts = (
            f"{records.episodes.height} episodes of {records.episodes['client'].n_unique()} clients",
            f"{records.sessions.height} sessions",
            f"{records.checkins['checkin'].n_unique()} check-ins",
            f"factors {', '.join(self.factor_names) or 'none'}",
            f"as of {settings.extract_date}",
            f"{len(self.warnings)} warning{'' if len(self.warnings) == 1 else 's'}",
        )
        return f"{settings.name}: {'; '.join(counts)}"


def _sections(**given: Any) -> dict[str, Any]:
    """Sections: mappings as dictionaries, None as left out. What is neither stays, and is refused by name."""
    return {name: _plain(one) for name, one in given.items() if one is not None}


def _plain(given: Any) -> Any:
    return {key: _plain(one) for key, one in given.items()} if isinstance(given, Mapping) else given


def _kinds(given: Any) -> Any:
    return {name: {"kind": kind} for name, kind in given.items()} if isinstance(given, Mapping) else given


def _listed(given: Any) -> Any:
    """A list of codes; one text is none, and would be taken for as many codes as it has letters."""
    is_list = isinstance(given, Iterable) and not isinstance(given, str | Mapping)
    return list(given) if is_list else given
