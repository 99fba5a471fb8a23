"""Clients: register, edit, and what they agreed to. Names and ways to reach them never reach the audit: columns do."""

from dataclasses import dataclass, fields
from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bidewell.actions import auditing
from bidewell.actions.episodes import EpisodeFacts, open_episode
from bidewell.actions.refusals import Refused
from bidewell.actions.saving import save_unless_changed
from bidewell.domain.reaching import Channel
from bidewell.records.models import ChannelConsent, Client, Episode, Membership, Person, Program


@dataclass(frozen=True)
class ClientDetails:
    """Who the client is and how to reach them. A shared phone, or none: `no_messages`."""

    name: str
    language: str = ""
    email: str = ""
    phone: str = ""
    no_messages: bool = False


def register_client(
    program: Program, details: ClientDetails, *, key: str = "", by: Person | None, at: datetime
) -> Client:
    """A client of the program, under the program's own number or, where it has none, one made here."""
    try:
        with transaction.atomic():
            client = Client.objects.create(program=program, key=key or uuid4().hex, **_columns(details))
            auditing.note("client_registered", client, by=by, at=at, program=program)
    except IntegrityError:
        raise Refused(_("This number is already in use. Look for the client first.")) from None
    return client


def admit_client(
    program: Program, details: ClientDetails, facts: EpisodeFacts, therapist: Membership | None,
    *, key: str = "", by: Person | None, at: datetime,
) -> Episode:  # fmt: skip
    """Register a client and open the first episode, in one step."""
    with transaction.atomic():
        client = register_client(program, details, key=key, by=by, at=at)
        return open_episode(client, facts, therapist, by=by, at=at)


def edit_client(client: Client, details: ClientDetails, *, version: int, by: Person | None, at: datetime) -> None:
    """Correct who the client is or how to reach them."""
    with transaction.atomic():
        changed = {name: value for name, value in _columns(details).items() if getattr(client, name) != value}
        for name, value in changed.items():
            setattr(client, name, value)
        save_unless_changed(client, changed, version)
        auditing.note("client_edited", client, by=by, at=at, program=client.program, columns=sorted(changed))


def give_consent(client: Client, channel: Channel, *, by: Person, at: datetime) -> None:
    """The client agreed to be reached this way. Agreeing twice is agreeing once."""
    with transaction.atomic():
        _given, is_new = ChannelConsent.objects.get_or_create(
            client=client, channel=channel, withdrawn_at=None, defaults={"given_at": at, "recorded_by": by}
        )
        if is_new:
            auditing.note("consent_given", client, by=by, at=at, program=client.program, channel=channel)


def withdraw_consent(client: Client, channel: Channel, *, by: Person | None, at: datetime) -> None:
    """The client no longer agrees; when it was given stays on record."""
    with transaction.atomic():
        running = ChannelConsent.objects.filter(client=client, channel=channel, withdrawn_at=None)
        if running.update(withdrawn_at=at):
            auditing.note("consent_withdrawn", client, by=by, at=at, program=client.program, channel=channel)


def _columns(details: ClientDetails) -> dict[str, object]:
    return {one.name: getattr(details, one.name) for one in fields(details)}
