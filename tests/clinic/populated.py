"""A few rows in every table, made with the models of any version: what a backup carries and a migration must keep."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

from django.apps.registry import Apps

AT = datetime(2026, 3, 4, 15, 0, 0, 123456, tzinfo=UTC)
DAY = date(2026, 3, 4)
WORDS = 'Señora "Ñandú" \\ 🙂\nsecond line\t'
# Floats that databases write in their own ways, and an order of keys that PostgreSQL does not keep.
DOCUMENT = {"zeta": [1.0, 0.1, 1e-7, 1e22, -0.0, 5, None, True], "alpha": {"long key": WORDS, "b": {}}, "m": []}


def populate(apps: Apps) -> None:
    """Fill an empty database."""

    def make(model: str, **values: Any) -> Any:
        return apps.get_model("records", model)._base_manager.create(**values)

    program = make(
        "Program", name=WORDS[:20], time_zone="America/New_York", ending_codes=DOCUMENT, quiet_from=time(20, 30)
    )
    site = make("Site", program=program, name="North")
    people = [
        make("Person", email=f"p{n}@example.org", name=f"Person {n}", password="!", last_login=AT) for n in range(2)
    ]
    thea, sam = people
    held = make("Membership", program=program, person=thea, role="therapist", key="T1", from_day=DAY, supervisor=sam)
    other = make("Membership", program=program, person=sam, role="therapist", key="T2", from_day=DAY)
    make("Cover", covered=held, covering=other, from_day=DAY, to_day=DAY, granted_by=sam)
    group = make("Group", program=program, name="Evening")
    instrument = make(
        "InstrumentVersion", program=program, code="check-in", rater="client", definition=DOCUMENT, minimum=-0.0
    )
    for number in range(3):
        _client(make, program, site, held, group, instrument, thea, number)
    _what_follows(make, program, thea)
    _sign_in(apps, thea)


def _client(
    make: Callable[..., Any], program: Any, site: Any, held: Any, group: Any, instrument: Any, thea: Any, number: int
) -> None:
    client = make("Client", program=program, key=f"C{number}", name=WORDS, email="c@example.org")
    make("ChannelConsent", client=client, channel="email", given_at=AT, recorded_by=thea)
    episode = make("Episode", program=program, client=client, key=f"E{number}", site=site, start=DAY, extra=DOCUMENT)
    make("Assignment", episode=episode, therapist=held, from_day=DAY)
    make("Ending", episode=episode, on=DAY, kind="completed", recorded_at=AT)
    make("Factor", episode=episode, name="travel_minutes", value="12.5", reliability=0.7, recorded_at=AT)
    session = make(
        "Session", program=program, episode=episode, key=f"S{number}", scheduled_at=AT, status="attended", group=group
    )
    make("SessionStaff", session=session, therapist=held)
    check_in = make(
        "CheckIn", program=program, episode=episode, session=session, key=f"K{number}", instrument=instrument,
        rater="client", at=AT, items=["a", "b"], status="answered", answered_at=AT,
    )  # fmt: skip
    make("Answer", check_in=check_in, item="a", value=[-0.0, 1 / 3, 5.0][number])
    make("FreeText", check_in=check_in, text=WORDS, written_at=AT)
    make("SafetyNote", check_in=check_in, item="a", raised_at=AT)
    make(
        "OutboxMessage",
        client=client,
        check_in=check_in,
        channel="email",
        kind="check_in",
        created_at=AT,
        send_after=AT,
    )
    fit = make(
        "Fit", program=program, made_at=AT, bidewell="0.1.0", definition="loss_of_contact", digest="d", seed=2**40,
        cut=DAY, clients=1, contacts=2, left=0, has_alliance=True, is_trusted=False, artefact=bytes(range(256)),
        document=DOCUMENT, is_in_use=number == 0,
    )  # fmt: skip
    forecast = make(
        "Forecast", episode=episode, fit=fit, as_of=DAY, made_at=AT, stayed=0.7, low=0.1 + 0.2, high=0.9, typical=0.5,
        state="steady", document=DOCUMENT,
    )  # fmt: skip
    make("Snapshot", episode=episode, is_open=True, forecast=forecast, ratings=[["2026-03-04", 4.5]], refreshed_at=AT)


def _what_follows(make: Callable[..., Any], program: Any, thea: Any) -> None:
    batch = make(
        "ImportBatch", program=program, source="night", digest="d", state="done", started_at=AT, report=DOCUMENT
    )
    make("ImportedRow", batch=batch, table="client", object_id=1, before=None)
    make("ImportedRow", batch=batch, table="client", object_id=2, before=DOCUMENT)
    make("UnmatchedRow", batch=batch, table="sessions", row=7, reason="no_episode")
    make("Job", kind="refit", program=program, state="done", due_at=AT, argument=DOCUMENT)
    make("Request", program=program, asked_on=DAY, asked_by="court", answer="refused", recorded_at=AT, recorded_by=thea)
    seal = make("AuditSeal", sealed_at=AT, events=1, previous_digest="", digest="d")
    make(
        "AuditEvent",
        at=AT,
        what="read_client",
        about="client",
        detail=DOCUMENT,
        seal=seal,
        person=thea,
        program=program,
    )
    make("AuditEvent", at=AT, what="read_client")


def _sign_in(apps: Apps, thea: Any) -> None:
    apps.get_model("account", "EmailAddress")._base_manager.create(
        user_id=thea.pk, email="p0@example.org", primary=True
    )
    apps.get_model("mfa", "Authenticator")._base_manager.create(user_id=thea.pk, type="totp", data={"secret": "x"})
    apps.get_model("socialaccount", "SocialAccount")._base_manager.create(
        user_id=thea.pk, provider="x", uid="1", extra_data={}
    )
