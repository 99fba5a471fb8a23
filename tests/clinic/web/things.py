"""Something for every kind of reference in an address: of Casey (Thea's client), Noor (a colleague's), Dev (elsewhere)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.usersessions.models import UserSession
from django.utils import timezone

from bidewell.domain.reaching import Channel, MessageStatus
from bidewell.domain.roles import Role
from bidewell.domain.sessions import CheckInStatus, Rater
from bidewell.instruments.bidewell_checkin import BIDEWELL_CHECKIN
from bidewell.instruments.registry import INSTRUMENTS
from bidewell.records.models import (
    CheckIn,
    Client,
    Cover,
    Ending,
    Episode,
    Factor,
    Group,
    ImportBatch,
    InstrumentVersion,
    Job,
    Membership,
    OutboxMessage,
    Person,
    Program,
    SafetyNote,
    Session,
    Site,
)  # fmt: skip
from tests.clinic.cast import DAY, NOW, Cast, booked, client_in_care, member, person

OWN, COLLEAGUES, ELSEWHERE = "own", "colleague's", "elsewhere"
WHOSE = (OWN, COLLEAGUES, ELSEWHERE)

# Pages that need the object in a certain state: an ending that can be taken back, a check-in that was answered.
STATES = {
    ("ending_withdraw", "episode"): "ended_episode",
    ("safety_notes_seen", "check_in"): "answered",
    ("group_attendance", "session"): "grouped",
    ("client_unmerge", "client"): "merged",
}
# What is the same whoever it belongs to.
FIXED: dict[str, Any] = {
    "section": "name", "token": "made-up", "place": 1, "uidb36": "1", "key": "made-up", "provider_id": "none",
}  # fmt: skip
# What a page must be sent to be a page at all.
POSTED: dict[str, dict[str, Any]] = {
    "instrument_adopt": {"instrument": "|".join(next(one for one in INSTRUMENTS if one != BIDEWELL_CHECKIN).key)},
}


@dataclass(frozen=True)
class Belongings:
    """One client with all that hangs on it, and the therapist, site and program it is with."""

    program: Program
    therapist: Membership
    client: Client
    episode: Episode
    session: Session
    site: Site

    def reference(self, kind: str, visitor: Person | None) -> Any:
        """Something to put into an address where it says `kind`; made in the database where it has to be."""
        there = {
            "client": self.client, "episode": self.episode, "session": self.session, "site": self.site,
            "person": self.therapist.person, "membership": self.therapist,
        }  # fmt: skip
        if kind in FIXED:
            return FIXED[kind]
        if kind in there:
            return there[kind].ref
        if kind in ("number", "pk"):
            made = self._user_session if kind == "number" else self._authenticator
            return made(visitor or self.therapist.person).pk
        return getattr(self, f"_{kind}")().ref

    def _instrument(self) -> InstrumentVersion:
        return InstrumentVersion.objects.create(
            program=self.program, code=f"own{uuid4()}", rater=Rater.CLIENT, version="1"
        )

    def _merged(self) -> Client:
        return Client.objects.create(program=self.program, key=str(uuid4()), merged_into=self.client)

    def _grouped(self) -> Session:
        self._group()
        return self.session

    def _group(self) -> Group:
        group = Group.objects.create(program=self.program, name=f"Group {uuid4()}")
        Session.objects.filter(pk=self.session.pk).update(group=group)
        return group

    def _check_in(self, status: CheckInStatus = CheckInStatus.OFFERED) -> CheckIn:
        session = booked(self.episode, str(uuid4()), NOW, self.therapist)
        code, version, rater = BIDEWELL_CHECKIN.key
        instrument, _made = InstrumentVersion.objects.get_or_create(
            program=self.program, code=code, version=version, rater=rater
        )
        return CheckIn.objects.create(
            program=self.program, episode=self.episode, session=session, key=str(uuid4()), instrument=instrument,
            rater=Rater.CLIENT, status=status, at=NOW, language="en", items=[one.code for one in BIDEWELL_CHECKIN.items],
            intended_at=NOW if status is CheckInStatus.OFFERED else None, expires_at=NOW + timedelta(days=1),
        )  # fmt: skip

    def _answered(self) -> CheckIn:
        check_in = self._check_in(CheckInStatus.ANSWERED)
        SafetyNote.objects.create(check_in=check_in, item="harm", raised_at=NOW)
        return check_in

    def _ended_episode(self) -> Episode:
        _client, episode = client_in_care(self.program, str(uuid4()), "Somebody else", self.therapist, self.site)
        Ending.objects.create(episode=episode, on=DAY, kind="moved", recorded_at=NOW)
        return episode

    def _factor(self) -> Factor:
        return Factor.objects.create(
            episode=self.episode, name="travel_minutes", value="20", recorded_at=NOW, from_day=DAY
        )

    def _cover(self) -> Cover:
        stand_in = member(self.program, Person.objects.create(name="Stand-in"), Role.THERAPIST)
        return Cover.objects.create(
            covered=self.therapist, covering=stand_in, from_day=DAY, to_day=DAY, granted_by=self.therapist.person
        )

    def _message(self) -> OutboxMessage:
        return OutboxMessage.objects.create(
            client=self.client, channel=Channel.EMAIL, kind="check_in", status=MessageStatus.FAILED, created_at=NOW,
            send_after=NOW, failure="refused",
        )  # fmt: skip

    def _batch(self) -> ImportBatch:
        return ImportBatch.objects.create(
            program=self.program, source="x", digest="d", state="done", started_at=NOW, ended_at=NOW
        )

    def _job(self) -> Job:
        return Job.objects.create(kind=str(uuid4())[:40], program=self.program, state="failed", due_at=NOW)

    def _user_session(self, whose: Person) -> UserSession:
        return UserSession.objects.create(
            user=whose, ip="127.0.0.1", session_key=str(uuid4())[:32], user_agent="x",
            created_at=timezone.now(),
        )  # fmt: skip

    def _authenticator(self, whose: Person) -> Authenticator:
        data = {"name": "Key", "passwordless": False, "credential": {}}
        return Authenticator.objects.create(user=whose, type=Authenticator.Type.WEBAUTHN, data=data)


def belongings(cast: Cast) -> dict[str, Belongings]:
    """Whose things there are. The colleague has a supervisor of his own: a note in nobody's team is every supervisor's."""
    there = Site.objects.create(program=cast.elsewhere, name="There")
    another = member(cast.program, person("another"), Role.SUPERVISOR)
    Membership.objects.filter(pk=cast.memberships["tom"].pk).update(supervisor=another.person)
    noors = booked(cast.noors, "S2", NOW, cast.memberships["tom"])
    return {
        OWN: Belongings(cast.program, cast.memberships["thea"], cast.casey, cast.episode, cast.session, cast.site),
        COLLEAGUES: Belongings(cast.program, cast.memberships["tom"], cast.noor, cast.noors, noors, cast.site),
        ELSEWHERE: Belongings(cast.elsewhere, cast.memberships["otto"], cast.dev, cast.devs, cast.devs_session, there),
    }


def references(name: str, needs: tuple[str, ...], of: Belongings, visitor: Person | None) -> dict[str, Any]:
    """What fills the address of a page. What belongs to a person is the visitor's, where one is given."""
    return {need: of.reference(STATES.get((name, need), need), visitor) for need in needs}


def protect(person: Person) -> None:
    """An app and recovery codes, for the pages that show or remove them."""
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": generate_totp_secret()})
    RecoveryCodes.activate(person)
