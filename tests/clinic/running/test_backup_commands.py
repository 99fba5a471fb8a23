"""Backup and restore by the command: from one database to another, from an older version, and killed in the middle."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

from bidewell.cli.exits import TRAIL_NOT_SOUND
from tests.clinic.installations import OTHER_KIND, Installation
from tests.clinic.populated import WORDS

Install = Callable[..., Installation]
POPULATE = "from django.apps import apps; from tests.clinic.populated import populate; populate(apps)"
SEAL = "clinic.audit_seal(); trail = clinic.audit_verify(); print(trail.events, trail.head)"
ALTER = (
    "from bidewell.records.models import AuditEvent; AuditEvent.objects.exclude(what='restore_backup').update(what='x')"
)
COUNT = "from bidewell.records.models import Client; print(Client.objects.count())"
# A process that gets no chance to clean up, at a moment of its work.
KILLED_AT = """
import os, signal
from pathlib import Path
def die(words):
    if words == "{moment}":
        os.kill(os.getpid(), signal.SIGKILL)
"""
# Brings a new database to an earlier version of its tables, and fills them as that version did.
OLD = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("migrate", "records", "0001", verbosity=0)
from bidewell.actions import schema
from tests.clinic.populated import populate
populate(schema.models_as_of(schema.applied_steps()))
"""


# Somebody adds a client when the first tables were written and that of the clients was not.
WHILE_OTHERS_WRITE = """
from pathlib import Path
from threading import Thread
from bidewell.records.models import Client, Program

def add_a_client(words):
    if words == "writing records.client":
        other = Thread(target=lambda: Client.objects.create(program=Program.objects.get(), key="meanwhile"))
        other.start()
        other.join()

manifest = clinic.backup(Path("{archive}"), progress=add_a_client)
print(Client.objects.count(), manifest.tables["records.client"]["rows"])
"""


def rows_of(archive: Path) -> dict[str, list[object]]:
    with zipfile.ZipFile(archive) as opened:
        names = [name for name in opened.namelist() if name.endswith(".ndjson")]
        return {name: [json.loads(line) for line in opened.read(name).splitlines()] for name in names}


def test_a_clinic_moves_to_the_other_database(install: Install, upgraded: Install, tmp_path: Path) -> None:
    clinic, other = populated(upgraded), install(OTHER_KIND)
    assert "rows in" in clinic.run("backup", tmp_path / "clinic.zip")
    assert "--force" in clinic.run("backup", tmp_path / "clinic.zip", exits=2)
    assert "as it was written" in other.run("backup", tmp_path / "clinic.zip", "--verify")
    assert "read back as it was" in other.run("restore", tmp_path / "clinic.zip")
    other.run("backup", tmp_path / "other.zip")
    before, after = rows_of(tmp_path / "clinic.zip"), rows_of(tmp_path / "other.zip")
    told = after["tables/records.auditevent.ndjson"].pop()
    assert isinstance(told, dict) and told["what"] == "restore_backup"
    assert before == after


def test_the_audit_trail_agrees_with_its_seals_after_a_restore(
    install: Install, upgraded: Install, tmp_path: Path
) -> None:
    clinic, other = upgraded(), install(OTHER_KIND)
    clinic.run("administrator", "ada@example.org", "--name", WORDS, "--program", "Harbor", "--time-zone", "UTC")
    events, head = clinic.python(SEAL).split()
    clinic.run("backup", tmp_path / "clinic.zip")
    other.run("restore", tmp_path / "clinic.zip")
    found = json.loads(other.run("audit", "verify", "--json", "--head", head))
    assert (found["is_sound"], found["events"], found["unsealed"]) == (True, int(events) + 1, 1)
    other.python(ALTER)
    other.run("audit", "verify", exits=TRAIL_NOT_SOUND)


def test_a_backup_made_before_an_upgrade_is_restored_and_upgraded(install: Install, tmp_path: Path) -> None:
    old, fresh = install(), install(OTHER_KIND)
    old.python(OLD)
    old.run("backup", tmp_path / "old.zip")
    fresh.run("restore", tmp_path / "old.zip")
    assert fresh.run("upgrade").startswith("Database: nothing to do.")
    assert fresh.python(COUNT).strip() == "3"


def test_a_backup_killed_in_the_middle_leaves_no_archive(upgraded: Install, tmp_path: Path) -> None:
    clinic = populated(upgraded)
    clinic.python(
        KILLED_AT.format(moment="writing records.snapshot")
        + f"clinic.backup(Path('{tmp_path}/clinic.zip'), progress=die)",
        -9,
    )
    assert not (tmp_path / "clinic.zip").exists()
    clinic.run("backup", tmp_path / "clinic.zip")
    clinic.run("backup", tmp_path / "clinic.zip", "--verify")


def test_a_restore_killed_in_the_middle_leaves_an_empty_database(
    install: Install, upgraded: Install, tmp_path: Path
) -> None:
    populated(upgraded).run("backup", tmp_path / "clinic.zip")
    fresh = install()
    fresh.python(
        KILLED_AT.format(moment="reading back records.snapshot")
        + f"clinic.restore(Path('{tmp_path}/clinic.zip'), progress=die)",
        -9,
    )
    assert fresh.python(COUNT).strip() == "0"
    fresh.run("restore", tmp_path / "clinic.zip")
    assert fresh.python(COUNT).strip() == "3"


def test_a_backup_is_of_one_moment_while_others_write(upgraded: Install, tmp_path: Path) -> None:
    clinic = populated(upgraded)
    assert clinic.python(WHILE_OTHERS_WRITE.format(archive=tmp_path / "clinic.zip")).split() == ["4", "3"]


def populated(upgraded: Install) -> Installation:
    clinic = upgraded()
    clinic.python(POPULATE)
    return clinic
