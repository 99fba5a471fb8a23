"""A backup holds everything of one moment, and comes back row for row, on either database, or not at all."""

import json
import stat
import zipfile
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from bidewell.actions.backups.archive import Manifest
from bidewell.actions.backups.backing_up import check_backup, make_backup
from bidewell.actions.backups.cells import WRITTEN
from bidewell.actions.backups.refusal import BackupRefused
from bidewell.actions.backups.restoring import restore
from bidewell.actions.backups.tables import carried_tables
from bidewell.actions.schema import NewerDatabase
from bidewell.progress import quietly
from bidewell.records.models import Client, Program
from tests.clinic.populated import AT, populate

# Not carried: who is signed in at the moment, letters and tokens that expire, and what Django makes anew.
LEFT_OUT = {
    "account.emailconfirmation", "auth.group", "auth.permission", "contenttypes.contenttype", "sessions.session",
    "socialaccount.socialapp", "socialaccount.socialtoken", "usersessions.usersession",
}  # fmt: skip


def backed_up(archive: Path) -> Manifest:
    return make_backup(archive, at=AT, progress=quietly)


@pytest.fixture
def archive(transactional_db: None, tmp_path: Path) -> Path:
    """A backup of a database with a few rows in every table, which still holds them."""
    populate(apps)
    backed_up(tmp_path / "clinic.zip")
    return tmp_path / "clinic.zip"


def emptied() -> None:
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)


def lines_in(archive: Path) -> dict[str, list[bytes]]:
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name).splitlines() for name in opened.namelist() if name.endswith(".ndjson")}


def test_every_table_is_carried_or_left_out_for_a_reason() -> None:
    carried = {table.name for table in carried_tables(apps)}
    assert carried.isdisjoint(LEFT_OUT)
    assert {model._meta.label_lower for model in apps.get_models()} == carried | LEFT_OUT


def test_every_kind_of_column_can_be_written() -> None:
    kinds = {field.get_internal_type() for table in carried_tables(apps) for field in table.fields}
    assert kinds <= set(WRITTEN)


def test_a_backup_comes_back_row_for_row(archive: Path) -> None:
    emptied()
    restored = restore(archive, progress=quietly)
    backed_up(archive.with_name("again.zip"))
    assert restored.tables == check_backup(archive.with_name("again.zip"), quietly).tables
    assert all(rows for rows in lines_in(archive).values())
    assert lines_in(archive) == lines_in(archive.with_name("again.zip"))


def test_what_is_made_after_a_restore_gets_the_next_number(archive: Path) -> None:
    last = Client.objects.latest("pk").pk
    emptied()
    restore(archive, progress=quietly)
    assert Client.objects.create(program=Program.objects.get(), key="new").pk == last + 1


def test_a_backup_is_for_its_owner_only_and_leaves_nothing_beside_it(archive: Path) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert list(archive.parent.iterdir()) == [archive]


def test_an_archive_is_readable_without_bidewell(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        told = json.loads(opened.read("manifest.json"))
    assert told["format"] == "bidewell backup" and ["records", "0001_initial"] in told["migrations"]
    assert told["tables"]["records.client"]["rows"] == 3
    assert json.loads(lines_in(archive)["tables/records.client.ndjson"][0])["key"] == "C0"


def test_the_secret_is_not_in_a_backup(archive: Path, settings: LazySettings) -> None:
    secret = settings.SECRET_KEY.encode()
    assert len(secret) > 40
    assert all(secret not in line for lines in lines_in(archive).values() for line in lines)


def test_a_backup_is_only_restored_into_an_empty_database(archive: Path) -> None:
    Client.objects.update(name="changed since")
    with pytest.raises(BackupRefused, match="already holds something"):
        restore(archive, progress=quietly)
    assert set(Client.objects.values_list("name", flat=True)) == {"changed since"}


@pytest.mark.parametrize("how", ["cut", "a bit", "a row less", "another row", "no manifest", "a table less", "no zip"])
def test_a_damaged_archive_is_refused_and_nothing_is_changed(archive: Path, how: str) -> None:
    damaged(archive, how)
    emptied()
    for read in (lambda: check_backup(archive, quietly), lambda: restore(archive, progress=quietly)):
        with pytest.raises(BackupRefused) as refused:
            read()
        assert "C1" not in str(refused.value) and "C9" not in str(refused.value)
    assert not Program.objects.exists()


def damaged(archive: Path, how: str) -> None:
    content = archive.read_bytes()
    if how == "cut":
        archive.write_bytes(content[: len(content) // 2])
    elif how == "a bit":
        middle = content.index(b"records.client.ndjson") + 60
        archive.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    elif how == "no zip":
        archive.write_bytes(b"no archive at all")
    else:
        _rewrite(archive, how)


def _rewrite(archive: Path, how: str) -> None:
    with zipfile.ZipFile(archive) as opened:
        members = {name: opened.read(name) for name in opened.namelist()}
    clients = "tables/records.client.ndjson"
    if how == "no manifest":
        del members["manifest.json"]
    elif how == "a table less":
        del members[clients]
    elif how == "a row less":
        members[clients] = b"".join(members[clients].splitlines(keepends=True)[:-1])
    else:
        members[clients] = members[clients].replace(b'"C1"', b'"C9"')
    with zipfile.ZipFile(archive, "w") as written:
        for name, content in members.items():
            written.writestr(name, content)


def test_a_database_of_a_newer_version_is_not_backed_up(transactional_db: None, tmp_path: Path) -> None:
    MigrationRecorder(connection).record_applied("records", "9999_later")
    try:
        with pytest.raises(NewerDatabase, match="newer version"):
            backed_up(tmp_path / "clinic.zip")
    finally:
        MigrationRecorder(connection).record_unapplied("records", "9999_later")
    assert list(tmp_path.iterdir()) == []


def test_a_backup_of_a_newer_version_is_refused_in_words(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        told = json.loads(opened.read("manifest.json"))
    told["migrations"].append(["records", "9999_later"])
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr("manifest.json", json.dumps(told))
    with pytest.raises(BackupRefused, match="newer than this one"):
        check_backup(archive, quietly)


def test_a_backup_that_fails_leaves_the_earlier_one(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = archive.read_bytes()

    def fails(words: str) -> None:
        if words == "writing records.session":
            raise OSError

    with pytest.raises(OSError):
        make_backup(archive, at=AT, progress=fails)
    assert archive.read_bytes() == before and list(archive.parent.iterdir()) == [archive]
