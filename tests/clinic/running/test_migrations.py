"""The tables follow the code: nothing is left to migrate, and a database filled by an early version keeps its rows."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command

from bidewell.actions import schema
from bidewell.actions.backups.cells import line_of
from bidewell.actions.backups.tables import carried_tables
from tests.clinic.populated import populate


@pytest.fixture
def early(transactional_db: None) -> Iterator[None]:
    """The tables as the first version made them, for as long as the test runs."""
    call_command("migrate", "records", "0001", verbosity=0)
    yield
    call_command("migrate", verbosity=0)


def kept_rows() -> dict[str, list[dict[str, object]]]:
    tables = carried_tables(schema.models_as_of(schema.applied_steps()))
    return {table.name: list(table.rows()) for table in tables}


@pytest.mark.django_db
def test_the_models_have_nothing_that_no_migration_makes() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_rows_of_the_first_version_are_kept_by_every_later_one(early: None) -> None:
    populate(schema.models_as_of(schema.applied_steps()))
    before = kept_rows()
    call_command("migrate", verbosity=0)
    after = kept_rows()
    assert schema.pending_steps() == ()
    for name, rows in before.items():
        assert len(rows) == len(after[name]) > 0
        for old, new in zip(rows, after[name], strict=True):
            assert {column: new[column] for column in old if column in new} == {
                column: value for column, value in old.items() if column in new
            }


def test_the_newest_tables_hold_a_row_of_everything(transactional_db: None) -> None:
    populate(apps)
    assert all(line_of(row) for rows in kept_rows().values() for row in rows) and all(kept_rows().values())
