"""The settings of a program: saved section by section, told when somebody else was first, and nobody else's."""

from datetime import time

import pytest
from django.test import Client as Browser
from django.urls import reverse

from bidewell.records.models import AuditEvent, Program, Site
from tests.clinic.cast import DAY, NOW, Browsing, Cast


@pytest.fixture
def ada(cast: Cast, browsing: Browsing) -> Browser:
    return browsing(cast.ada)


def save(ada: Browser, section: str, **values: object) -> int:
    return ada.post(reverse("change_settings", args=[section]), values).status_code


def test_a_day_is_kept_in_the_form_whatever_the_language_of_the_page(cast: Cast, ada: Browser) -> None:
    """Its own notation is all that a browser's picker reads: shown otherwise, the day would be lost when saved again."""
    Program.objects.filter(pk=cast.program.pk).update(use_policy_signed_on=DAY)
    for language in ("en", "es"):
        ada.post(reverse("language"), {"language": language})
        assert f'value="{DAY.isoformat()}"' in ada.get(reverse("program_settings")).content.decode()


def test_a_section_is_saved_and_the_trail_names_what_changed_but_not_the_words(cast: Cast, ada: Browser) -> None:
    assert save(ada, "words", version=1, promise_en="Only your counselor sees this.", promise_es="") == 302
    cast.program.refresh_from_db()
    assert cast.program.promise == {"en": "Only your counselor sees this."}
    event = AuditEvent.objects.get(what="program_changed")
    assert event.detail == {"changed": ["promise"]} and event.person == cast.ada


@pytest.mark.parametrize(
    "section, values, column, expected",
    [
        ("messages", {"quiet_from": "21:00", "quiet_to": "09:00", "link_valid_hours": 48}, "quiet_from", time(21)),
        ("keeping", {"keep_answers_days": 100, "keep_free_text_days": 30, "keep_forecasts_days": 90}, "keep_answers_days", 100),
        ("staff", {"private_window_days": 60, "use_policy_signed_on": ""}, "private_window_days", 60),
        ("requests", {"requests_text_en": "We say nothing."}, "requests_text", {"en": "We say nothing."}),
        ("folder", {"watched_folder": "harbor"}, "watched_folder", "harbor"),
        (
            "name",
            {
                "name": "Harbor House", "staff_word": "counselor", "default_language": "es", "time_zone": "America/Chicago",
                "default_planned_interval_days": 14,
            },
            "name",
            "Harbor House",
        ),
    ],
)  # fmt: skip
def test_each_section_saves_its_own(
    cast: Cast, ada: Browser, section: str, values: dict[str, object], column: str, expected: object
) -> None:
    assert save(ada, section, version=1, **values) == 302
    cast.program.refresh_from_db()
    assert getattr(cast.program, column) == expected


@pytest.mark.parametrize(
    "section, values",
    [
        ("keeping", {"keep_answers_days": 1, "keep_free_text_days": 30, "keep_forecasts_days": 90}),
        ("messages", {"quiet_from": "late", "quiet_to": "09:00", "link_valid_hours": 48}),
        ("folder", {"watched_folder": "../etc"}),
        (
            "name",
            {
                "name": "",
                "staff_word": "boss",
                "default_language": "en",
                "time_zone": "Mars",
                "default_planned_interval_days": 0,
            },
        ),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    cast: Cast, ada: Browser, section: str, values: dict[str, object]
) -> None:
    assert save(ada, section, version=1, **values) == 400
    cast.program.refresh_from_db()
    assert cast.program.version == 1


def test_the_second_of_two_people_is_told_and_keeps_what_was_typed(cast: Cast, ada: Browser) -> None:
    save(ada, "folder", version=1, watched_folder="first")
    response = ada.post(reverse("change_settings", args=["folder"]), {"version": 1, "watched_folder": "second"})
    words = response.content.decode()
    assert response.status_code == 400 and "Somebody else has changed this" in words and 'value="second"' in words
    cast.program.refresh_from_db()
    assert cast.program.watched_folder == "first"


def test_a_section_that_is_none_does_not_exist(cast: Cast, ada: Browser) -> None:
    assert save(ada, "nonsense", version=1) == 404


def test_a_column_that_no_section_names_cannot_be_written(cast: Cast, ada: Browser) -> None:
    save(ada, "folder", version=1, watched_folder="x", is_demo="on", name="Taken over")
    cast.program.refresh_from_db()
    assert cast.program.name == "Harbor" and not cast.program.is_demo


def test_another_program_is_not_ones_own_to_change(cast: Cast, ada: Browser) -> None:
    assert save(ada, "folder", version=1, watched_folder="x", program=str(cast.elsewhere.ref)) == 404


def test_sites_are_added_and_renamed_but_not_twice_the_same(cast: Cast, ada: Browser) -> None:
    ada.post(reverse("add_site"), {"name": "East Side"})
    ada.post(reverse("add_site"), {"name": "East Side"})
    assert list(cast.program.sites.order_by("name").values_list("name", flat=True)) == ["East Side", "Main Street"]
    response = ada.post(reverse("rename_site", args=[cast.site.ref]), {"name": "East Side"}, follow=True)
    assert "already is a site" in response.content.decode()
    ada.post(reverse("rename_site", args=[cast.site.ref]), {"name": "West Side"})
    cast.site.refresh_from_db()
    assert cast.site.name == "West Side"


def test_a_site_of_another_program_cannot_be_renamed(cast: Cast, ada: Browser) -> None:
    there = Site.objects.create(program=cast.elsewhere, name="There")
    assert ada.post(reverse("rename_site", args=[there.ref]), {"name": "Ours"}).status_code == 404


def test_what_the_schedule_last_deleted_is_shown(cast: Cast, ada: Browser) -> None:
    assert "Nothing has been deleted" in ada.get(reverse("program_settings")).content.decode()
    AuditEvent.objects.create(
        what="old_records_deleted",
        program=cast.program,
        at=NOW,
        detail={"check_ins": 17, "free_texts": 3, "forecasts": 40},
    )
    assert "answers of 17 check-ins" in ada.get(reverse("program_settings")).content.decode()
