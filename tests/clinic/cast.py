"""The cast: Thea (therapist), Sam (her supervisor), Pat (director), Frida (front desk), Dana (data manager), Ada
(administrator), Otto (therapist elsewhere, in another program); Casey is Thea's client, Dev is Otto's, and Noor is a
client of Tom, another therapist of Thea's program whom Sam does not supervise."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.test import Client as Browser

from bidewell.domain.roles import Role
from bidewell.records.models import (
    Assignment,
    Client,
    Episode,
    Membership,
    Person,
    Program,
    Session,
    SessionStaff,
    Site,
    Snapshot,
)  # fmt: skip

# Wednesday, 10:00 in the programs' zone.
NOW = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
DAY = date(2026, 3, 4)
LONG_AGO = date(2025, 1, 1)
ZONE = "America/New_York"
# The fixture `browsing`: a browser in which somebody, or nobody, is signed in.
Browsing = Callable[[Person | None], Browser]


@dataclass(frozen=True)
class Cast:
    """Everybody by name; `membership` by the person's first name."""

    program: Program
    elsewhere: Program
    site: Site
    thea: Person
    tom: Person
    sam: Person
    pat: Person
    frida: Person
    dana: Person
    ada: Person
    otto: Person
    casey: Client
    noor: Client
    dev: Client
    episode: Episode  # Casey's
    noors: Episode
    devs: Episode
    session: Session  # Casey's, today at 11:00
    devs_session: Session
    memberships: dict[str, Membership]

    @property
    def people(self) -> dict[str, Person]:
        """One person a role, of the first program."""
        return {
            Role.THERAPIST: self.thea, Role.SUPERVISOR: self.sam, Role.DIRECTOR: self.pat,
            Role.FRONT_DESK: self.frida, Role.DATA_MANAGER: self.dana, Role.ADMINISTRATOR: self.ada,
        }  # fmt: skip


def make_cast() -> Cast:
    """Put everybody into the database."""
    program = Program.objects.create(name="Harbor", time_zone=ZONE)
    elsewhere = Program.objects.create(name="Elsewhere", time_zone=ZONE)
    site = Site.objects.create(program=program, name="Main Street")
    people = {name: person(name) for name in ("thea", "tom", "sam", "pat", "frida", "dana", "ada", "otto")}
    held = {
        "sam": member(program, people["sam"], Role.SUPERVISOR),
        "thea": member(program, people["thea"], Role.THERAPIST, key="T1", supervisor=people["sam"]),
        "tom": member(program, people["tom"], Role.THERAPIST, key="T2"),
        "pat": member(program, people["pat"], Role.DIRECTOR),
        "frida": member(program, people["frida"], Role.FRONT_DESK),
        "dana": member(program, people["dana"], Role.DATA_MANAGER),
        "ada": member(program, people["ada"], Role.ADMINISTRATOR),
        "otto": member(elsewhere, people["otto"], Role.THERAPIST, key="T1"),
    }
    casey, episode = client_in_care(program, "C1", "Casey Reed", held["thea"], site)
    noor, noors = client_in_care(program, "C2", "Noor Haddad", held["tom"], site)
    dev, devs = client_in_care(elsewhere, "C1", "Dev Patel", held["otto"])
    return Cast(
        program, elsewhere, site, **people, casey=casey, noor=noor, dev=dev, episode=episode, noors=noors, devs=devs,
        session=booked(episode, "S1", NOW + timedelta(hours=1), held["thea"]),
        devs_session=booked(devs, "S1", NOW + timedelta(hours=1), held["otto"]), memberships=held,
    )  # fmt: skip


def person(name: str) -> Person:
    return Person.objects.create_user(f"{name}@example.org", "correct horse battery", name=name.capitalize())


def member(program: Program, who: Person, role: Role, **more: object) -> Membership:
    return Membership.objects.create(program=program, person=who, role=role, from_day=LONG_AGO, **more)


def client_in_care(
    program: Program, key: str, name: str, therapist: Membership, site: Site | None = None
) -> tuple[Client, Episode]:
    client = Client.objects.create(program=program, key=key, name=name)
    episode = Episode.objects.create(program=program, client=client, key=f"E-{key}", site=site, start=date(2026, 1, 5))
    Assignment.objects.create(episode=episode, therapist=therapist, from_day=date(2026, 1, 5))
    Snapshot.objects.create(episode=episode, is_open=True, refreshed_at=NOW)
    return client, episode


def booked(episode: Episode, key: str, at: datetime, therapist: Membership, status: str = "scheduled") -> Session:
    session = Session.objects.create(program=episode.program, episode=episode, key=key, scheduled_at=at, status=status)
    SessionStaff.objects.create(session=session, therapist=therapist)
    return session
