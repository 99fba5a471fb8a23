"""Forecasts of a program whose clients also rate their distress: kept, gone on from, and from nothing withheld."""

from datetime import timedelta

import numpy as np
import pytest

from bidewell.actions import forecasting, snapshots
from bidewell.actions.fitting import publish_fit
from bidewell.analysis.events.definitions import DEFAULT_DEFINITION
from bidewell.analysis.events.panel import build_panel
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.analysis.model import fit_forecast
from bidewell.analysis.model.fitting import FitControl, fit_laid_out
from bidewell.analysis.model.laid_out import lay_out
from bidewell.analysis.model.specification import Choices
from bidewell.domain.sessions import CheckInStatus
from bidewell.domain.sharing import Sharing
from bidewell.exchange.saved_model import archive_of
from bidewell.records.frames import program_records
from bidewell.records.models import Answer, CheckIn, Episode, InstrumentVersion, Program, Snapshot
from tests.clinic.cast import DAY, NOW
from tests.clinic.fitted import CLIENTS, fit_row
from tests.clinic.simulated import load, simulated

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def program(db: None, monkeypatch: pytest.MonkeyPatch) -> Program:
    """With a fit in use that reads distress, and everybody forecast."""
    made = load(simulated(clients=CLIENTS))
    _also_rated(made)
    monkeypatch.setattr(fit_forecast, "FEWEST_CLIENTS", 20)
    records = program_records(made, as_of=DAY)
    panel = build_panel(records, DEFAULT_DEFINITION)
    alone = lay_out(records, panel, Choices(purpose="forecast"))
    everything = fit_forecast.everything_rated(records, alone)
    assert everything is not None
    fitted = fit_laid_out(everything, FitControl(draws=60))
    publish_fit(fit_row(made, artefact=archive_of(SavedProgram.of(fitted, fitted, {}))), at=NOW)
    _freshen()
    return made


def _also_rated(program: Program) -> None:
    """At each check-in that was answered, distress as well."""
    values = np.random.default_rng(4)
    given = CheckIn.objects.filter(program=program, status=CheckInStatus.ANSWERED).order_by("pk")
    instrument = InstrumentVersion.objects.create(
        program=program, code="strain", version="1", rater="client", role="distress", item="total", minimum=1, maximum=5,
        place=1,
    )  # fmt: skip
    more = [
        CheckIn(
            program=program, episode_id=one.episode_id, key=f"MORE-{one.pk}", instrument=instrument, rater="client",
            status=CheckInStatus.ANSWERED, at=one.at, answered_at=one.answered_at, sharing=one.sharing,
        )
        for one in given
    ]  # fmt: skip
    CheckIn.objects.bulk_create(more)
    ratings = (values.integers(4, 20, len(more)) / 4.0).tolist()
    Answer.objects.bulk_create(
        Answer(check_in=one, item="total", value=value, is_score=True) for one, value in zip(more, ratings, strict=True)
    )


def _answered(episode: Episode, value: float, sharing: str) -> None:
    instrument = InstrumentVersion.objects.get(program=episode.program, role="distress")
    check_in = CheckIn.objects.create(
        program=episode.program, episode=episode, key=f"NEW-{sharing}", instrument=instrument, rater="client",
        status=CheckInStatus.ANSWERED, at=NOW, answered_at=NOW, sharing=sharing,
    )  # fmt: skip
    Answer.objects.create(check_in=check_in, item="total", value=value, is_score=True)
    snapshots.touch([episode.pk], at=LATER)


def _freshen() -> None:
    while forecasting.freshen(LATER):
        pass


def _one() -> Snapshot:
    known = Snapshot.objects.exclude(forecast=None).select_related("episode", "forecast").order_by("pk")
    return next(one for one in known if sum(value is not None for _, value in one.ratings) >= 4)


def test_distress_is_read_in_forecasts_and_in_what_is_kept(program: Program) -> None:
    one = _one()
    assert one.forecast is not None and one.filter_state is not None
    assert one.forecast.document["en"]["ratings_used"] >= 8
    assert len(one.filter_state["belief.mean"]) == 4 and len(one.filter_state["belief.covariance"]) == 10


def test_another_rating_of_distress_moves_the_forecast_and_one_withheld_does_not(program: Program) -> None:
    before = _one()
    assert before.forecast is not None
    _answered(before.episode, 5.0, Sharing.COUNTED)
    _freshen()
    withheld = Snapshot.objects.select_related("forecast").get(pk=before.pk)
    assert withheld.forecast is not None
    assert (withheld.forecast.stayed, withheld.forecast.document) == (before.forecast.stayed, before.forecast.document)
    assert withheld.filter_state == before.filter_state
    _answered(before.episode, 5.0, Sharing.THERAPIST)
    _freshen()
    shared = Snapshot.objects.select_related("forecast").get(pk=before.pk)
    assert shared.forecast is not None
    assert shared.forecast.stayed != before.forecast.stayed
    assert shared.forecast.document["en"]["ratings_used"] == before.forecast.document["en"]["ratings_used"] + 1
