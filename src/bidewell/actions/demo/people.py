"""The demo's people: staff who can sign in, one for each role, and names for clients."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password

from bidewell.actions.demo.names import made_up_names
from bidewell.domain.roles import Role
from bidewell.records.models import Client, Membership, Person, Program

THERAPISTS = ("Thea", "Tom", "Nia", "Ravi", "Lena", "Marco", "Joy", "Otis")
OTHERS = {
    "Sam": Role.SUPERVISOR, "Pat": Role.DIRECTOR, "Frida": Role.FRONT_DESK, "Dana": Role.DATA_MANAGER,
    "Ada": Role.ADMINISTRATOR,
}  # fmt: skip
# "Example" as a family name, and a domain that nobody can own.
FAMILY, DOMAIN = "Example", "demo.example"
# Every other therapist; so the supervisor's team is one site's.
TEAM = slice(0, None, 2)
LANGUAGES = ("en", "en", "en", "es")


@dataclass(frozen=True)
class SignIn:
    """With what somebody of the demo signs in."""

    role: Role
    email: str
    password: str


def staff_the_demo(program: Program, password: str, today: date) -> tuple[SignIn, ...]:
    """Give everybody a name, an address and the password; one of each role is returned."""
    stored = make_password(password)
    supervisor = _others(program, stored, today)
    therapists = (
        Membership.objects.filter(program=program, role=Role.THERAPIST).order_by("key").select_related("person")
    )
    for number, held in enumerate(therapists):
        round_, place = divmod(number, len(THERAPISTS))
        _introduce(held.person, THERAPISTS[place] + (str(round_ + 1) if round_ else ""), stored)
    team = [held.pk for held in therapists[TEAM]]
    Membership.objects.filter(pk__in=team).update(supervisor=supervisor)
    roles = {"Thea": Role.THERAPIST, **OTHERS}
    return tuple(SignIn(role, _address(name), password) for name, role in roles.items())


def name_the_clients(program: Program) -> None:
    """A name and a language each, and no way to reach them: nothing of a demo leaves the machine."""
    clients = list(Client.objects.filter(program=program).order_by("key"))
    for number, (client, name) in enumerate(zip(clients, made_up_names(), strict=False)):
        client.name, client.language, client.no_messages = name, LANGUAGES[number % len(LANGUAGES)], True
    Client.objects.bulk_update(clients, ["name", "language", "no_messages"], batch_size=200)


def _others(program: Program, stored: str, today: date) -> Person:
    """Those whom no records name. Returns the supervisor."""
    people = {}
    for name, role in OTHERS.items():
        people[role] = Person(language="en")
        _introduce(people[role], name, stored)
        Membership.objects.create(program=program, person=people[role], role=role, from_day=today - timedelta(days=365))
    return people[Role.SUPERVISOR]


def _introduce(person: Person, name: str, stored: str) -> None:
    person.name, person.email, person.password = f"{name} {FAMILY}", _address(name), stored
    person.save()


def _address(name: str) -> str:
    return f"{name.lower()}@{DOMAIN}"
