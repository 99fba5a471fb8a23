"""`program.toml` written from settings. The standard library reads TOML and does not write it."""

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from bidewell.domain.settings import ProgramSettings, RatingSource
from bidewell.exchange.schema import FORMAT_VERSION

SETTINGS_FILE = "program.toml"


def write_settings(settings: ProgramSettings, folder: Path) -> Path:
    """Write `program.toml` into an existing folder and return its path."""
    path = folder / SETTINGS_FILE
    path.write_text(settings_as_toml(settings), encoding="utf-8", newline="\n")
    return path


def settings_as_toml(settings: ProgramSettings) -> str:
    """The settings as TOML text; reading it gives equal settings."""
    sections = [
        _section("", _top_level(settings)),
        _section("endings", {code: str(ending) for code, ending in settings.endings.items()}),
        _section("statuses", {code: str(status) for code, status in settings.statuses.items()}),
        *(_section(f"instruments.{_key(each.name)}", _instrument(each)) for each in settings.instruments),
        *(_section(f"factors.{_key(name)}", {"kind": kind}) for name, kind in settings.factor_kinds.items()),
    ]
    return "\n".join(section for section in sections if section)


def _top_level(settings: ProgramSettings) -> dict[str, object]:
    return {
        "format": FORMAT_VERSION,
        "name": settings.name,
        "time_zone": settings.time_zone,
        "extract_date": settings.extract_date,
        "demo": settings.demo,
        "continuous_exposure": settings.continuous_exposure,
        "default_planned_interval_days": settings.default_planned_interval_days,
    }


def _instrument(instrument: RatingSource) -> dict[str, object]:
    return {
        "role": instrument.role,
        "rater": instrument.rater,
        **({"version": instrument.version} if instrument.version else {}),
        "item": instrument.item,
        "minimum": float(instrument.minimum),
        "maximum": float(instrument.maximum),
    }


def _section(name: str, values: Mapping[str, object]) -> str:
    if not values:
        return ""
    heading = [f"[{name}]"] if name else []
    lines = [f"{_key(key)} = {_value(value)}" for key, value in values.items()]
    return "\n".join([*heading, *lines]) + "\n"


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _text(key)


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case date():
            return value.isoformat()
        case _:
            return _text(str(value))


def _text(text: str) -> str:
    # A JSON string is a TOML basic string but for one character: TOML wants DEL escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
