"""Forecasts: fresh after each change, the same as everybody's together, from nothing that was not shared."""

import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bidewell.actions import forecasting, snapshots
from bidewell.actions.fitting import publish_fit
from bidewell.analysis.forecasting.forecasts import foresee
from bidewell.domain.sessions import CheckInStatus, SessionStatus
from bidewell.domain.sharing import Sharing
from bidewell.exchange.saved_model import archive_of
from bidewell.records.frames import program_records
from bidewell.records.models import (
    Answer,
    CheckIn,
    Episode,
    Fit,
    Forecast,
    InstrumentVersion,
    Program,
    Session,
    Snapshot,
)
from tests.clinic.cast import DAY, NOW
from tests.clinic.fitted import fit_row, fitted_program, forecast_program, saved
from tests.clinic.simulated import load, simulated

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def program(db: None) -> Program:
    return forecast_program()


def in_care() -> list[Snapshot]:
    return list(Snapshot.objects.exclude(forecast=None).select_related("episode", "forecast").order_by("pk"))


def numbers(forecast: Forecast | None) -> tuple[object, ...]:
    assert forecast is not None
    return (forecast.stayed, forecast.low, forecast.high, forecast.typical, forecast.state, forecast.document)


def answered(episode: Episode, value: float, sharing: str = Sharing.THERAPIST) -> None:
    instrument = InstrumentVersion.objects.get(program=episode.program)
    check_in = CheckIn.objects.create(
        program=episode.program, episode=episode, key=f"NEW-{episode.pk}-{sharing}", instrument=instrument, rater="client",
        status=CheckInStatus.ANSWERED, at=NOW, answered_at=NOW, sharing=sharing,
    )  # fmt: skip
    Answer.objects.create(check_in=check_in, item="alliance", value=value, is_score=True)
    snapshots.touch([episode.pk], at=LATER)


def rated(number: int = 4) -> Snapshot:
    return next(one for one in in_care() if sum(value is not None for _, value in one.ratings) >= number)


def test_whom_a_client_sees_is_no_reason_told_to_the_therapist(program: Program) -> None:
    records = program_records(program, as_of=DAY)
    seen = foresee(records, saved(program))
    assert seen is not None
    assert any(one.reasons[0].group == "people" or one.reasons[1].group == "people" for one in seen.told("en"))
    told = [forecast.document[code]["reasons"] for forecast in Forecast.objects.all() for code in ("en", "es")]
    assert all(len(reasons) == 2 for reasons in told)
    assert "people" not in {reason["group"] for reasons in told for reason in reasons}


def test_everyone_in_care_has_a_forecast_of_the_fit_in_use(program: Program) -> None:
    known = in_care()
    assert len(known) >= 10
    assert {one.forecast.fit_id for one in known if one.forecast} == {program.fits.get(is_in_use=True).pk}
    assert all(
        one.forecast.as_of == DAY and set(one.forecast.document) >= {"en", "es"} for one in known if one.forecast
    )
    assert not Snapshot.objects.filter(stale_since__isnull=False).exists()


def test_nobody_is_named_in_a_stored_forecast(program: Program) -> None:
    for one in in_care():
        assert one.forecast is not None
        text = str(one.forecast.document)
        assert one.episode.key not in text and one.episode.client.key not in text


def test_one_at_a_time_gives_the_same_as_everybody_together(program: Program) -> None:
    together = {one.pk: numbers(one.forecast) for one in in_care()}
    for one in in_care():
        snapshots.touch([one.pk], at=LATER)
        assert forecasting.freshen(LATER) == 1
    assert {one.pk: numbers(one.forecast) for one in in_care()} == together


def test_the_stored_forecast_is_the_librarys_of_the_whole_program(program: Program) -> None:
    records = program_records(program, as_of=DAY, only_shared_with_therapist=True)
    seen = foresee(records, saved(program))
    assert seen is not None
    months = [one.chances[1].probability for one in seen.told("en")]
    expected = dict(zip(seen.record_episodes, months, strict=True))
    found = {one.episode.key: one.forecast.stayed for one in in_care() if one.forecast}
    assert found == pytest.approx(expected, abs=1e-6) and len(found) == len(expected)


def test_a_low_rating_moves_the_forecast(program: Program) -> None:
    before = rated()
    answered(before.episode, 1.0)
    assert forecasting.freshen(LATER) == 1
    after = Snapshot.objects.select_related("forecast").get(pk=before.pk)
    assert after.forecast is not None and before.forecast is not None
    assert after.forecast.stayed < before.forecast.stayed and after.stale_since is None
    assert Forecast.objects.filter(episode=before.episode).count() == 2


def test_a_missed_session_moves_the_forecast(program: Program) -> None:
    before = in_care()[0]
    Session.objects.create(
        program=program,
        episode=before.episode,
        key="NEW",
        scheduled_at=NOW - timedelta(hours=1),
        status=SessionStatus.NO_SHOW,
    )
    snapshots.touch([before.pk], at=LATER)
    forecasting.freshen(LATER)
    after = Snapshot.objects.select_related("forecast").get(pk=before.pk)
    assert numbers(after.forecast) != numbers(before.forecast)


@pytest.mark.parametrize("sharing", [Sharing.SUPERVISOR, Sharing.COUNTED])
def test_answers_kept_from_the_therapist_are_no_part_of_a_forecast(program: Program, sharing: Sharing) -> None:
    before = rated()
    answered(before.episode, 1.0, sharing)
    forecasting.freshen(LATER)
    after = Snapshot.objects.select_related("forecast").get(pk=before.pk)
    assert numbers(after.forecast) == numbers(before.forecast)


def test_the_latest_change_is_taken_first(program: Program) -> None:
    first, second = in_care()[:2]
    snapshots.touch([first.pk], at=LATER)
    snapshots.touch([second.pk], at=LATER + timedelta(seconds=1))
    forecasting.freshen(LATER, limit=1)
    assert list(Snapshot.objects.filter(stale_since__isnull=False)) == [first]


def test_a_new_day_makes_everyone_anew(program: Program) -> None:
    from bidewell.actions.jobs.asking import ask_for

    tomorrow = NOW + timedelta(days=1)
    forecasting.begin_day(ask_for("begin_day", program=program, at=tomorrow), lambda _: None, tomorrow)
    while forecasting.freshen(tomorrow):
        pass
    assert {one.forecast.as_of for one in in_care() if one.forecast} == {DAY + timedelta(days=1)}
    assert not Snapshot.objects.filter(has_new_information=True).exists()


def test_without_a_fit_nobody_waits(db: None) -> None:
    load(simulated(clients=120))
    assert forecasting.freshen(NOW) > 0
    while forecasting.freshen(NOW):
        pass
    assert not Forecast.objects.exists() and not Snapshot.objects.filter(stale_since__isnull=False).exists()


def test_a_fit_without_ratings_says_nothing_of_an_alliance(db: None) -> None:
    program = fitted_program(with_ratings=False)
    while forecasting.freshen(NOW):
        pass
    assert not program.fits.get(is_in_use=True).has_alliance
    for one in in_care():
        assert one.forecast is not None
        told = one.forecast.document["en"]
        assert "alliance" not in {reason["group"] for reason in told["reasons"]}
        assert "attendance only" in told["state"] and told["ratings_used"] == 0
        assert one.forecast.document["spread"] is None


def test_ratings_that_come_after_a_fit_without_any_change_no_forecast(db: None) -> None:
    program = fitted_program(with_ratings=False)
    while forecasting.freshen(NOW):
        pass
    before = in_care()[0]
    InstrumentVersion.objects.create(
        program=program, code="bidewell_checkin", version="1", rater="client", role="alliance", item="alliance",
        minimum=1, maximum=5, place=0,
    )  # fmt: skip
    answered(before.episode, 1.0)
    forecasting.freshen(LATER)
    after = Snapshot.objects.select_related("forecast").get(pk=before.pk)
    assert numbers(after.forecast)[:5] == numbers(before.forecast)[:5]


def test_a_fit_of_an_earlier_version_counts_as_none_and_the_worker_starts(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    program = fitted_program()
    Fit.objects.update(artefact=_of_version(2, bytes(program.fits.get().artefact)))
    forecasting.get_ready()
    assert program.fits.get().counts_as_none == "earlier_form"
    while forecasting.freshen(NOW):
        pass
    assert not in_care() and not Snapshot.objects.filter(stale_since__isnull=False).exists()
    assert {(record.levelname, "fit the program again" in record.message) for record in caplog.records} == {
        ("WARNING", True)
    }


def _of_version(version: int, archive: bytes) -> bytes:
    written = io.BytesIO()
    with ZipFile(io.BytesIO(archive)) as kept, ZipFile(written, "w") as made:
        for name in kept.namelist():
            told = kept.read(name)
            made.writestr(name, json.dumps(json.loads(told) | {"version": version}) if name == "program.json" else told)
    return written.getvalue()


def test_a_fit_of_ratings_on_another_scale_counts_as_none_until_the_next_fit(
    program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    clients = len(in_care())
    InstrumentVersion.objects.filter(program=program).update(maximum=10)
    forecasting.mark_all_stale(program, at=LATER)
    while forecasting.freshen(LATER):
        pass
    assert not in_care() and not Snapshot.objects.filter(stale_since__isnull=False).exists()
    assert all("from 1 to 10" in record.message for record in caplog.records) and caplog.records
    assert program.fits.get().counts_as_none == "other_scale"

    again = saved(program)
    assert again.source is not None
    again = replace(again, source=replace(again.source, maximum=10.0))
    publish_fit(fit_row(program, digest="again", artefact=archive_of(again)), at=LATER)
    while forecasting.freshen(LATER):
        pass
    assert len(in_care()) == clients


def test_a_fit_counts_again_once_its_scale_is_back(program: Program) -> None:
    fit = program.fits.filter(is_in_use=True)
    fit.update(counts_as_none="other_scale")
    forecasting.get_ready()
    assert fit.get().counts_as_none  # that it can be read says nothing of scales
    snapshots.touch([one.pk for one in in_care()[:2]], at=LATER)
    forecasting.freshen(LATER)
    assert not fit.get().counts_as_none


@pytest.mark.parametrize("clients", [3, forecasting.STORED_AT_ONCE])
def test_the_number_of_queries_does_not_depend_on_the_number_of_clients_kept_at_once(
    program: Program, clients: int
) -> None:
    snapshots.touch([one.pk for one in in_care()[:clients]], at=LATER)
    with CaptureQueriesContext(connection) as queries:
        assert forecasting.freshen(LATER) == clients
    assert len(queries) <= 23


def test_another_fit_in_use_makes_everyone_anew(program: Program) -> None:
    publish_fit(fit_row(program, digest="another"), at=LATER)
    while forecasting.freshen(LATER):
        pass
    current = program.fits.get(is_in_use=True)
    assert current.digest == "another"
    assert {one.forecast.fit_id for one in in_care() if one.forecast} == {current.pk}


def test_what_was_only_marked_is_made_anew_before_it_is_forecast(program: Program) -> None:
    one = rated()
    answered(one.episode, 1.0)  # as a check-in does, but with the snapshot made at once
    Snapshot.objects.filter(pk=one.pk).update(ratings=one.ratings, stale_since=None, refreshed_at=NOW)
    with CaptureQueriesContext(connection) as asked:
        snapshots.mark([one.pk], at=LATER)
    assert len(asked) == 1
    marked = Snapshot.objects.get(pk=one.pk)
    assert (marked.stale_since, marked.has_new_information, marked.ratings) == (LATER, True, one.ratings)
    snapshots.mark([one.pk], at=LATER)
    assert Snapshot.objects.get(pk=one.pk).stale_since == LATER + timedelta(microseconds=1)
    assert forecasting.freshen(LATER) == 1
    fresh = Snapshot.objects.get(pk=one.pk)
    assert fresh.ratings[-1][1] == 1.0 and fresh.stale_since is None


def test_a_mark_on_an_episode_without_a_snapshot_makes_one(program: Program) -> None:
    one = rated()
    Snapshot.objects.filter(pk=one.pk).delete()
    snapshots.mark([one.pk], at=LATER)
    made = Snapshot.objects.get(pk=one.pk)
    assert made.ratings == one.ratings and made.stale_since == LATER


def test_a_client_who_cannot_be_forecast_holds_up_nobody_else(
    program: Program, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, *others = in_care()[:3]
    made = forecasting._forecasts

    def breaking(fit: Fit, ids: list[int], *more: Any) -> dict[int, Forecast]:
        if broken.pk in ids:
            raise ValueError(broken.episode.key)
        return made(fit, ids, *more)

    monkeypatch.setattr(forecasting, "_forecasts", breaking)
    snapshots.touch([broken.pk, *(one.pk for one in others)], at=LATER)
    assert forecasting.freshen(LATER) == 3
    assert not Snapshot.objects.filter(stale_since__isnull=False).exists()
    assert Snapshot.objects.get(pk=broken.pk).forecast is None
    for one in others:
        assert Snapshot.objects.get(pk=one.pk).forecast_id not in (None, one.forecast_id)
    assert [record.message.split(":")[0] for record in caplog.records] == [
        "a forecast met ValueError at clinic/actions/test_forecasting.py"
    ]
