"""Clients, episodes, endings, factors: each change is kept with who and when, and the second of two people is told."""

from datetime import date, timedelta

import pytest

from bidewell.actions.clients import (
    ClientDetails,
    admit_client,
    edit_client,
    give_consent,
    register_client,
    withdraw_consent,
)
from bidewell.actions.endings import (
    HowItEnded,
    Withdrawal,
    ending_in_force,
    is_agreed_without_a_last_session,
    record_ending,
    withdraw_ending,
)
from bidewell.actions.episodes import EpisodeFacts, edit_episode, open_episode, promise_return
from bidewell.actions.factors import FactorFacts, correct_factor, end_factor, record_factor
from bidewell.actions.refusals import ChangedMeanwhile, Refused
from bidewell.actions.sessions import Booking, book_session, move_session
from bidewell.domain.endings import Ending as EndingKind
from bidewell.domain.reaching import Channel
from bidewell.records.models import AuditEvent, ChannelConsent, Client, Ending, Episode, Factor, Session, Snapshot
from tests.clinic.cast import DAY, NOW, Cast, booked

NEW = ClientDetails("Robin Vale", "es", "robin@example.org", "+1 212 555 0101")
REFERRED = EpisodeFacts(referred_on=date(2026, 3, 2), referral_source="family")


def version(episode: Episode) -> int:
    return Episode.objects.get(pk=episode.pk).version


def end(cast: Cast, kind: EndingKind, on: date = DAY, **more: object) -> Ending:
    episode = Episode.objects.get(pk=cast.episode.pk)
    return record_ending(episode, HowItEnded(kind, on, **more), version=episode.version, by=cast.thea, at=NOW)


def test_a_client_is_admitted_with_a_key_of_their_own_and_a_therapist(cast: Cast) -> None:
    episode = admit_client(cast.program, NEW, REFERRED, cast.memberships["thea"], by=cast.frida, at=NOW)
    assert episode.client.name == "Robin Vale" and len(episode.client.key) == 32
    assert [one.therapist for one in episode.assignments.all()] == [cast.memberships["thea"]]
    assert episode.prior_episodes is None and episode.previous is None
    assert Snapshot.objects.get(episode=episode).is_open
    words = " ".join(str(line.detail) for line in AuditEvent.objects.all())
    assert "Robin" not in words and "robin@" not in words and "555 0101" not in words


def test_a_number_is_one_clients(cast: Cast) -> None:
    with pytest.raises(Refused):
        register_client(cast.program, NEW, key="C1", by=cast.frida, at=NOW)
    assert register_client(cast.elsewhere, NEW, key="C2", by=cast.frida, at=NOW).key == "C2"


def test_the_second_of_two_who_edit_a_client_is_told(cast: Cast) -> None:
    one, other = (Client.objects.get(pk=cast.casey.pk) for _ in range(2))
    edit_client(one, ClientDetails("Casey Reed", phone="1"), version=1, by=cast.frida, at=NOW)
    with pytest.raises(ChangedMeanwhile):
        edit_client(other, ClientDetails("Casey Rhys"), version=1, by=cast.thea, at=NOW)
    saved = Client.objects.get(pk=cast.casey.pk)
    assert (saved.name, saved.phone, saved.version) == ("Casey Reed", "1", 2)
    assert AuditEvent.objects.get(what="client_edited").detail == {"columns": ["phone"]}


def test_consent_is_given_withdrawn_and_given_again(cast: Cast) -> None:
    give_consent(cast.casey, Channel.SMS, by=cast.frida, at=NOW)
    give_consent(cast.casey, Channel.SMS, by=cast.frida, at=NOW)
    withdraw_consent(cast.casey, Channel.SMS, by=cast.frida, at=NOW + timedelta(days=1))
    withdraw_consent(cast.casey, Channel.EMAIL, by=cast.frida, at=NOW)
    give_consent(cast.casey, Channel.SMS, by=cast.thea, at=NOW + timedelta(days=2))
    kept = ChannelConsent.objects.filter(client=cast.casey).order_by("given_at")
    assert [(one.recorded_by, one.withdrawn_at is None) for one in kept] == [(cast.frida, False), (cast.thea, True)]
    assert AuditEvent.objects.filter(what__startswith="consent").count() == 3


def test_a_readmission_is_a_new_episode_linked_to_the_last(cast: Cast) -> None:
    with pytest.raises(Refused):
        open_episode(cast.casey, REFERRED, cast.memberships["tom"], by=cast.frida, at=NOW)
    end(cast, EndingKind.COMPLETED)
    again = open_episode(cast.casey, REFERRED, cast.memberships["tom"], by=cast.frida, at=NOW)
    assert again.previous == cast.episode and again.prior_episodes == 1
    record_ending(again, HowItEnded(EndingKind.MOVED, DAY), version=again.version, by=cast.thea, at=NOW)
    Episode.objects.filter(pk=again.pk).update(prior_episodes=4)
    third = open_episode(cast.casey, REFERRED, None, by=cast.frida, at=NOW)
    assert third.previous == again and third.prior_episodes == 5


@pytest.mark.parametrize(
    "facts",
    [
        EpisodeFacts(),
        EpisodeFacts(start=DAY + timedelta(days=1)),
        EpisodeFacts(start=date(2026, 1, 1), referred_on=date(2026, 1, 2)),
    ],
)
def test_days_that_cannot_be_are_refused(cast: Cast, facts: EpisodeFacts) -> None:
    with pytest.raises(Refused):
        admit_client(cast.program, NEW, facts, None, by=cast.frida, at=NOW)
    assert not Client.objects.filter(name="Robin Vale").exists()


def test_the_second_of_two_who_edit_an_episode_is_told(cast: Cast) -> None:
    one, other = (Episode.objects.get(pk=cast.episode.pk) for _ in range(2))
    facts = EpisodeFacts(start=date(2026, 1, 6), site=cast.site, planned_interval_days=14)
    edit_episode(one, facts, version=1, by=cast.thea, at=NOW)
    with pytest.raises(ChangedMeanwhile):
        edit_episode(other, EpisodeFacts(start=date(2026, 1, 9)), version=1, by=cast.sam, at=NOW)
    saved = Episode.objects.get(pk=cast.episode.pk)
    assert (saved.start, saved.planned_interval_days, saved.version) == (date(2026, 1, 6), 14, 2)
    before = AuditEvent.objects.get(what="episode_edited").detail["before"]
    assert before == {"start": "2026-01-05", "planned_interval_days": None}
    assert Snapshot.objects.get(episode=saved).planned_interval_days == 14


def test_an_ending_is_recorded_corrected_and_withdrawn_and_all_of_it_stays(cast: Cast) -> None:
    end(cast, EndingKind.COMPLETED, judged_by="therapist")
    end(cast, EndingKind.MOVED)
    episode = Episode.objects.get(pk=cast.episode.pk)
    withdraw_ending(episode, Withdrawal.RETURNED, version=episode.version, by=cast.sam, at=NOW)
    rows = list(Ending.objects.filter(episode=cast.episode).order_by("id"))
    assert [(one.kind, one.recorded_by, one.withdrawn_because) for one in rows] == [
        ("completed", cast.thea, "corrected"), ("moved", cast.thea, "returned"),
    ]  # fmt: skip
    assert ending_in_force(cast.episode) is None and Snapshot.objects.get(episode=episode).is_open


def test_closing_calls_off_what_is_still_booked_and_forgets_the_promise(cast: Cast) -> None:
    promise_return(cast.episode, DAY + timedelta(days=9), version=1, by=cast.thea, at=NOW)
    end(cast, EndingKind.DIED)
    session = Session.objects.get(pk=cast.session.pk)
    assert (session.status, session.reason) == ("cancelled_by_program", "pat-dec")
    assert Episode.objects.get(pk=cast.episode.pk).promised_return_on is None


@pytest.mark.parametrize("on", [date(2026, 1, 4), DAY + timedelta(days=1), date(2026, 2, 24)])
def test_an_ending_before_the_start_in_the_future_or_before_the_last_session_is_refused(cast: Cast, on: date) -> None:
    booked(cast.episode, "S0", NOW - timedelta(days=7), cast.memberships["thea"], status="attended")
    with pytest.raises(Refused):
        end(cast, EndingKind.COMPLETED, on)
    assert ending_in_force(cast.episode) is None


def test_the_second_of_two_who_end_an_episode_is_told(cast: Cast) -> None:
    one, other = (Episode.objects.get(pk=cast.episode.pk) for _ in range(2))
    record_ending(one, HowItEnded(EndingKind.COMPLETED, DAY), version=1, by=cast.thea, at=NOW)
    with pytest.raises(ChangedMeanwhile):
        record_ending(other, HowItEnded(EndingKind.LEFT, DAY), version=1, by=cast.sam, at=NOW)
    assert Ending.objects.get(episode=cast.episode).kind == "completed"


def test_an_agreed_ending_asks_for_a_last_session_or_a_plan(cast: Cast) -> None:
    def doubted(kind: EndingKind = EndingKind.MUTUAL) -> bool:
        return is_agreed_without_a_last_session(cast.episode, kind, NOW)

    assert not doubted()  # an appointment is still booked: a plan
    Session.objects.filter(pk=cast.session.pk).delete()
    assert doubted() and not doubted(EndingKind.LEFT)
    seen = booked(cast.episode, "S0", NOW - timedelta(days=7), cast.memberships["thea"], status="attended")
    assert not doubted()
    missed = booked(cast.episode, "S2", NOW - timedelta(days=1), cast.memberships["thea"], status="no_show")
    assert doubted()
    missed.delete()
    Session.objects.filter(pk=seen.pk).update(scheduled_at=NOW - timedelta(days=30))
    assert doubted()


def test_a_factor_is_recorded_corrected_and_ended(cast: Cast) -> None:
    order = FactorFacts("diversion", date(2026, 1, 1), date(2026, 6, 1))
    factor = record_factor(cast.episode, "court_order", order, version=1, by=cast.thea, at=NOW)
    assert (factor.value, factor.recorded_by, factor.recorded_at) == ("diversion", cast.thea, NOW)
    with pytest.raises(ChangedMeanwhile):
        end_factor(factor, DAY, version=1, by=cast.sam, at=NOW)
    factor = Factor.objects.get(pk=factor.pk)
    correct_factor(factor, FactorFacts("court", date(2026, 1, 1)), version=version(cast.episode), by=cast.thea, at=NOW)
    factor = Factor.objects.get(pk=factor.pk)
    end_factor(factor, DAY, version=version(cast.episode), by=cast.thea, at=NOW)
    factor.refresh_from_db()
    assert (factor.value, factor.to_day) == ("court", DAY)
    assert [line.detail["before"]["value"] for line in AuditEvent.objects.filter(what="factor_corrected")] == [
        "diversion",
        "court",
    ]


def test_a_new_value_ends_the_one_before(cast: Cast) -> None:
    record_factor(cast.episode, "travel_minutes", FactorFacts("20"), version=1, by=cast.thea, at=NOW)
    record_factor(cast.episode, "travel_minutes", FactorFacts("45.50", DAY), version=2, by=cast.thea, at=NOW)
    kept = Factor.objects.filter(episode=cast.episode).order_by("id")
    assert [(one.value, one.to_day) for one in kept] == [("20", DAY - timedelta(days=1)), ("45.5", None)]


@pytest.mark.parametrize(
    "name, value",
    [("travel_minutes", "far"), ("travel_minutes", "-1"), ("travel_minutes", "inf"), ("court_order", "docket 12/345"),
     ("ride_support", "1"), ("alliance", "4"), ("anything", "1"), ("family_involvement", "maybe")],
)  # fmt: skip
def test_values_that_cannot_be_are_refused(cast: Cast, name: str, value: str) -> None:
    with pytest.raises(Refused):
        record_factor(cast.episode, name, FactorFacts(value), version=1, by=cast.thea, at=NOW)
    assert not Factor.objects.exists() and version(cast.episode) == 1


def test_a_programs_own_factor_can_be_entered(cast: Cast) -> None:
    cast.program.factor_kinds = {"bus_line": "category", "motivation": "category"}
    for number, (name, value) in enumerate([("bus_line", "M15"), ("motivation", "ready")], start=1):
        cast.episode.program = cast.program
        record_factor(cast.episode, name, FactorFacts(value), version=number, by=cast.thea, at=NOW)
    assert sorted(Factor.objects.values_list("value", flat=True)) == ["M15", "ready"]


def test_an_appointment_is_booked_and_moved(cast: Cast) -> None:
    staff = (cast.memberships["thea"],)
    session = book_session(cast.episode, Booking(NOW + timedelta(days=7), staff), by=cast.frida, at=NOW)
    with pytest.raises(Refused):
        book_session(cast.episode, Booking(NOW + timedelta(days=7), staff), by=cast.frida, at=NOW)
    move_session(session, NOW + timedelta(days=8), version=1, by=cast.frida, at=NOW)
    with pytest.raises(ChangedMeanwhile):
        move_session(Session.objects.get(pk=session.pk), NOW + timedelta(days=9), version=1, by=cast.thea, at=NOW)
    assert Session.objects.get(pk=session.pk).scheduled_at == NOW + timedelta(days=8)


def test_nothing_is_booked_with_a_stranger_or_after_care_has_ended(cast: Cast) -> None:
    with pytest.raises(Refused):
        book_session(cast.episode, Booking(NOW, (cast.memberships["otto"],)), by=cast.frida, at=NOW)
    end(cast, EndingKind.COMPLETED)
    with pytest.raises(Refused):
        book_session(cast.episode, Booking(NOW, ()), by=cast.frida, at=NOW)
