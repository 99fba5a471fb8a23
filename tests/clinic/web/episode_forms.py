"""The forms of an episode as tests send them: with the version of it that was seen."""

from datetime import date
from typing import Any

from django.test import Client as Browser

from bidewell.records.models import Episode, Factor
from tests.clinic.cast import NOW, Cast


def at(cast: Cast, form: str) -> str:
    return f"/caseload/episodes/{cast.episode.ref}/{form}"


def version(cast: Cast) -> str:
    return str(Episode.objects.get(pk=cast.episode.pk).version)


def post(browser: Browser, cast: Cast, form: str, **sent: object) -> Any:
    return browser.post(at(cast, form), {"version": version(cast), **sent})


def court_order(cast: Cast) -> Factor:
    return Factor.objects.create(
        episode=cast.episode, name="court_order", value="diversion", from_day=date(2026, 1, 5), recorded_at=NOW
    )
