"""The data manager's pages: imports from the inbox, their reports, exports, unmatched rows, duplicates. Nothing clinical."""

import io
import zipfile
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bidewell.actions.importing.folders import import_folder
from bidewell.actions.importing.inbox import inbox_of
from bidewell.actions.importing.taking_back import TAKE_BACK
from bidewell.actions.importing.watching import IMPORT, import_watched
from bidewell.actions.jobs import running
from bidewell.actions.jobs.asking import ask_for
from bidewell.actions.jobs.registry import KINDS
from bidewell.actions.merging import merge_clients
from bidewell.exchange.reading import read_records
from bidewell.records.models import AuditEvent, Client, ImportBatch, Job, Person, Session
from tests.clinic.cast import NOW
from tests.clinic.exports import export, whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_ten")]


@pytest.fixture
def inbox(cast, tmp_path, settings):
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=tmp_path / "home")
    return inbox_of(cast.program)


@pytest.fixture
def dana(cast, browsing, inbox):
    return browsing(cast.dana)


def taken(cast, folder):
    return ImportBatch.objects.get(ref=import_folder(cast.program, folder, by=cast.dana, at=NOW).batch)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def test_the_overview_of_a_program_without_imports(dana):
    assert "No records have come in yet" in text(dana.get(reverse("data")))


def test_the_overview_lists_imports_and_what_waits(cast, dana, inbox, tmp_path):
    taken(cast, whole(tmp_path / "first"))
    taken(cast, export(tmp_path / "night", extract_date="2026-03-02", factors=["X9,travel_minutes,30,,"]))
    whole(inbox / "2026-03-03")
    page = text(dana.get(reverse("data")))
    assert "first" in page and "1 row points to nothing here" in page and "2026-03-03" in page


def test_a_running_import_says_what_it_is_at(cast, dana):
    Job.objects.create(
        kind=IMPORT, program=cast.program, state="running", due_at=NOW, started_at=NOW, words="writing sessions"
    )
    assert "writing sessions" in text(dana.get(reverse("data")))


def test_a_job_that_failed_is_said(cast, dana):
    Job.objects.create(kind=IMPORT, program=cast.program, state="failed", due_at=NOW, outcome="DatabaseError at x.py:1")
    assert "could not be run" in text(dana.get(reverse("data")))


def test_an_export_is_tried_and_then_taken_in(cast, dana, inbox):
    whole(inbox / "2026-03-01")
    assert "2026-03-01" in text(dana.get(reverse("imports")))
    asked = dana.post(reverse("import_start"), {"export": "2026-03-01", "what": "try"})
    assert asked.url.startswith(reverse("data"))
    job = Job.objects.get(kind=IMPORT)
    assert job.asked_by == cast.dana and job.argument == {"export": "2026-03-01", "dry_run": True}
    import_watched(job, lambda _words: None, NOW)
    report = reverse("import_report", args=[ImportBatch.objects.get().ref])
    assert "Take it in" in text(dana.get(report))
    assert not Session.objects.filter(key="A1").exists()


def test_a_second_import_is_not_begun_beside_one_that_runs(cast, dana, inbox):
    whole(inbox / "2026-03-01")
    Job.objects.create(kind=IMPORT, program=cast.program, state="running", due_at=NOW, started_at=NOW)
    shown = dana.post(reverse("import_start"), {"export": "2026-03-01", "what": "take"}, follow=True)
    assert "Another import is running" in text(shown)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc", "taken", "nowhere", ""])
def test_only_what_lies_in_the_inbox_can_be_taken_in(dana, name):
    dana.post(reverse("import_start"), {"export": name, "what": "take"})
    assert not Job.objects.exists()


def test_a_zip_is_sent_into_the_inbox(cast, dana, inbox):
    sent = SimpleUploadedFile("../My night (1).zip", b"PK")
    assert "Try it before" in text(dana.post(reverse("import_upload"), {"file": sent}, follow=True))
    assert [path.name for path in (inbox / "uploaded").iterdir()] == ["My-night-1.zip"]
    assert "uploaded/My-night-1.zip" in text(dana.get(reverse("imports")))


@pytest.mark.parametrize("file", [SimpleUploadedFile("a.csv", b"x"), ""])
def test_anything_else_is_not_kept(dana, inbox, file):
    dana.post(reverse("import_upload"), {"file": file})
    assert not list((inbox / "uploaded").glob("*"))


def test_the_report_of_a_refused_export_names_file_row_and_column(cast, dana, tmp_path):
    batch = taken(cast, whole(tmp_path / "wrong", episodes=["X1,P1,North,05/01/2026,,,34"]))
    page = text(dana.get(reverse("import_report", args=[batch.ref])))
    assert "episodes.csv, start" in page and "05/01/2026" not in page


def work():
    """The worker takes up what was asked for."""
    job = running.claim([TAKE_BACK], at=NOW)
    assert job is not None
    running.run(job, KINDS[TAKE_BACK], lambda: NOW)


@pytest.mark.django_db(transaction=True)
def test_an_import_is_taken_back(cast, dana, tmp_path):
    batch = taken(cast, whole(tmp_path / "first"))
    report = reverse("import_report", args=[batch.ref])
    assert "Take this import back" in text(dana.get(report))
    assert "It is being taken back" in text(dana.post(reverse("import_undo", args=[batch.ref]), follow=True))
    assert Client.objects.filter(key="P1").exists()
    work()
    assert "Taken back" in text(dana.get(report))
    assert not Client.objects.filter(key="P1").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("language", "words"), [("en", "in use by now: a session"), ("es", "está en uso")])
def test_it_is_said_why_an_import_could_not_be_taken_back(cast, dana, tmp_path, language, words):
    Person.objects.filter(pk=cast.dana.pk).update(language=language)
    batch = taken(cast, whole(tmp_path / "first"))
    Session.objects.filter(key="A3").update(version=2)
    dana.post(reverse("import_undo", args=[batch.ref]))
    work()
    page = text(dana.get(reverse("import_report", args=[batch.ref])))
    assert words in page and reverse("import_undo", args=[batch.ref]) in page


def test_one_import_is_taken_back_at_a_time(cast, dana, tmp_path):
    batch = taken(cast, whole(tmp_path / "first"))
    ask_for(TAKE_BACK, program=cast.program, at=NOW, by=cast.dana, argument={"import": "another"})
    assert "Another import is being taken back" in text(
        dana.post(reverse("import_undo", args=[batch.ref]), follow=True)
    )


def test_an_import_under_a_later_one_is_not_taken_back(cast, dana, tmp_path):
    first = taken(cast, whole(tmp_path / "first"))
    taken(cast, export(tmp_path / "night", extract_date="2026-03-02", factors=["X9,travel_minutes,30,,"]))
    assert "cannot be taken back any more" in text(dana.post(reverse("import_undo", args=[first.ref]), follow=True))
    assert not Job.objects.exists()


def test_another_programs_import_does_not_exist(cast, browsing, inbox, tmp_path):
    import_folder(cast.elsewhere, whole(tmp_path / "first", name="Elsewhere"), by=None, at=NOW)
    batch = ImportBatch.objects.get()
    for name in ("import_report", "import_undo"):
        call = browsing(cast.dana).get if name == "import_report" else browsing(cast.dana).post
        assert call(reverse(name, args=[batch.ref])).status_code == 404
    assert browsing(cast.dana).get(reverse("data"), {"of": cast.elsewhere.ref}).status_code == 404


def test_unmatched_rows_show_where_and_why_and_nothing_they_hold(cast, dana, tmp_path):
    taken(
        cast,
        export(tmp_path / "night", factors=["NOBODY-9,court_order,probation,,", "NOBODY-8,travel_minutes,7355.5,,"]),
    )
    page = text(dana.get(reverse("unmatched")))
    assert "Its episode is not known." in page and "Factors" in page
    for held in ("NOBODY-9", "court_order", "probation", "7355.5"):
        assert held not in page


def test_the_records_are_taken_out_as_an_archive(cast, dana, tmp_path):
    taken(cast, whole(tmp_path / "first"))
    response = dana.post(reverse("export_download"), {"format": "csv"})
    assert response["Content-Disposition"] == 'attachment; filename="records-2026-03-04.zip"'
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    archive.extractall(tmp_path / "out")
    assert "X1" in read_records(tmp_path / "out" / "records").episodes["episode"]
    assert AuditEvent.objects.get(what="records_exported").person == cast.dana


def test_duplicates_are_merged_and_taken_apart(cast, dana):
    Client.objects.create(program=cast.program, key="C9", name="casey  reed")
    twin = Client.objects.get(key="C9")
    assert "Casey Reed (C1)" in text(dana.get(reverse("duplicates")))
    dana.post(reverse("client_merge"), {"client": twin.ref, "into": cast.casey.ref})
    twin.refresh_from_db()
    assert twin.merged_into == cast.casey
    dana.post(reverse("client_unmerge", args=[twin.ref]))
    twin.refresh_from_db()
    assert twin.merged_into is None
    assert AuditEvent.objects.filter(what__in=("clients_merged", "clients_unmerged")).count() == 2


def test_a_client_of_another_program_cannot_be_merged(cast, dana):
    assert dana.post(reverse("client_merge"), {"client": cast.dev.ref, "into": cast.casey.ref}).status_code == 404
    assert dana.post(reverse("client_unmerge", args=[cast.dev.ref])).status_code == 404
    assert dana.post(reverse("client_merge"), {"client": "no reference", "into": cast.casey.ref}).status_code == 404


def test_merging_twice_is_said(cast, dana):
    merge_clients(cast.noor, cast.casey, by=None, at=NOW)
    shown = dana.post(reverse("client_merge"), {"client": cast.noor.ref, "into": cast.casey.ref}, follow=True)
    assert "merged already" in text(shown)


@pytest.mark.parametrize("name", ["data", "imports", "unmatched", "export", "duplicates"])
def test_nobody_else_comes_in(cast, browsing, inbox, name):
    for person in (cast.thea, cast.sam, cast.pat, cast.frida, cast.ada):
        assert browsing(person).get(reverse(name)).status_code == 403


def fill(cast, number):
    for one in range(number):
        batch = ImportBatch.objects.create(
            program=cast.program, source=f"night {one}", digest="", state="done", started_at=NOW, started_by=cast.dana
        )
        batch.unmatched.create(table="sessions", row=one + 1, reason="unknown_episode")
        Client.objects.create(program=cast.program, key=f"N{one}", name=f"Twin {one // 2}")
        into = Client.objects.create(program=cast.program, key=f"I{one}")
        Client.objects.create(program=cast.program, key=f"M{one}", merged_into=into)


@pytest.mark.parametrize("name", ["data", "imports", "unmatched", "duplicates"])
def test_queries_do_not_grow_with_rows(cast, dana, name, django_assert_max_num_queries):
    dana.get(reverse(name))
    with django_assert_max_num_queries(100) as few:
        dana.get(reverse(name))
    fill(cast, 30)
    with django_assert_max_num_queries(100) as many:
        dana.get(reverse(name))
    assert len(many) <= len(few) + 2
