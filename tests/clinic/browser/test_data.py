"""The data manager's pages, in a browser: an export is tried, taken in and taken back; duplicates are merged."""

from dataclasses import replace

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from bidewell.actions.importing.folders import import_folder
from bidewell.actions.importing.inbox import inbox_of
from bidewell.actions.importing.taking_back import TAKE_BACK
from bidewell.actions.importing.watching import IMPORT
from bidewell.actions.jobs.registry import KINDS
from bidewell.records.models import Client, ImportBatch, Job, Person
from tests.accessibility import violations
from tests.clinic.browser.conftest import DESK, PHONE, picture
from tests.clinic.cast import NOW, make_cast
from tests.clinic.exports import export, whole

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clinic(transactional_db, tmp_path, settings):
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=tmp_path / "home")
    cast = make_cast()
    cast.program.watched_folder = "harbor"
    cast.program.save()
    return cast


def work():
    """What the worker would do."""
    for job in Job.objects.filter(kind__in=(IMPORT, TAKE_BACK), state="waiting"):
        KINDS[job.kind].run(job, lambda _words: None, NOW)
        Job.objects.filter(pk=job.pk).update(state="done")


def test_an_export_is_tried_taken_in_and_taken_back(clinic, desk_page):
    whole(inbox_of(clinic.program) / "2026-03-01")
    page = desk_page(clinic.dana)
    page.goto(reverse("imports"))
    assert violations(page) == []
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("It has begun")).to_be_visible()
    expect(page.get_by_text("waits for its turn")).to_be_visible()
    assert violations(page) == []
    work()
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("link", name="2026-03-01").click()
    expect(page.get_by_role("button", name="Take it in")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("link", name="Look again")).to_be_visible()
    work()
    page.goto(reverse("data"))
    page.get_by_role("row", name="Taken in").get_by_role("link").click()
    page.get_by_role("button", name="Take this import back").click()
    expect(page.get_by_text("It is being taken back")).to_be_visible()
    assert violations(page) == []
    work()
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_text("Taken back 4 March 2026")).to_be_visible()
    assert not Client.objects.filter(key="P1").exists()


def everything(cast, tmp_path):
    import_folder(cast.program, whole(tmp_path / "first"), by=cast.dana, at=NOW)
    night = export(
        tmp_path / "night",
        extract_date="2026-03-02",
        factors=["X9,travel_minutes,30,,"],
        sessions=["A9,X8,2026-03-01T10:00-05:00,attended,T1,"],
    )
    import_folder(cast.program, night, by=None, at=NOW)
    wrong = whole(tmp_path / "wrong", extract_date="2026-03-03", episodes=["X1,P1,North,05/01/2026,,,34"])
    import_folder(cast.program, wrong, by=None, at=NOW)
    Client.objects.create(program=cast.program, key="C9", name="Casey Reed", phone="555 0100", email="c@example.org")
    Client.objects.create(program=cast.program, key="C8", name="N. Haddad", merged_into=cast.noor)
    Job.objects.create(
        kind=IMPORT, program=cast.program, state="running", due_at=NOW, started_at=NOW, words="writing sessions"
    )
    whole(inbox_of(cast.program) / "2026-03-03")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("look", ["light", "dark", "spanish"])
def test_nothing_is_wrong_with_any_page(clinic, page_of, tmp_path, size, look):
    everything(clinic, tmp_path)
    options = {"color_scheme": "dark"} if look == "dark" else {}
    Person.objects.update(language="es" if look == "spanish" else "en")
    page = page_of(clinic.dana, size, **options)
    reports = [reverse("import_report", args=[one.ref]) for one in ImportBatch.objects.order_by("id")]
    for address in [*map(reverse, ("data", "imports", "unmatched", "export", "duplicates")), *reports]:
        page.goto(address)
        assert violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
        name = address.strip("/").replace("/", "-") if "imports/" not in address else f"report-{reports.index(address)}"
        picture(page, f"data-{name}-{look}-{'desk' if size is DESK else 'phone'}")


def test_empty_pages_are_right_too(clinic, phone_page):
    page = phone_page(clinic.dana)
    for name in ("data", "imports", "unmatched", "duplicates"):
        page.goto(reverse(name))
        assert violations(page) == []
        picture(page, f"data-empty-{name}")
