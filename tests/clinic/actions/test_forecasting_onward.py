"""Forecasts that go on from what was kept: the same as from the whole history, and never from what no longer holds."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from bidewell.actions import forecasting, snapshots
from bidewell.actions.fitting import publish_fit
from bidewell.actions.retention import apply_retention
from bidewell.analysis.forecasting.forecasts import Foreseen, foresee
from bidewell.domain.sessions import CheckInStatus
from bidewell.exchange.saved_model import archive_of
from bidewell.records.frames import program_records
from bidewell.records.models import Answer, CheckIn, Episode, InstrumentVersion, Program, Session, Snapshot
from tests.clinic.cast import DAY, NOW
from tests.clinic.fitted import fit_row, fitted_program, saved

WEEK_LATER = NOW + timedelta(days=7)


@pytest.fixture
def program(db: None) -> Program:
    made = fitted_program()
    _freshen(NOW)
    return made


def _freshen(at: datetime) -> None:
    while forecasting.freshen(at):
        pass


def _with_forecast() -> list[Snapshot]:
    return list(Snapshot.objects.exclude(forecast=None).select_related("episode", "forecast").order_by("pk"))


def _long() -> Snapshot:
    """A client with enough behind that something of it is kept."""
    return next(one for one in _with_forecast() if one.filter_state and one.filter_state["rows"] >= 4)


def _seen(program: Program, with_kept: bool, days: int = 7) -> Foreseen:
    records = program_records(program, as_of=DAY + timedelta(days=days), only_shared_with_therapist=True)
    kept = {one.episode.key: one.filter_state for one in _with_forecast() if one.filter_state}
    found = foresee(records, saved(program), kept=kept if with_kept else None)
    assert found is not None
    return found


def _come_and_rated(episode: Episode, value: float = 2.0, days: int = 6) -> None:
    at = NOW + timedelta(days=days)
    Session.objects.create(
        program=episode.program, episode=episode, key=f"NEW-{days}", scheduled_at=at, status="attended"
    )
    instrument = InstrumentVersion.objects.get(program=episode.program)
    check_in = CheckIn.objects.create(
        program=episode.program, episode=episode, key=f"NEW-{days}", instrument=instrument, rater="client",
        status=CheckInStatus.ANSWERED, at=at, answered_at=at, sharing="therapist",
    )  # fmt: skip
    Answer.objects.create(check_in=check_in, item="alliance", value=value, is_score=True)
    snapshots.touch([episode.pk], at=max(at, NOW))


def _assert_same(one: Foreseen, other: Foreseen) -> None:
    for name in ("mean", "low", "high"):
        assert getattr(one.chances, name) == pytest.approx(getattr(other.chances, name), abs=1e-10)
    assert one.split.shares == pytest.approx(other.split.shares, abs=1e-10)
    assert one.stand.level == pytest.approx(other.stand.level, abs=1e-10)


def test_everyone_with_a_forecast_has_a_kept_state_and_nobody_else(program: Program) -> None:
    states = {one.pk: one.filter_state for one in _with_forecast()}
    assert all(state["model"] == saved(program).forecast.digest for state in states.values() if state)
    assert sum(state["rows"] > 0 for state in states.values() if state) > 5 and all(states.values())
    assert not Snapshot.objects.filter(forecast=None, filter_state__isnull=False).exists()


def test_after_a_new_session_and_rating_the_forecast_is_that_of_the_whole_history(program: Program) -> None:
    one = _long()
    _come_and_rated(one.episode)
    onward, whole = _seen(program, with_kept=True), _seen(program, with_kept=False)
    place = onward.record_episodes.index(one.episode.key)
    assert not onward.stand.is_replayed[place] and whole.stand.is_replayed.all()
    assert onward.stand.kept.rows[place] > one.filter_state["rows"]
    _assert_same(onward, whole)


def test_a_forecast_is_made_from_the_kept_state_and_a_new_one_is_kept(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, replayed = _long(), []
    made = Foreseen.kept

    def noting(seen: Foreseen) -> object:
        replayed.extend(np.array(seen.record_episodes)[seen.stand.is_replayed])
        return made(seen)

    monkeypatch.setattr(Foreseen, "kept", noting)
    _come_and_rated(one.episode)
    forecasting.freshen(WEEK_LATER)
    now = Snapshot.objects.get(pk=one.pk)
    assert one.episode.key not in replayed
    assert now.filter_state["rows"] > one.filter_state["rows"] and now.forecast_id != one.forecast_id


def test_a_rating_that_comes_late_is_no_reason_to_trust_the_kept_state(program: Program) -> None:
    one = _long()
    first = Session.objects.filter(episode=one.episode, status="attended").earliest("scheduled_at")
    _come_and_rated(one.episode, 1.0, days=(first.scheduled_at - NOW).days)
    onward = _seen(program, with_kept=True)
    assert onward.stand.is_replayed[onward.record_episodes.index(one.episode.key)]
    _assert_same(onward, _seen(program, with_kept=False))


def test_a_damaged_state_is_made_anew(program: Program) -> None:
    one = _long()
    Snapshot.objects.filter(pk=one.pk).update(filter_state=one.filter_state | {"belief.mean": [9.0, 0.0]})
    snapshots.touch([one.pk], at=WEEK_LATER)
    forecasting.freshen(NOW)
    now = Snapshot.objects.select_related("forecast").get(pk=one.pk)
    assert now.filter_state == one.filter_state
    assert now.forecast is not None and one.forecast is not None and now.forecast.stayed == one.forecast.stayed


def test_another_fit_keeps_states_of_its_own(program: Program) -> None:
    before, fit = _long(), saved(program)
    moved = replace(fit, forecast=replace(fit.forecast, mode=fit.forecast.mode * 1.01))
    publish_fit(fit_row(program, digest="another", artefact=archive_of(moved)), at=WEEK_LATER)
    _freshen(NOW)
    now = Snapshot.objects.get(pk=before.pk)
    assert now.filter_state["model"] == moved.forecast.digest != before.filter_state["model"]
    assert now.filter_state["rows"] == before.filter_state["rows"]


def test_what_a_schedule_deletes_is_in_no_kept_state(program: Program) -> None:
    one = _long()
    program.keep_answers_days = 1
    apply_retention(program, by=None, at=WEEK_LATER)
    assert Snapshot.objects.get(pk=one.pk).filter_state is None
    _freshen(NOW)
    now = Snapshot.objects.get(pk=one.pk)
    assert now.filter_state["rated.rows"] == 0 < one.filter_state["rated.rows"]
