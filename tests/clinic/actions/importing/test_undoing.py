"""An import taken back: exactly what it did, and only while nobody has built on it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bidewell.actions.importing.folders import import_folder
from bidewell.actions.importing.states import ImportState
from bidewell.actions.importing.undoing import undo_import
from bidewell.actions.merging import merge_clients
from bidewell.actions.refusals import Refused
from bidewell.records.frames import program_records
from bidewell.records.models import (
    Assignment,
    AuditEvent,
    CheckIn,
    Client,
    Episode,
    ImportBatch,
    ImportedRow,
    InstrumentVersion,
    Membership,
    Person,
    Session,
    Site,
    Snapshot,
)  # fmt: skip
from tests.clinic.cast import DAY, NOW, booked
from tests.clinic.exports import WHOLE, whole

pytestmark = pytest.mark.django_db
CORRECTED = {
    "sessions": [row.replace("no_show,T9,sick", "attended,T8,") for row in WHOLE["sessions"]],
    "checkins": [row.replace("total,4", "total,2").replace("bond,3.5", "task,1") for row in WHOLE["checkins"]],
    "episodes": ["X1,P3,South,2026-01-05,,,35", "X2,P2,,2026-01-06,2026-02-25,completed,29"],
    "assignments": ["X1,T8,2026-01-05,", "X2,T8,2026-01-06,2026-02-22"],
    "factors": ["X1,travel_minutes,45,,", "X2,court_order,probation,2026-01-06,"],
}  # fmt: skip


def take(cast, folder):
    return ImportBatch.objects.get(ref=import_folder(cast.program, folder, by=None, at=NOW).batch)


def counts():
    models = (Client, Episode, Session, CheckIn, Person, Membership, Site, InstrumentVersion, Snapshot)
    return [model.objects.count() for model in models]


def frames(cast):
    cast.program.refresh_from_db()
    records = program_records(cast.program, as_of=cast.program.extract_date or DAY)
    return [getattr(records, name) for name in ("episodes", "sessions", "checkins", "assignments", "factors")]


def test_what_it_made_is_gone(cast, tmp_path):
    before = counts()
    batch = take(cast, whole(tmp_path / "first"))
    undo_import(batch, by=cast.dana, at=NOW)
    assert counts() == before
    batch.refresh_from_db()
    assert batch.state == ImportState.UNDONE
    assert not ImportedRow.objects.exists()
    assert AuditEvent.objects.get(what="import_taken_back").person == cast.dana


def test_rows_are_restored_together_not_one_by_one(cast):
    batch = ImportBatch.objects.create(program=cast.program, source="n", digest="d", state="done", started_at=NOW)
    for place in range(20):
        one = Assignment.objects.create(
            episode=cast.episode, therapist=cast.memberships["tom"], from_day=DAY - timedelta(days=place)
        )
        before = {"was": {"to_day": "2026-03-05", "therapist_id": cast.memberships["thea"].pk}}
        ImportedRow.objects.create(batch=batch, table="assignments", object_id=one.pk, before=before)
    with CaptureQueriesContext(connection) as asked:
        undo_import(batch, by=cast.dana, at=NOW)
    assert sum(one["sql"].startswith('UPDATE "records_assignment"') for one in asked) == 1
    assert cast.memberships["thea"].assignments.filter(to_day=date(2026, 3, 5)).count() == 20


def test_what_it_changed_is_as_it_was(cast, tmp_path):
    take(cast, whole(tmp_path / "first"))
    before = frames(cast)
    batch = take(cast, whole(tmp_path / "second", extract_date="2026-03-02", **CORRECTED))
    changed = frames(cast)
    assert not any(one.equals(other) for one, other in zip(before, changed, strict=True))
    undo_import(batch, by=None, at=NOW)
    after = frames(cast)
    assert [one.equals(other) for one, other in zip(before, after, strict=True)] == [True] * 5
    assert cast.program.extract_date.isoformat() == "2026-03-01"


def test_it_can_be_taken_in_again(cast, tmp_path):
    batch = take(cast, whole(tmp_path / "first"))
    undo_import(batch, by=None, at=NOW)
    assert take(cast, tmp_path / "first").state == ImportState.DONE


def test_a_later_import_has_to_be_taken_back_first(cast, tmp_path):
    first = take(cast, whole(tmp_path / "first"))
    take(cast, whole(tmp_path / "second", extract_date="2026-03-02"))
    with pytest.raises(Refused, match="later"):
        undo_import(first, by=None, at=NOW)


def test_an_import_is_taken_back_once(cast, tmp_path):
    batch = take(cast, whole(tmp_path / "first"))
    undo_import(batch, by=None, at=NOW)
    with pytest.raises(Refused):
        undo_import(batch, by=None, at=NOW)


def mark(cast):
    Session.objects.filter(key="A3").update(status="no_show", version=2, marked_by=cast.frida, marked_at=NOW)


def book(cast):
    booked(Episode.objects.get(key="X1"), "by hand", NOW, cast.memberships["thea"])


def book_with_imported_therapist(cast):
    booked(cast.episode, "by hand", NOW, Membership.objects.get(key="T9"))


def offer(cast):
    instrument = InstrumentVersion.objects.get(code="alliance")
    CheckIn.objects.create(
        program=cast.program, episode=cast.episode, key="O", instrument=instrument, rater="client", at=NOW
    )


def invite(cast):
    Person.objects.filter(name="T9").update(email="t9@example.org")


def merge(cast):
    merge_clients(Client.objects.get(key="P1"), cast.casey, by=None, at=NOW)


def merge_into(cast):
    merge_clients(cast.casey, Client.objects.get(key="P1"), by=None, at=NOW)


def move_to_imported_site(cast):
    Episode.objects.filter(pk=cast.episode.pk).update(site=Site.objects.get(name="North"))


@pytest.mark.parametrize(
    "use", [mark, book, book_with_imported_therapist, offer, invite, merge, merge_into, move_to_imported_site]
)
def test_it_is_refused_where_somebody_has_built_on_it(cast, tmp_path, use):
    batch = take(cast, whole(tmp_path / "first"))
    use(cast)
    before = counts()
    with pytest.raises(Refused, match="in use"):
        undo_import(batch, by=None, at=NOW)
    assert counts() == before


def test_it_is_refused_where_somebody_has_changed_what_it_changed(cast, tmp_path):
    take(cast, whole(tmp_path / "first"))
    batch = take(cast, whole(tmp_path / "second", extract_date="2026-03-02", **CORRECTED))
    Session.objects.filter(key="A2").update(status="no_show", version=3)
    with pytest.raises(Refused, match="changed again"):
        undo_import(batch, by=None, at=NOW)
    assert Episode.objects.get(key="X1").site.name == "South"
