"""Records out of the clinic: what people entered is in them, free text and forecasts are not."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bidewell.actions.exporting import export_records, last_day_of_records
from bidewell.actions.importing.folders import import_folder
from bidewell.exchange.reading import read_records
from bidewell.records.models import Answer, AuditEvent, CheckIn, FreeText, InstrumentVersion, Session
from tests.clinic.cast import NOW
from tests.clinic.exports import whole

pytestmark = pytest.mark.django_db


def test_what_was_entered_here_comes_out(cast, tmp_path):
    Session.objects.filter(pk=cast.session.pk).update(status="attended", marked_at=NOW, marked_by=cast.frida)
    export_records(cast.program, tmp_path / "out", by=cast.dana, at=NOW + timedelta(hours=2))
    records = read_records(tmp_path / "out")
    assert records.sessions.row(0, named=True)["status"] == "attended"
    assert records.settings.extract_date == date(2026, 3, 4)
    assert AuditEvent.objects.get(what="records_exported").person == cast.dana


def test_another_programs_records_do_not(cast, tmp_path):
    export_records(cast.elsewhere, tmp_path / "out", by=None, at=NOW)
    assert read_records(tmp_path / "out").episodes["episode"].to_list() == ["E-C1"]
    assert read_records(tmp_path / "out").settings.name == "Elsewhere"


def test_free_text_and_names_are_in_no_file(cast, tmp_path):
    instrument = InstrumentVersion.objects.create(
        program=cast.program, code="alliance", rater="client", role="alliance", item="total", minimum=1, maximum=5,
        place=0,
    )  # fmt: skip
    check_in = CheckIn.objects.create(
        program=cast.program, episode=cast.episode, key="K1", instrument=instrument, rater="client", status="answered",
        at=NOW, answered_at=NOW,
    )  # fmt: skip
    Answer.objects.create(check_in=check_in, item="total", value=4)
    FreeText.objects.create(check_in=check_in, text="what Casey wrote", written_at=NOW)
    export_records(cast.program, tmp_path / "out", by=None, at=NOW)
    written = "".join(file.read_text(encoding="utf-8") for file in (tmp_path / "out").iterdir())
    assert "K1" in written
    for private in ("what Casey wrote", "Casey Reed", "thea@example.org"):
        assert private not in written


def test_nothing_is_written_over(cast, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").touch()
    with pytest.raises(FileExistsError):
        export_records(cast.program, tmp_path / "out", by=None, at=NOW)
    assert not AuditEvent.objects.filter(what="records_exported").exists()


def test_the_extract_date_is_the_last_day_anything_was_recorded(cast, tmp_path):
    import_folder(cast.program, whole(tmp_path / "first"), by=None, at=NOW)
    cast.program.refresh_from_db()
    assert last_day_of_records(cast.program, NOW) == date(2026, 3, 1)
    # Late in the evening of March 2nd where the program is.
    Session.objects.filter(key="A2").update(marked_at=datetime(2026, 3, 3, 3, tzinfo=UTC))
    assert last_day_of_records(cast.program, NOW) == date(2026, 3, 2)


def test_a_program_without_records_ends_today(cast):
    assert last_day_of_records(cast.program, NOW) == date(2026, 3, 4)
