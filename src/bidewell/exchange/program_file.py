"""`program.toml` read strictly: every key is known, every value has its form, or the problem names the key."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from bidewell.domain.endings import Ending
from bidewell.domain.sessions import SessionStatus
from bidewell.domain.settings import Instrument, ProgramSettings
from bidewell.exchange.file_bytes import bytes_of
from bidewell.exchange.problem_kinds import found
from bidewell.exchange.problems import Problem
from bidewell.exchange.settings_forms import FACTOR, INSTRUMENT, SECTIONS, TOP_LEVEL, Setting
from bidewell.exchange.settings_text import SETTINGS_FILE

Code = TypeVar("Code", bound=StrEnum)
_NO_EXTRACT_DATE = date(2199, 12, 31)
STAND_IN = ProgramSettings(name="", time_zone="UTC", extract_date=_NO_EXTRACT_DATE)


@dataclass
class _Findings:
    """What was found so far; `take` returns a key's value only where it has its form."""

    problems: list[Problem] = field(default_factory=list)

    def say(self, code: str, key: str, expected: str = "") -> None:
        self.problems.append(found(code, file=SETTINGS_FILE, name=key, expected=expected))

    def take(self, values: Mapping[str, Any], settings: tuple[Setting, ...], prefix: str = "") -> dict[str, Any]:
        known = {setting.name for setting in settings} | set(() if prefix else SECTIONS)
        for key in sorted(values.keys() - known):
            self.say("unknown_setting", prefix + key, f"one of {', '.join(sorted(known))}")
        return {setting.name: values[setting.name] for setting in settings if self._is_good(values, setting, prefix)}

    def _is_good(self, values: Mapping[str, Any], setting: Setting, prefix: str) -> bool:
        key = prefix + setting.name
        if setting.name not in values:
            if setting.required:
                self.say("missing_setting", key, setting.expected)
            return False
        if not setting.has_form(values[setting.name]):
            self.say("wrong_setting", key, setting.expected)
            return False
        return True

    def section(self, values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        section = values.get(name, {})
        if isinstance(section, dict):
            return section
        self.say("wrong_setting", name, f"a section [{name}]")
        return {}


def read_settings(folder: Path) -> tuple[ProgramSettings, tuple[Problem, ...]]:
    """The settings and what is wrong with them. Where a value is wrong a stand-in allows the tables to be checked."""
    path = folder / SETTINGS_FILE
    if not path.exists():
        return STAND_IN, (found("no_settings", file=SETTINGS_FILE),)
    data, problem = bytes_of(path)
    if data is None:
        return STAND_IN, problem
    try:
        values = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return STAND_IN, (found("settings_not_toml", file=SETTINGS_FILE, rows=_line_of(error)),)
    return _settings_from(values)


def _line_of(error: Exception) -> tuple[int, ...]:
    """The line a TOML error names; the rest of its message may quote the file."""
    _, _, place = str(error).rpartition("at line ")
    number = place.partition(",")[0]
    return (int(number),) if number.isdecimal() else ()


def _settings_from(values: Mapping[str, Any]) -> tuple[ProgramSettings, tuple[Problem, ...]]:
    findings = _Findings()
    top = findings.take(values, TOP_LEVEL)
    top.pop("format", None)
    planned = top.pop("planned_ending_codes", [])
    endings = _own_codes(findings, findings.section(values, "endings"), "endings", Ending)
    settings = ProgramSettings(
        **{"name": STAND_IN.name, "time_zone": STAND_IN.time_zone, "extract_date": STAND_IN.extract_date, **top},
        endings={**dict.fromkeys(planned, Ending.COMPLETED), **endings},
        statuses=_own_codes(findings, findings.section(values, "statuses"), "statuses", SessionStatus),
        instruments=_instruments(findings, findings.section(values, "instruments")),
        factor_kinds=_factor_kinds(findings, findings.section(values, "factors")),
    )
    return settings, tuple(findings.problems)


def _own_codes(findings: _Findings, section: Mapping[str, Any], name: str, codes: type[Code]) -> dict[str, Code]:
    known, own = tuple(codes), {}
    for key, value in section.items():
        if value not in known:
            findings.say("wrong_setting", f"{name}.{key}", f"one of {', '.join(known)}")
        elif key in known and key != value:
            findings.say("wrong_setting", f"{name}.{key}", f"{key} itself, as it is one of Bidewell's own codes")
        else:
            own[key.strip()] = codes(value)
    return own


def _instruments(findings: _Findings, section: Mapping[str, Any]) -> tuple[Instrument, ...]:
    described = (_instrument(findings, name, values) for name, values in section.items())
    return tuple(instrument for instrument in described if instrument)


def _instrument(findings: _Findings, name: str, values: Any) -> Instrument | None:
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
    return Instrument(**{"version": "", **taken, **limits, "name": name.strip()})


def _factor_kinds(findings: _Findings, section: Mapping[str, Any]) -> dict[str, str]:
    kinds = {}
    for name, values in section.items():
        key = f"factors.{name}"
        if not isinstance(values, dict):
            findings.say("wrong_setting", key, f"a section [{key}]")
        elif taken := findings.take(values, FACTOR, f"{key}."):
            kinds[name.strip()] = taken["kind"]
    return kinds
