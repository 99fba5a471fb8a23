"""The watched folder: what is complete is taken in and put away; nothing is lost, no link followed, no archive believed."""

import json
import os
import shutil
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError

from bidewell.actions.importing import folders
from bidewell.actions.importing.archives import ArchiveRefused, unpack
from bidewell.actions.importing.inbox import inbox_of
from bidewell.actions.importing.watching import IMPORT, import_watched, watch_inbox
from bidewell.actions.refusals import Refused
from bidewell.records.models import Episode, ImportBatch, Job
from tests.clinic.cast import NOW
from tests.clinic.exports import whole

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=2)


def quiet(_words):
    pass


@pytest.fixture
def inbox(cast, tmp_path, settings):
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=tmp_path / "home")
    cast.program.watched_folder = "harbor"
    cast.program.save()
    return inbox_of(cast.program)


def zipped(folder: Path, archive: Path, more: dict[str, str] | None = None) -> Path:
    with zipfile.ZipFile(archive, "w") as opened:
        for file in folder.iterdir():
            opened.write(file, f"night/{file.name}")
        for name, text in (more or {}).items():
            opened.writestr(name, text)
    shutil.rmtree(folder)
    return archive


def look(at=NOW):
    job = Job.objects.create(kind="watch_inbox", state="done", due_at=at)
    watch_inbox(job, quiet, at)
    return Job.objects.filter(kind=IMPORT, state="waiting").first()


def take(cast, at=LATER, **argument):
    job = Job.objects.create(
        kind=IMPORT, program=cast.program, state="done", due_at=at, asked_by=cast.dana, argument=argument
    )
    return import_watched(job, quiet, at)


def names(folder: Path):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_ready_export_is_taken_in_and_put_away_with_its_report(cast, inbox):
    (whole(inbox / "2026-03-01") / "READY").touch()
    assert look().program == cast.program
    assert take(cast) == "done"
    assert Episode.objects.filter(key="X1").exists()
    assert names(inbox / "taken") == ["20260304T150200Z-2026-03-01", "20260304T150200Z-2026-03-01.report.json"]
    report = json.loads((inbox / "taken" / "20260304T150200Z-2026-03-01.report.json").read_text())
    assert report["state"] == "done" and report["tables"]["episodes"]["new"] == 2


def test_an_export_that_is_still_being_written_is_left(cast, inbox):
    folder = whole(inbox / "2026-03-01")
    assert look() is None
    (folder / "factors.csv").write_text("episode,name,value\n", encoding="utf-8")
    assert look(LATER) is None
    assert look(LATER + timedelta(minutes=2)) is not None
    assert (folder / "episodes.csv").exists()


def test_a_zip_is_taken_in_too(cast, inbox):
    zipped(whole(inbox / "night"), inbox / "night.zip", {"__MACOSX/readme": "no table"})
    (inbox / "night.zip.READY").touch()
    assert take(cast) == "done"
    assert names(inbox / "taken")[0] == "20260304T150200Z-night.zip"
    assert names(inbox / "working") == []
    assert not (inbox / "night.zip.READY").exists()


def test_a_refused_export_is_put_away_too(cast, inbox):
    (whole(inbox / "2026-03-01", episodes=["X1,P1,,05/01/2026,,,"]) / "READY").touch()
    assert take(cast) == "refused"
    assert len(names(inbox / "refused")) == 2
    assert not Episode.objects.filter(key="X1").exists()


@pytest.mark.parametrize("name", ["../episodes.csv", "/episodes.csv", "a/../../episodes.csv", "..\\episodes.csv"])
def test_an_archive_that_leads_out_is_refused(cast, inbox, name):
    zipped(whole(inbox / "night"), inbox / "night.zip", {name: "episode,client\n"})
    (inbox / "night.zip.READY").touch()
    assert take(cast) == "refused"
    assert ImportBatch.objects.get().state == "refused"
    assert names(inbox / "refused")[0].endswith("night.zip")


def test_an_archive_that_grows_without_end_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("episodes.csv", "0" * 3_000_000)
    (tmp_path / "out").mkdir()
    with pytest.raises(ArchiveRefused):
        unpack(tmp_path / "bomb.zip", tmp_path / "out", largest=2_000_000)


def test_an_archive_with_a_link_is_refused(tmp_path):
    entry = zipfile.ZipInfo("episodes.csv")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as opened:
        opened.writestr(entry, "/etc/passwd")
    (tmp_path / "out").mkdir()
    with pytest.raises(ArchiveRefused):
        unpack(tmp_path / "link.zip", tmp_path / "out")
    assert names(tmp_path / "out") == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"a,b\n1,2\n"])
def test_what_is_no_archive_is_refused(tmp_path, content):
    (tmp_path / "no.zip").write_bytes(content)
    (tmp_path / "out").mkdir()
    with pytest.raises(ArchiveRefused):
        unpack(tmp_path / "no.zip", tmp_path / "out")


def test_links_are_never_followed(cast, inbox, tmp_path):
    outside = whole(tmp_path / "outside")
    (outside / "READY").touch()
    (inbox / "link").symlink_to(outside)
    inside = whole(inbox / "inside")
    (inside / "READY").touch()
    (inside / "sessions.csv").unlink()
    (inside / "sessions.csv").symlink_to(outside / "sessions.csv")
    assert take(cast) == "refused"
    assert (outside / "episodes.csv").exists() and (inbox / "link").is_symlink()
    assert not Episode.objects.filter(key="X1").exists()


def test_a_watched_folder_cannot_lead_out_of_the_inbox(cast, inbox):
    for name in ("..", "../elsewhere", "/etc", ".hidden", "a\0b"):
        cast.program.watched_folder = name
        with pytest.raises(Refused):
            inbox_of(cast.program)


def test_what_a_process_that_died_was_at_is_taken_in_again(cast, inbox):
    folder = whole(inbox / "2026-03-01")
    (inbox / "working" / ".unpacked-left").mkdir(parents=True)
    os.rename(folder, inbox / "working" / "2026-03-01")
    assert look() is not None
    assert take(cast) == "done"
    assert names(inbox / "working") == []


def test_one_name_twice_is_kept_twice(cast, inbox):
    for client in ("P1", "P5"):
        (
            whole(inbox / "night", episodes=[f"X1,{client},,2026-01-05,,,", "X2,P2,,2026-01-06,2026-02-20,left,29"])
            / "READY"
        ).touch()
        take(cast)
    assert len(names(inbox / "taken")) == 4


def test_one_export_can_be_tried_without_taking_it_in(cast, inbox):
    whole(inbox / "2026-03-01")
    assert take(cast, export="2026-03-01", dry_run=True) == "tried"
    batch = ImportBatch.objects.get()
    assert batch.state == "tried" and batch.report["tables"]["sessions"]["new"] == 4
    assert (inbox / "2026-03-01").exists() and not Episode.objects.filter(key="X1").exists()
    assert take(cast, export="2026-03-01") == "done"
    with pytest.raises(Refused):
        take(cast, export="2026-03-01", dry_run=True)


def test_two_programs_do_not_share_a_watched_folder(cast, inbox):
    cast.elsewhere.watched_folder = "harbor"
    cast.elsewhere.save()
    (whole(inbox / "2026-03-01") / "READY").touch()
    assert look() is None
    assert (inbox / "2026-03-01").exists()


def test_an_export_that_cannot_be_read_at_all_is_put_away_and_the_next_is_taken_in(cast, inbox, monkeypatch):
    def broken(*_, **__):
        raise ValueError("Casey Reed")

    (whole(inbox / "2026-03-01") / "READY").touch()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(folders, "read_export", broken)
        with pytest.raises(ValueError):
            take(cast)
    assert names(inbox / "working") == [] and len(names(inbox / "refused")) == 2
    report = json.loads((inbox / "refused" / "20260304T150200Z-2026-03-01.report.json").read_text())
    assert report["state"] == "refused"
    assert report["error"].startswith("ValueError at actions/importing/test_watched_folder.py")
    (whole(inbox / "2026-03-02") / "READY").touch()
    assert take(cast) == "done"


def test_an_export_that_met_a_held_database_is_taken_in_later(cast, inbox, monkeypatch):
    def held(*_, **__):
        raise OperationalError("database is locked")

    (whole(inbox / "2026-03-01") / "READY").touch()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(folders, "read_export", held)
        with pytest.raises(OperationalError):
            take(cast)
    assert look() is not None
    assert take(cast) == "done"
