"""Episodes of care: open one, edit it, note a promised return. How they end stands in `actions.endings`."""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from bidewell.actions import auditing
from bidewell.actions.assignments import start_assignment
from bidewell.actions.refusals import Refused
from bidewell.actions.saving import save_unless_changed
from bidewell.actions.snapshots import touch
from bidewell.domain.leaving_state import LeavingState
from bidewell.domain.time import program_day
from bidewell.records.contacts import standing_of
from bidewell.records.models import Client, Episode, Membership, Person, Site
from bidewell.records.one_person import of_one_person

LONGEST_PROMISE = timedelta(days=366)
_OVER = (LeavingState.ENDED, LeavingState.LEFT)


@dataclass(frozen=True)
class EpisodeFacts:
    """What is known of an episode at its opening; each may be corrected later."""

    referred_on: date | None = None
    first_offered_on: date | None = None
    start: date | None = None
    site: Site | None = None
    level_of_care: str = ""
    referral_source: str = ""
    payer: str = ""
    planned_interval_days: float | None = None


def open_episode(
    client: Client, facts: EpisodeFacts, therapist: Membership | None, *, by: Person | None, at: datetime
) -> Episode:
    """Open an episode. After an earlier one it is a re-admission: linked to it, and the earlier ones counted."""
    with transaction.atomic():
        _refuse_facts(client, facts, at)
        client = _held(client)
        previous = _previous(client, at)
        episode = Episode.objects.create(
            program_id=client.program_id, client=client, key=uuid4().hex, previous=previous,
            prior_episodes=_prior_episodes(client, previous), **_columns(facts),
        )  # fmt: skip
        program = client.program
        earlier = str(previous.ref) if previous else None
        auditing.note("episode_opened", episode, by=by, at=at, program=program, previous=earlier)
        if therapist is not None:
            day = facts.start or facts.referred_on or program_day(at, program.time_zone)
            start_assignment(episode, therapist, day, by=by, at=at)
        touch([episode.pk], at=at)
    return episode


def edit_episode(episode: Episode, facts: EpisodeFacts, *, version: int, by: Person | None, at: datetime) -> None:
    """Correct what was known at the opening. The former days stay in the audit."""
    with transaction.atomic():
        _refuse_facts(episode.client, facts, at)
        changed = {name: value for name, value in _columns(facts).items() if getattr(episode, name) != value}
        before = {name: _plain(getattr(episode, name)) for name in changed}
        for name, value in changed.items():
            setattr(episode, name, value)
        save_unless_changed(episode, changed, version)
        auditing.note("episode_edited", episode, by=by, at=at, program=episode.program, before=before)
        touch([episode.pk], at=at)


def promise_return(episode: Episode, day: date | None, *, version: int, by: Person | None, at: datetime) -> None:
    """Note the day the client promised to be back, or with None that there is no promise any more."""
    with transaction.atomic():
        save_unless_changed(episode, [], version)
        set_promise(episode, day, by=by, at=at)
        touch([episode.pk], at=at)


def set_promise(episode: Episode, day: date | None, *, by: Person | None, at: datetime) -> None:
    """The promise itself, with its line in the audit; the caller has the transaction and touches the snapshot."""
    today = program_day(at, episode.program.time_zone)
    if day is not None and not today <= day <= today + LONGEST_PROMISE:
        raise Refused(_("A promised day lies between today and a year from now."))
    before, episode.promised_return_on = episode.promised_return_on, day
    save_unless_changed(episode, ["promised_return_on"], episode.version)
    auditing.note(
        "return_promised", episode, by=by, at=at, program=episode.program, on=_plain(day), before=_plain(before)
    )


def _columns(facts: EpisodeFacts) -> dict[str, object]:
    """Empty text is stored as nothing, as the records format has it."""
    values = {one.name: getattr(facts, one.name) for one in fields(facts)}
    return {name: None if value == "" else value for name, value in values.items()}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | None) else str(value)


def _refuse_facts(client: Client, facts: EpisodeFacts, at: datetime) -> None:
    today = program_day(at, client.program.time_zone)
    if any(day is not None and day > today for day in (facts.referred_on, facts.first_offered_on, facts.start)):
        raise Refused(_("These days lie today or earlier. Book an appointment for what is still to come."))
    if facts.start is None and facts.referred_on is None:
        raise Refused(_("Give the day of the referral or the day care began."))
    if facts.start is not None and facts.referred_on is not None and facts.start < facts.referred_on:
        raise Refused(_("Care cannot begin before the referral."))
    if facts.site is not None and facts.site.program_id != client.program_id:
        raise Refused(_("Choose a site of this program."))


def _held(client: Client) -> Client:
    """The client as it is now. Who opens an episode for the same person waits for this one, and then sees it."""
    rows = Client.objects.select_for_update(of=("self",)).select_related("program").order_by("pk")
    held = {row.pk: row for row in rows.filter(Q(pk=client.pk) | Q(merged_from=client))}
    return held[client.pk]


def _previous(client: Client, at: datetime) -> Episode | None:
    """The latest episode that none follows yet. One that still runs is refused."""
    last = list(Episode.objects.filter(of_one_person(client), next=None).select_related("program"))
    if any(standing_of(one, at).state not in _OVER for one in last):
        raise Refused(_("This client has an episode that is still open. Record how it ended first."))
    return max(last, key=lambda one: (one.start or one.referred_on or date.min, one.pk), default=None)


def _prior_episodes(client: Client, previous: Episode | None) -> int | None:
    """How many came before, as far as is known: what the last one says and itself, at least those that are here."""
    if previous is None:
        return None
    return max((previous.prior_episodes or 0) + 1, Episode.objects.filter(of_one_person(client)).count())
