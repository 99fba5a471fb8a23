"""Filling an empty home folder with the demo: records as any program's come in, then people, then the first fit."""

import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import SystemRandom

from bidewell.actions.check_ins.links import address_of
from bidewell.actions.check_ins.offering import WITH_CHECK_IN, offer_check_in
from bidewell.actions.demo.names import made_up_password
from bidewell.actions.demo.people import SignIn, name_the_clients, staff_the_demo
from bidewell.actions.demo.records import NAME, demo_records
from bidewell.actions.importing.new_programs import import_as
from bidewell.actions.jobs.asking import ask_for
from bidewell.domain.roles import Role
from bidewell.domain.time import program_day
from bidewell.exchange.writing import write_records
from bidewell.progress import Progress
from bidewell.records.models import Program, Session
from bidewell.simulate.world import TIME_ZONE


@dataclass(frozen=True)
class Demo:
    """Who can sign in, and the address of one client's check-in."""

    sign_ins: tuple[SignIn, ...]
    check_in: str


def make_demo(*, at: datetime, progress: Progress) -> Demo:
    """Make the program; the worker then fits it."""
    today = program_day(at, TIME_ZONE)
    progress("simulating a program")
    with tempfile.TemporaryDirectory() as folder:
        records = write_records(demo_records(today), Path(folder) / "records")
        report = import_as(NAME, records, by=None, at=at, progress=progress)
    assert report.is_accepted, "the demo's own records were refused"
    progress("making up names")
    program = Program.objects.get(name=NAME)
    sign_ins = staff_the_demo(program, made_up_password(SystemRandom()), today)
    name_the_clients(program)
    check_in = offer_check_in(session_to_ask_about(program, at), by=None, at=at)
    ask_for("refit", program=program, at=at)
    return Demo(sign_ins, address_of(check_in))


def session_to_ask_about(program: Program, at: datetime) -> Session:
    """An appointment of the therapist who signs in, the next to now that was not missed or called off."""
    thea = program.memberships.filter(role=Role.THERAPIST).order_by("key").first()
    near = Session.objects.filter(program=program, held_by__therapist=thea, scheduled_at__gte=at - timedelta(days=1))
    return near.filter(status__in=WITH_CHECK_IN).order_by("scheduled_at")[0]
