"""The database as frames: canonical types, merged clients as one, endings in force, and what a client keeps back."""

from datetime import date, timedelta

import polars as pl
import pytest

from bidewell.analysis.program import EPISODES_SCHEMA, checkins_schema, sessions_schema
from bidewell.records.frames import program_records
from bidewell.records.models import Answer, CheckIn, Ending, Factor, InstrumentVersion, SessionStaff
from tests.clinic.cast import DAY, NOW, ZONE, booked

pytestmark = pytest.mark.django_db


@pytest.fixture
def instrument(cast):
    return InstrumentVersion.objects.create(
        program=cast.program, code="alliance", version="", rater="client", role="alliance", item="total",
        minimum=1, maximum=5, place=0,
    )  # fmt: skip


def answered(cast, instrument, key, value, sharing="therapist", **more):
    check_in = CheckIn.objects.create(
        program=cast.program, episode=cast.episode, key=key, instrument=instrument, rater="client",
        status="answered", at=NOW - timedelta(days=1), sharing=sharing, **more,
    )  # fmt: skip
    Answer.objects.create(check_in=check_in, item="total", value=value)
    return check_in


def test_frames_have_the_types_that_analysis_reads(cast, instrument):
    answered(cast, instrument, "K1", 4.5, session=cast.session, mode="phone")
    records = program_records(cast.program, as_of=DAY)
    assert dict(records.episodes.schema) == EPISODES_SCHEMA
    assert dict(records.sessions.schema) == sessions_schema(ZONE)
    assert dict(records.checkins.schema) == checkins_schema(ZONE)
    assert records.episodes["episode"].to_list() == ["E-C1", "E-C2"]
    assert records.sessions.row(0, named=True)["staff"] == ["T1"]
    assert records.sessions["day"].to_list() == [DAY]
    assert records.checkins.row(0)[-2:] == ("total", 4.5)
    assert records.checkins["version"].to_list() == [None]
    assert records.settings.instruments[0].name == "alliance"
    assert records.assignments["therapist"].to_list() == ["T1", "T2"]


def test_another_programs_records_are_not_among_them(cast):
    records = program_records(cast.program, as_of=DAY)
    assert "E-C1" in records.episodes["episode"]
    assert records.sessions.height == 1


def test_no_staff_is_an_empty_list(cast):
    SessionStaff.objects.all().delete()
    assert program_records(cast.program, as_of=DAY).sessions["staff"].to_list() == [[]]


def test_a_merged_client_counts_as_the_other(cast):
    cast.noor.merged_into = cast.casey
    cast.noor.save()
    assert program_records(cast.program, as_of=DAY).episodes["client"].to_list() == ["C1", "C1"]


def test_an_ending_that_was_withdrawn_is_none(cast):
    ended = Ending.objects.create(episode=cast.episode, on=date(2026, 2, 1), kind="left", recorded_at=NOW)
    assert program_records(cast.program, as_of=DAY).episodes["ending"].to_list() == ["left", None]
    ended.withdrawn_at = NOW
    ended.save()
    Ending.objects.create(episode=cast.episode, on=date(2026, 3, 1), kind="moved", judged_by="T1", recorded_at=NOW)
    episodes = program_records(cast.program, as_of=DAY).episodes
    assert episodes.height == 2
    assert episodes.row(0, named=True)["end"] == date(2026, 3, 1)
    assert episodes["ending_judged_by"].to_list() == ["T1", None]


def test_what_a_client_keeps_from_the_therapist_is_left_out_when_asked(cast, instrument):
    answered(cast, instrument, "K1", 4.0)
    answered(cast, instrument, "K2", 2.0, sharing="supervisor")
    answered(cast, instrument, "K3", 1.0, sharing="counted")
    everything = program_records(cast.program, as_of=DAY).checkins
    shared = program_records(cast.program, as_of=DAY, only_shared_with_therapist=True).checkins
    assert everything["value"].to_list() == [4.0, 2.0, 1.0]
    assert shared["checkin"].to_list() == ["K1"]


def test_a_check_in_without_answers_is_one_row(cast, instrument):
    answered(cast, instrument, "K1", 4.0).answers.all().delete()
    row = program_records(cast.program, as_of=DAY).checkins.row(0, named=True)
    assert (row["item"], row["value"]) == (None, None)


def test_some_episodes_are_the_same_rows_as_among_all(cast, instrument):
    answered(cast, instrument, "K1", 4.0)
    Factor.objects.create(episode=cast.episode, name="travel_minutes", value="30", recorded_at=NOW)
    cast.noors.extra = {"age": {"Int64": None}, "born": {"Date": "1990-01-05"}, "sex": "f"}
    cast.noors.save()
    whole = program_records(cast.program, as_of=DAY)
    some = program_records(cast.program, as_of=DAY, episodes=[cast.episode.id])
    for table in ("episodes", "sessions", "checkins", "assignments", "factors"):
        frame = getattr(whole, table)
        assert getattr(some, table).equals(frame.filter(pl.col("episode") == "E-C1")), table
        assert getattr(some, table).schema == frame.schema
    assert some.factors["number"].to_list() == [30.0]


def test_the_number_of_queries_does_not_grow_with_episodes(cast, django_assert_max_num_queries):
    for number in range(30):
        booked(cast.episode, f"X{number}", NOW, cast.memberships["thea"])
    with django_assert_max_num_queries(8):
        program_records(cast.program, as_of=DAY, episodes=[cast.episode.id, cast.noors.id])


def test_nobody_gives_frames_without_rows(cast):
    records = program_records(cast.program, as_of=DAY, episodes=[])
    assert records.episodes.is_empty() and records.checkins.is_empty()
    assert dict(records.episodes.schema) == EPISODES_SCHEMA
