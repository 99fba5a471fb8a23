"""`program.toml` read strictly: every key is known, every value has its form, or the problem names the key."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bidewell.domain.endings import Ending
from bidewell.domain.sessions import SessionStatus
from bidewell.domain.settings import ProgramSettings, RatingSource
from bidewell.exchange.problem_kinds import found
from bidewell.exchange.problems import Problem
from bidewell.exchange.settings_forms import FACTOR, INSTRUMENT, SECTIONS, TOP_LEVEL
from bidewell.exchange.settings_text import SETTINGS_FILE
from bidewell.exchange.toml_file import Findings, read_toml

_NO_EXTRACT_DATE = date(2199, 12, 31)
STAND_IN = ProgramSettings(name="", time_zone="UTC", extract_date=_NO_EXTRACT_DATE)


def read_settings(folder: Path) -> tuple[ProgramSettings, tuple[Problem, ...]]:
    """The settings and what is wrong with them. Where a value is wrong a stand-in allows the tables to be checked."""
    path = folder / SETTINGS_FILE
    if not path.exists():
        return STAND_IN, (found("no_settings", file=SETTINGS_FILE),)
    values, problems = read_toml(path)
    if values is None:
        return STAND_IN, problems
    findings = Findings(SETTINGS_FILE)
    return settings_from(values, findings), tuple(findings.problems)


def settings_from(
    values: Mapping[str, Any], findings: Findings, more_sections: tuple[str, ...] = ()
) -> ProgramSettings:
    """The settings among the values; `more_sections` are someone else's to read."""
    top = findings.take(values, TOP_LEVEL, sections=SECTIONS + more_sections)
    top.pop("format", None)
    planned = top.pop("planned_ending_codes", [])
    endings = findings.own_codes(findings.section(values, "endings"), "endings", Ending)
    return ProgramSettings(
        **{"name": STAND_IN.name, "time_zone": STAND_IN.time_zone, "extract_date": STAND_IN.extract_date, **top},
        endings={**dict.fromkeys(planned, Ending.COMPLETED), **endings},
        statuses=findings.own_codes(findings.section(values, "statuses"), "statuses", SessionStatus),
        instruments=_instruments(findings, findings.section(values, "instruments")),
        factor_kinds=_factor_kinds(findings, findings.section(values, "factors")),
    )


def _instruments(findings: Findings, section: Mapping[str, Any]) -> tuple[RatingSource, ...]:
    described = (_instrument(findings, name, values) for name, values in section.items())
    return tuple(instrument for instrument in described if instrument)


def _instrument(findings: Findings, name: str, values: Any) -> RatingSource | None:
    key = f"instruments.{name}"
    if not isinstance(values, dict):
        findings.say("wrong_setting", key, f"a section [{key}]")
        return None
    taken = findings.take(values, INSTRUMENT, f"{key}.")
    if any(setting.required and setting.name not in taken for setting in INSTRUMENT):
        return None
    if taken["maximum"] <= taken["minimum"]:
        findings.say("wrong_setting", f"{key}.maximum", "a number above minimum")
    limits = {"minimum": float(taken["minimum"]), "maximum": float(taken["maximum"])}
    return RatingSource(**{"version": "", **taken, **limits, "name": name.strip()})


def _factor_kinds(findings: Findings, section: Mapping[str, Any]) -> dict[str, str]:
    kinds = {}
    for name, values in section.items():
        key = f"factors.{name}"
        if not isinstance(values, dict):
            findings.say("wrong_setting", key, f"a section [{key}]")
        elif taken := findings.take(values, FACTOR, f"{key}."):
            kinds[name.strip()] = taken["kind"]
    return kinds
