"""Two workers, a fit published while forecasts are made, and a machine without room: no forecast is lost or set back."""

import errno
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError

from bidewell.actions import forecasting, snapshots
from bidewell.actions.fitting import publish_fit
from bidewell.records.models import Forecast, Program, Snapshot
from tests.clinic.cast import NOW
from tests.clinic.fitted import fit_row, forecast_program

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def program(db: None) -> Program:
    return forecast_program()


@pytest.fixture
def one(program: Program) -> Snapshot:
    """Somebody whose forecast is to be made anew."""
    found = Snapshot.objects.exclude(forecast=None).order_by("pk").first()
    assert found is not None
    snapshots.touch([found.pk], at=LATER)
    return found


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Any) -> None:
    """Once, between a worker's reading and its storing."""
    usual = forecasting._forecasts

    def making(*arguments: Any) -> Any:
        made = usual(*arguments)
        monkeypatch.setattr(forecasting, "_forecasts", usual)
        act()
        return made

    monkeypatch.setattr(forecasting, "_forecasts", making)


def test_what_a_quicker_worker_made_is_not_set_back(one: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The slower one read before the latest change; the quicker one after it, and was done first."""

    def the_quicker_one() -> None:
        snapshots.touch([one.pk], at=LATER)
        assert forecasting.freshen(LATER) == 1

    before = Forecast.objects.count()
    meanwhile(monkeypatch, the_quicker_one)
    assert forecasting.freshen(LATER) == 1
    assert Forecast.objects.count() == before + 1
    kept = Snapshot.objects.get(pk=one.pk)
    assert kept.forecast == Forecast.objects.filter(episode_id=one.pk).latest("pk") and kept.stale_since is None


def test_what_happens_while_a_forecast_is_made_is_not_lost(one: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    meanwhile(monkeypatch, lambda: snapshots.touch([one.pk], at=LATER))
    forecasting.freshen(LATER)
    assert Snapshot.objects.get(pk=one.pk).stale_since is not None
    assert forecasting.freshen(LATER) == 1
    assert Snapshot.objects.get(pk=one.pk).stale_since is None


def test_a_fit_published_while_forecasts_are_made_is_the_one_they_end_with(
    program: Program, one: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, lambda: publish_fit(fit_row(program, digest="another"), at=LATER))
    while forecasting.freshen(LATER):
        pass
    forecast = Snapshot.objects.get(pk=one.pk).forecast
    assert forecast is not None and forecast.fit.digest == "another"


NOT_OF_A_CLIENT = [OperationalError(), OSError(errno.ENOSPC, "No space left on device"), MemoryError()]


@pytest.mark.parametrize("error", NOT_OF_A_CLIENT)
def test_where_the_database_is_away_or_the_machine_has_no_room_marks_and_forecasts_stay(
    one: Snapshot, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def without_room(*_: object) -> None:
        raise error

    monkeypatch.setattr(forecasting, "_forecasts", without_room)
    with pytest.raises(type(error)):
        forecasting.freshen(LATER)
    kept = Snapshot.objects.get(pk=one.pk)
    assert kept.stale_since == LATER and kept.forecast_id == one.forecast_id is not None


def test_another_fit_never_moves_a_later_mark_back(program: Program) -> None:
    one = Snapshot.objects.exclude(forecast=None).order_by("pk")[0]
    Snapshot.objects.filter(pk=one.pk).update(ratings=[], refreshed_at=NOW + timedelta(minutes=1))
    snapshots.mark([one.pk], at=LATER)
    publish_fit(fit_row(program, digest="another"), at=NOW)
    assert Snapshot.objects.get(pk=one.pk).stale_since >= LATER
    while forecasting.freshen(LATER):
        pass
    assert Snapshot.objects.get(pk=one.pk).ratings == one.ratings
