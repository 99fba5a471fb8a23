"""A TOML file given by a stranger: read, and its keys taken one by one, each only in the form it must have."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from bidewell.exchange.file_bytes import bytes_of
from bidewell.exchange.problem_kinds import found
from bidewell.exchange.problems import Problem
from bidewell.exchange.settings_forms import Setting

Code = TypeVar("Code", bound=StrEnum)


def read_toml(path: Path) -> tuple[dict[str, Any] | None, tuple[Problem, ...]]:
    """The file's values, or the problem that kept them."""
    data, problem = bytes_of(path)
    if data is None:
        return None, problem
    try:
        return tomllib.loads(data.decode("utf-8-sig")), ()
    except (ValueError, RecursionError) as error:
        return None, (found("settings_not_toml", file=path.name, rows=_line_of(error)),)


def _line_of(error: Exception) -> tuple[int, ...]:
    """The line a TOML error names; the rest of its message may quote the file."""
    _, _, place = str(error).rpartition("at line ")
    number = place.partition(",")[0]
    return (int(number),) if number.isdecimal() else ()


@dataclass
class Findings:
    """What was found so far; `take` returns a key's value only where it has its form."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def say(self, code: str, key: str, expected: str = "") -> None:
        self.problems.append(found(code, file=self.file, name=key, expected=expected))

    def take(
        self,
        values: Mapping[str, Any],
        settings: tuple[Setting, ...],
        prefix: str = "",
        sections: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        known = {setting.name for setting in settings}.union(sections)
        for key in sorted(map(str, values.keys() - known)):
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

    def own_codes(self, section: Mapping[str, Any], name: str, codes: type[Code]) -> dict[str, Code]:
        """A program's own codes, each with the code of the format that it is."""
        known, own = tuple(codes), {}
        for key, value in section.items():
            if value not in known:
                self.say("wrong_setting", f"{name}.{key}", f"one of {', '.join(known)}")
            elif key in known and key != value:
                self.say("wrong_setting", f"{name}.{key}", f"{key} itself, as it is one of Bidewell's own codes")
            else:
                own[key.strip()] = codes(value)
        return own
