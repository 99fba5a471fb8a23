"""The mapping file: what an export's columns, codes and names are in the records format, and where episodes are cut.

It is a program.toml with more sections, and is read as strictly.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bidewell.domain.sessions import Modality
from bidewell.domain.settings import ProgramSettings
from bidewell.exchange.problems import RecordsRefused
from bidewell.exchange.program_file import settings_from
from bidewell.exchange.settings_forms import Setting, is_number, is_text, one_of
from bidewell.exchange.toml_file import Findings, read_toml

LEVEL_CHANGES = ("same", "new")
SERVICES = ("session", "not_a_session")
_FORM = re.compile(r"(%[YymdbBHMSIp]|[^%])+")


def _is_column_or_columns(value: Any) -> bool:
    return is_text(value) or (isinstance(value, list) and bool(value) and all(is_text(each) for each in value))


def _is_day_form(value: Any) -> bool:
    has_day = isinstance(value, str) and "%d" in value and ("%Y" in value or "%y" in value)
    return has_day and bool(_FORM.fullmatch(value)) and any(month in value for month in ("%m", "%b", "%B"))


def _is_time_form(value: Any) -> bool:
    return (
        isinstance(value, str) and bool(_FORM.fullmatch(value)) and ("%H" in value or ("%I" in value and "%p" in value))
    )


def _is_gap(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 3660


def _column(name: str, required: bool = False) -> Setting:
    return Setting(name, "the name of a column of the export, in quotes", is_text, required)


COLUMNS = (
    _column("client", required=True),
    _column("day", required=True),
    *map(_column, ("time", "status", "session", "service", "level_of_care", "group", "modality", "reason")),
    *map(_column, ("program", "site", "payer", "referral_source", "referred_on", "first_offered_on")),
    *map(_column, ("discharged_on", "discharge_reason", "planned_interval_days")),
    Setting("staff", "the name of a column, or a list of them", _is_column_or_columns),
)
FORMS = (
    Setting("day", 'a form like "%m/%d/%Y", with year, month and day', _is_day_form),
    Setting("time", 'a form like "%H:%M" or "%I:%M %p"', _is_time_form),
)
EPISODES = (
    Setting("gap_days", "a whole number of days, 1 or more", _is_gap),
    Setting("level_change", f"one of {', '.join(LEVEL_CHANGES)}", one_of(LEVEL_CHANGES)),
    Setting("levels", "a list of levels of care, the most intensive first", _is_column_or_columns),
)
BASELINE_FACTOR = (
    _column("column", required=True),
    Setting("times", "a number: what one unit of the export is in the factor's unit", is_number),
)
SECTIONS = (
    "columns", "forms", "episodes", "gap_days_by_level", "staff", "services", "modalities", "keep", "baseline_factors",
)  # fmt: skip


@dataclass(frozen=True)
class BaselineFactor:
    """A factor known from a column of the export; `times` turns the export's unit into the factor's."""

    name: str
    column: str
    times: float


@dataclass(frozen=True)
class ExportMapping:
    """How to read an export. `columns`: the format's name to the export's; `keep`: extra columns of episodes."""

    settings: ProgramSettings
    columns: Mapping[str, str]
    staff_columns: tuple[str, ...] = ()
    day_form: str = "%Y-%m-%d"
    time_form: str = "%H:%M"
    staff: Mapping[str, str] = field(default_factory=dict)
    services: Mapping[str, str] = field(default_factory=dict)
    modalities: Mapping[str, Modality] = field(default_factory=dict)
    keep: Mapping[str, str] = field(default_factory=dict)
    baseline_factors: tuple[BaselineFactor, ...] = ()
    gap_days: int = 30
    gap_days_by_level: Mapping[str, int] = field(default_factory=dict)
    level_change: str = "same"
    levels: tuple[str, ...] = ()

    @property
    def used_columns(self) -> tuple[str, ...]:
        """The columns of the export that are read."""
        factors = (factor.column for factor in self.baseline_factors)
        return tuple(dict.fromkeys([*self.columns.values(), *self.staff_columns, *self.keep.values(), *factors]))


def read_mapping(path: Path) -> ExportMapping:
    """Read a mapping file. Raises RecordsRefused, with the key and the form expected, where anything is not right."""
    values, problems = read_toml(path)
    if values is None:
        raise RecordsRefused(problems)
    findings = Findings(path.name)
    mapping = _mapping_from(values, findings)
    if findings.problems or mapping is None:
        raise RecordsRefused(findings.problems)
    return mapping


def _mapping_from(values: Mapping[str, Any], findings: Findings) -> ExportMapping | None:
    settings = settings_from(values, findings, SECTIONS)
    sections: dict[str, Mapping[str, Any]] = {name: findings.section(values, name) for name in SECTIONS}
    columns = findings.take(sections["columns"], COLUMNS, "columns.")
    forms = findings.take(sections["forms"], FORMS, "forms.")
    episodes = findings.take(sections["episodes"], EPISODES, "episodes.")
    staff_columns = columns.pop("staff", [])
    mapping: dict[str, Any] = {
        "staff": _texts(findings, sections, "staff"),
        "services": _checked(findings, sections, "services", f"one of {', '.join(SERVICES)}", one_of(SERVICES)),
        "modalities": findings.own_codes(sections["modalities"], "modalities", Modality),
        "keep": _texts(findings, sections, "keep"),
        "gap_days_by_level": _checked(findings, sections, "gap_days_by_level", "a whole number of days", _is_gap),
        "baseline_factors": _baseline_factors(findings, sections["baseline_factors"]),
    }
    if findings.problems:
        return None
    return ExportMapping(
        settings,
        columns,
        staff_columns=(staff_columns,) if isinstance(staff_columns, str) else tuple(staff_columns),
        **mapping,
        **{f"{name}_form": form for name, form in forms.items()},
        **{**episodes, "levels": tuple(episodes.get("levels", ()))},
    )


def _texts(findings: Findings, sections: Mapping[str, Mapping[str, Any]], name: str) -> dict[str, str]:
    return _checked(findings, sections, name, "a text in quotes", is_text)


def _checked(
    findings: Findings, sections: Mapping[str, Mapping[str, Any]], name: str, expected: str, has_form: Any
) -> dict[str, Any]:
    """A section whose keys are the export's own: every value has the form."""
    wrong = [key for key, value in sections[name].items() if not has_form(value)]
    for key in wrong:
        findings.say("wrong_setting", f"{name}.{key}", expected)
    return {key.strip(): value for key, value in sections[name].items() if key not in wrong}


def _baseline_factors(findings: Findings, section: Mapping[str, Any]) -> tuple[BaselineFactor, ...]:
    factors = []
    for name, values in section.items():
        key = f"baseline_factors.{name}"
        if not isinstance(values, dict):
            findings.say("wrong_setting", key, f"a section [{key}]")
        elif "column" in (taken := findings.take(values, BASELINE_FACTOR, f"{key}.")):
            factors.append(BaselineFactor(name.strip(), taken["column"], float(taken.get("times", 1))))
    return tuple(factors)
