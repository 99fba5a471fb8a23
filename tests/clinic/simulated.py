"""A simulated program in the database: its records moved in time so that they end on the tests' day.

Its ratings, from 1 to 5, are taken for our own check-in's, so that one answered on a page follows them.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import polars as pl

from bidewell.actions import snapshots
from bidewell.analysis.program import ProgramRecords
from bidewell.domain.roles import Role
from bidewell.instruments.bidewell_checkin import BIDEWELL_CHECKIN as OURS
from bidewell.records.models import (
    Answer,
    Assignment,
    CheckIn,
    Client,
    Ending,
    Episode,
    Factor,
    InstrumentVersion,
    Membership,
    Person,
    Program,
    Session,
    SessionStaff,
    Site,
)
from bidewell.simulate.program import simulate
from tests.clinic.cast import DAY, LONG_AGO, NOW


@cache
def simulated(scenario: str = "demo", clients: int = 120, seed: int = 7) -> ProgramRecords:
    return simulate(scenario, clients, seed).records


def load(
    records: ProgramRecords,
    name: str = "Simulated",
    *,
    with_ratings: bool = True,
    touched: bool = True,
    until: date = DAY,
) -> Program:
    """Everything the records hold, as rows. The extract date becomes the day `until`."""
    shift = until - records.settings.extract_date
    program = Program.objects.create(
        name=name, time_zone=records.settings.time_zone, factor_kinds=dict(records.settings.factor_kinds), is_demo=True
    )
    therapists = _therapists(program, records)
    episodes = _episodes(program, records.episodes, shift)
    _assignments(records.assignments, episodes, therapists, shift)
    sessions = _sessions(program, records.sessions, episodes, therapists, shift)
    _factors(records.factors, episodes, shift)
    if with_ratings:
        _check_ins(program, records, episodes, sessions, shift)
    if touched:
        snapshots.touch([episode.pk for episode in episodes.values()], at=NOW, is_news=False)
    return program


def _rows(table: pl.DataFrame) -> Iterable[dict[str, Any]]:
    return table.iter_rows(named=True)


def _moved(day: date | None, shift: timedelta) -> date | None:
    return day + shift if day is not None else None


def _at(moment: datetime, shift: timedelta) -> datetime:
    return moment + shift


def _therapists(program: Program, records: ProgramRecords) -> dict[str, Membership]:
    keys = sorted({*records.assignments["therapist"], *records.sessions["staff"].explode().drop_nulls()})
    found = {}
    for key in keys:
        who = Person.objects.create(name=f"Therapist {key}")
        found[key] = Membership.objects.create(
            program=program, person=who, role=Role.THERAPIST, key=key, from_day=LONG_AGO
        )
    return found


def _episodes(program: Program, table: pl.DataFrame, shift: timedelta) -> dict[str, Episode]:
    keys = table["client"].unique(maintain_order=True)
    clients = Client.objects.bulk_create(Client(program=program, key=key, name=f"Client {key}") for key in keys)
    sites = {
        name: Site.objects.create(program=program, name=name) for name in table["site"].drop_nulls().unique().sort()
    }
    by_key = dict(zip(keys, clients, strict=True))
    episodes = Episode.objects.bulk_create(
        Episode(
            program=program, client=by_key[row["client"]], key=row["episode"], program_in_records=row["program"],
            site=sites.get(row["site"]), level_of_care=row["level_of_care"], payer=row["payer"],
            referral_source=row["referral_source"], referred_on=_moved(row["referred_on"], shift),
            first_offered_on=_moved(row["first_offered_on"], shift), observed_from=_moved(row["observed_from"], shift),
            start=_moved(row["start"], shift), prior_episodes=row["prior_episodes"],
            planned_interval_days=row["planned_interval_days"],
        )
        for row in _rows(table)
    )  # fmt: skip
    found = {episode.key: episode for episode in episodes}
    Ending.objects.bulk_create(
        Ending(
            episode=found[row["episode"]],
            on=_moved(row["end"], shift),
            kind=row["ending"],
            judged_by=row["ending_judged_by"],
            recorded_at=NOW,
        )
        for row in _rows(table.filter(pl.col("end").is_not_null() | pl.col("ending").is_not_null()))
    )
    return found


def _assignments(
    table: pl.DataFrame, episodes: dict[str, Episode], therapists: dict[str, Membership], shift: timedelta
) -> None:
    Assignment.objects.bulk_create(
        Assignment(
            episode=episodes[row["episode"]], therapist=therapists[row["therapist"]],
            from_day=_moved(row["from"], shift), to_day=_moved(row["to"], shift),
        )
        for row in _rows(table)
    )  # fmt: skip


def _sessions(
    program: Program,
    table: pl.DataFrame,
    episodes: dict[str, Episode],
    therapists: dict[str, Membership],
    shift: timedelta,
) -> dict[str, Session]:
    sessions = Session.objects.bulk_create(
        Session(
            program=program, episode=episodes[row["episode"]], key=row["session"], scheduled_at=_at(row["scheduled_at"], shift),
            status=row["status"], level_of_care=row["level_of_care"], modality=row["modality"], reason=row["reason"],
            planned_interval_days=row["planned_interval_days"],
        )
        for row in _rows(table)
    )  # fmt: skip
    found = {session.key: session for session in sessions}
    SessionStaff.objects.bulk_create(
        SessionStaff(session=found[row["session"]], therapist=therapists[key], place=place)
        for row in _rows(table)
        for place, key in enumerate(row["staff"] or ())
    )
    return found


def _factors(table: pl.DataFrame, episodes: dict[str, Episode], shift: timedelta) -> None:
    Factor.objects.bulk_create(
        Factor(
            episode=episodes[row["episode"]], name=row["name"], value=row["value"], from_day=_moved(row["from"], shift),
            to_day=_moved(row["to"], shift), reliability=row["reliability"], recorded_at=NOW,
        )
        for row in _rows(table)
    )  # fmt: skip


def _check_ins(
    program: Program,
    records: ProgramRecords,
    episodes: dict[str, Episode],
    sessions: dict[str, Session],
    shift: timedelta,
) -> None:
    (described,) = records.settings.instruments
    instrument = InstrumentVersion.objects.create(
        program=program, code=OURS.code, version=OURS.version, rater=described.rater, role=described.role,
        item=str(OURS.main_scale), is_offered=True, minimum=described.minimum, maximum=described.maximum, place=0,
    )  # fmt: skip
    answered = records.checkins.unique("checkin", keep="first", maintain_order=True)
    check_ins = CheckIn.objects.bulk_create(
        CheckIn(
            program=program, episode=episodes[row["episode"]], session=sessions.get(row["session"]), key=row["checkin"],
            instrument=instrument, rater=row["rater"], mode=row["mode"], status=row["status"], at=_at(row["at"], shift),
        )
        for row in _rows(answered)
    )  # fmt: skip
    found = {one.key: one for one in check_ins}
    Answer.objects.bulk_create(
        Answer(check_in=found[row["checkin"]], item=str(OURS.main_scale), value=row["value"], is_score=True)
        for row in _rows(records.checkins.filter(pl.col("value").is_not_null()))
    )
