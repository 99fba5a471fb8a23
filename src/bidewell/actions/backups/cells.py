"""One cell of a table as JSON and back. Both databases give the same JSON for the same value."""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any, TypeAlias
from uuid import UUID

from django.db import models

Field: TypeAlias = "models.Field[Any, Any]"


def as_it_is(value: Any) -> Any:
    return value


def as_float(value: float) -> float:
    """SQLite keeps no sign of zero."""
    return value + 0.0


def as_moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat()


def as_iso(value: date | time) -> str:
    return value.isoformat()


def as_base64(value: bytes | memoryview) -> str:
    return base64.b64encode(bytes(value)).decode("ascii")


def as_text(value: UUID) -> str:
    return str(value)


# By the column's kind, as Django names it. A kind that is not here cannot be backed up: a test asks for every table.
WRITTEN: Mapping[str, Callable[[Any], Any]] = {
    "AutoField": as_it_is,
    "BigAutoField": as_it_is,
    "BigIntegerField": as_it_is,
    "BinaryField": as_base64,
    "BooleanField": as_it_is,
    "CharField": as_it_is,
    "DateField": as_iso,
    "DateTimeField": as_moment,
    "FloatField": as_float,
    "ForeignKey": as_it_is,
    "IntegerField": as_it_is,
    "JSONField": as_it_is,
    "OneToOneField": as_it_is,
    "PositiveIntegerField": as_it_is,
    "PositiveSmallIntegerField": as_it_is,
    "TextField": as_it_is,
    "TimeField": as_iso,
    "UUIDField": as_text,
}
READ_BY_ITS_FIELD = {"DateField", "DateTimeField", "TimeField", "UUIDField"}


def writer(field: Field) -> Callable[[Any], Any]:
    return WRITTEN[field.get_internal_type()]


def reader(field: Field) -> Callable[[Any], Any]:
    """From JSON to what the field holds in Python."""
    kind = field.get_internal_type()
    if kind == "BinaryField":
        return lambda text: base64.b64decode(text, validate=True)
    return field.to_python if kind in READ_BY_ITS_FIELD else as_it_is


def is_document(field: Field) -> bool:
    return field.get_internal_type() == "JSONField"


def line_of(row: Mapping[str, Any]) -> bytes:
    """One row as the archive has it."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def canonical(value: Any) -> Any:
    """A document as both databases agree on it: PostgreSQL keeps no order of keys, and not how a number was written."""
    if isinstance(value, dict):
        return {key: canonical(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [canonical(one) for one in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
