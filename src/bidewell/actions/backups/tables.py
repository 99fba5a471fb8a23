"""Which tables a backup carries, and their rows."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps.registry import Apps
from django.db import connection, models

from bidewell.actions.backups.cells import Field, canonical, is_document, line_of, reader, writer

OWN = "records"
# Of the sign-in library: addresses, second factors and passkeys, and links to a sign-in provider. Who is signed in at
# the moment is not carried: after a restore everybody signs in again.
SIGN_IN = ("account.emailaddress", "mfa.authenticator", "socialaccount.socialaccount")
ROWS_AT_ONCE = 2000


@dataclass(frozen=True)
class Table:
    """A table by its name in the archive, as `records.client`, and its columns."""

    name: str
    model: type[models.Model]

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        return tuple(self.model._meta.concrete_fields)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.attname for field in self.fields)

    @cached_property
    def documents(self) -> frozenset[str]:
        """Columns whose text may differ between databases that hold the same."""
        return frozenset(field.attname for field in self.fields if is_document(field))

    def rows(self) -> Iterator[dict[str, Any]]:
        """As the archive has them, in the order of their keys; never all of them at once."""
        writers = [(field.attname, writer(field)) for field in self.fields]
        found = self.model._base_manager.order_by("pk").values_list(*self.columns)
        for values in found.iterator(chunk_size=ROWS_AT_ONCE):
            yield {
                name: None if value is None else write(value)
                for (name, write), value in zip(writers, values, strict=True)
            }

    def insert(self, rows: Iterable[dict[str, Any]]) -> None:
        """Put rows of the archive into the table."""
        readers = [(field, reader(field)) for field in self.fields]
        quote = connection.ops.quote_name
        columns = ", ".join(quote(str(field.column)) for field in self.fields)
        places = ", ".join(["%s"] * len(self.fields))
        statement = f"INSERT INTO {quote(self.model._meta.db_table)} ({columns}) VALUES ({places})"
        with connection.cursor() as cursor:
            for some in _in_batches(rows):
                cursor.executemany(statement, [_prepared(readers, row) for row in some])

    def digested(self, line: bytes) -> bytes:
        """What of a line counts: all of it, documents in the form both databases agree on."""
        if not self.documents:
            return line
        row = json.loads(line)
        return line_of({name: canonical(value) if name in self.documents else value for name, value in row.items()})


@dataclass
class Tally:
    """How many rows a table has, and the digest of all of them."""

    table: Table

    def __post_init__(self) -> None:
        self.rows, self._digest = 0, hashlib.sha256()

    def add(self, line: bytes) -> None:
        self.rows += 1
        self._digest.update(self.table.digested(line))

    def as_data(self) -> dict[str, Any]:
        return {"rows": self.rows, "sha256": self._digest.hexdigest()}


def carried_tables(apps: Apps) -> tuple[Table, ...]:
    """The tables of a backup, as these models have them."""
    names = {model._meta.label_lower: model for model in apps.get_models() if model._meta.managed}
    carried = [name for name in names if name.startswith(f"{OWN}.") or name in SIGN_IN]
    return tuple(Table(name, names[name]) for name in sorted(carried))


def _prepared(readers: list[tuple[Field, Any]], row: dict[str, Any]) -> list[Any]:
    return [
        field.get_db_prep_save(None if row[field.attname] is None else read(row[field.attname]), connection)
        for field, read in readers
    ]


def _in_batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    some: list[dict[str, Any]] = []
    for row in rows:
        some.append(row)
        if len(some) == ROWS_AT_ONCE:
            yield some
            some = []
    if some:
        yield some
