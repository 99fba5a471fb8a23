"""What a program no longer keeps is deleted, to the day; what it keeps stays."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bidewell.actions.importing.folders import import_folder
from bidewell.actions.importing.inbox import TAKEN, inbox_of
from bidewell.actions.importing.undoing import undo_import
from bidewell.actions.refusals import Refused
from bidewell.actions.retention import DELETED, Deleted, apply_retention, last_run
from bidewell.domain.sessions import CheckInStatus, Rater
from bidewell.records.models import (
    Answer,
    AuditEvent,
    CheckIn,
    Episode,
    Fit,
    Forecast,
    FreeText,
    ImportBatch,
    ImportedRow,
    InstrumentVersion,
    Program,
    SafetyNote,
)  # fmt: skip
from tests.clinic.cast import DAY, NOW, Cast
from tests.clinic.exports import WHOLE, whole

KEPT_DAYS = 100


@pytest.fixture
def harbor(cast: Cast) -> Program:
    """The cast's program, with a short schedule."""
    program = cast.program
    program.keep_answers_days = program.keep_free_text_days = program.keep_forecasts_days = KEPT_DAYS
    program.save()
    return program


def midnight(days_ago: int) -> datetime:
    """The beginning of a day of the program, which is five hours after that of UTC in winter."""
    return datetime(DAY.year, DAY.month, DAY.day, 5, tzinfo=UTC) - timedelta(days=days_ago)


def answered(episode: Episode, at: datetime) -> CheckIn:
    instrument, _ = InstrumentVersion.objects.get_or_create(
        program=episode.program, code="bidewell", rater=Rater.CLIENT
    )
    check_in = CheckIn.objects.create(
        program=episode.program, episode=episode, key=f"K{CheckIn.objects.count()}", instrument=instrument,
        rater=Rater.CLIENT, status=CheckInStatus.ANSWERED, at=at,
    )  # fmt: skip
    Answer.objects.create(check_in=check_in, item="bond", value=4)
    FreeText.objects.create(check_in=check_in, text="The waiting room is cold.", written_at=at)
    SafetyNote.objects.create(check_in=check_in, item="harm", raised_at=at)
    return check_in


def forecast(episode: Episode, at: datetime) -> Forecast:
    fit, _ = Fit.objects.get_or_create(
        program=episode.program,
        defaults={
            "made_at": NOW, "bidewell": "1", "definition": "loss_of_contact", "digest": "d", "seed": 1, "cut": DAY, "clients": 20,
            "contacts": 100, "left": 5, "has_alliance": True, "is_trusted": True, "artefact": b"",
        },
    )  # fmt: skip
    return Forecast.objects.create(
        episode=episode,
        fit=fit,
        as_of=at.date(),
        made_at=at,
        stayed=0.8,
        low=0.7,
        high=0.9,
        typical=0.8,
        state="steady",
        document={},
    )


def test_the_last_day_of_the_term_is_kept_and_the_day_before_it_goes(cast: Cast, harbor: Program) -> None:
    kept, gone = (
        answered(cast.episode, midnight(KEPT_DAYS)),
        answered(cast.episode, midnight(KEPT_DAYS) - timedelta(seconds=1)),
    )
    assert apply_retention(harbor, by=None, at=NOW) == Deleted(check_ins=1, free_texts=1)
    assert list(Answer.objects.values_list("check_in", flat=True)) == [kept.pk]
    assert list(FreeText.objects.values_list("check_in", flat=True)) == [kept.pk]
    assert list(SafetyNote.objects.values_list("check_in", flat=True)) == [kept.pk]
    assert CheckIn.objects.filter(pk=gone.pk, status=CheckInStatus.ANSWERED).exists(), "that it was answered is kept"


def test_forecasts_have_a_term_of_their_own(cast: Cast, harbor: Program) -> None:
    kept, _gone = (
        forecast(cast.episode, midnight(KEPT_DAYS)),
        forecast(cast.episode, midnight(KEPT_DAYS) - timedelta(seconds=1)),
    )
    assert apply_retention(harbor, by=None, at=NOW) == Deleted(forecasts=1)
    assert list(Forecast.objects.all()) == [kept]


def test_a_caseload_that_showed_an_old_forecast_shows_none(cast: Cast, harbor: Program) -> None:
    cast.episode.snapshot.forecast = forecast(cast.episode, midnight(KEPT_DAYS + 1))
    cast.episode.snapshot.save()
    apply_retention(harbor, by=None, at=NOW)
    cast.episode.snapshot.refresh_from_db()
    assert cast.episode.snapshot.forecast is None


def test_another_programs_records_are_left_alone(cast: Cast, harbor: Program) -> None:
    answered(cast.devs, midnight(KEPT_DAYS + 1))
    assert apply_retention(harbor, by=None, at=NOW).is_nothing
    assert Answer.objects.count() == 1


def test_a_run_is_in_the_audit_trail_with_its_counts_and_nothing_else(cast: Cast, harbor: Program) -> None:
    answered(cast.episode, midnight(KEPT_DAYS + 1))
    apply_retention(harbor, by=None, at=NOW)
    run = last_run(harbor)
    assert run is not None and run.detail == vars(Deleted(1, 1, 0))
    apply_retention(harbor, by=None, at=NOW)
    assert AuditEvent.objects.filter(what=DELETED).count() == 1, "a run that deletes nothing says nothing"


def test_more_rows_than_one_batch_are_all_deleted(cast: Cast, harbor: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bidewell.actions.retention.ROWS_AT_ONCE", 2)
    for _ in range(5):
        answered(cast.episode, midnight(KEPT_DAYS + 1))
    assert apply_retention(harbor, by=None, at=NOW) == Deleted(check_ins=5, free_texts=5)
    assert not Answer.objects.exists()


def test_the_sparkline_forgets_deleted_ratings(cast: Cast, harbor: Program) -> None:
    old = midnight(KEPT_DAYS + 1)
    answered(cast.episode, old)
    cast.episode.snapshot.ratings = [[old.date().isoformat(), 4.0]]
    cast.episode.snapshot.save()
    apply_retention(harbor, by=None, at=NOW)
    cast.episode.snapshot.refresh_from_db()
    assert cast.episode.snapshot.ratings == []


def test_what_old_imports_left_behind_goes_too_and_they_cannot_be_taken_back(harbor: Program, tmp_path: Path) -> None:
    batch = taken_in(harbor, tmp_path / "old", midnight(KEPT_DAYS) - timedelta(seconds=1))
    recent = taken_in(harbor, tmp_path / "recent", midnight(KEPT_DAYS), "2026-03-02")
    put_away = inbox_of(harbor) / TAKEN
    put_away.mkdir()
    for name, at in (("old.zip", midnight(KEPT_DAYS + 1)), ("recent.zip", NOW)):
        (put_away / name).write_bytes(b"answers")
        os.utime(put_away / name, (at.timestamp(), at.timestamp()))
    deleted = apply_retention(harbor, by=None, at=NOW)
    assert deleted.traces_of_imports > 10
    assert not ImportedRow.objects.filter(batch=batch).exists() and ImportedRow.objects.filter(batch=recent).exists()
    assert [path.name for path in put_away.iterdir()] == ["recent.zip"]
    undo_import(recent, by=None, at=NOW)
    with pytest.raises(Refused, match="no longer kept"):
        undo_import(batch, by=None, at=NOW)


def test_a_watched_folder_that_is_wrong_keeps_nothing_from_being_deleted(
    cast: Cast, harbor: Program, tmp_path: Path
) -> None:
    answered(cast.episode, midnight(KEPT_DAYS) - timedelta(seconds=1))
    batch = taken_in(harbor, tmp_path / "old", midnight(KEPT_DAYS) - timedelta(seconds=1))
    harbor.watched_folder = "../elsewhere"
    harbor.save()
    deleted = apply_retention(harbor, by=None, at=NOW)
    assert deleted.free_texts == 1 and not FreeText.objects.exists()
    assert not ImportedRow.objects.filter(batch=batch).exists()


def taken_in(program: Program, folder: Path, at: datetime, extract_date: str = "2026-03-01") -> ImportBatch:
    later = [row.replace("no_show", "attended") for row in WHOLE["sessions"]]
    tables = {"sessions": later} if extract_date != "2026-03-01" else {}
    report = import_folder(program, whole(folder, extract_date=extract_date, **tables), by=None, at=at)
    return ImportBatch.objects.get(ref=report.batch)
