"""Offering, finishing and safety: what the pages rest on."""

from datetime import timedelta
from typing import Any

import pytest

from bidewell.actions import snapshots
from bidewell.actions.check_ins.answering import Given, Submission, record_answers
from bidewell.actions.check_ins.finishing import finish_expired
from bidewell.actions.check_ins.offering import offer_again, offer_check_in
from bidewell.actions.check_ins.opening import AlreadyOver
from bidewell.actions.merging import merge_clients
from bidewell.actions.refusals import Refused
from bidewell.domain.sharing import Sharing
from bidewell.records.models import CheckIn, Client, InstrumentVersion, Job, SafetyNote, Snapshot
from tests.clinic.cast import NOW, Cast
from tests.clinic.check_ins import SEVEN, answers_of, offered, own_instrument, scores_of, visited


def submission(check_in: CheckIn, value: float = 4, **more: Any) -> Submission:
    given = tuple(Given(item, value, NOW, NOW) for item in check_in.items)
    return Submission(**({"given": given, "sharing": Sharing.THERAPIST, "language": "en", "mode": "phone", "is_finished": True} | more))  # fmt: skip


def test_the_first_offer_describes_our_instrument_so_that_its_score_is_the_rating(cast: Cast) -> None:
    version = offered(cast, NOW).instrument
    assert (version.code, version.version, version.role, version.item) == (
        "bidewell_checkin",
        "1",
        "alliance",
        "alliance",
    )
    assert (version.minimum, version.maximum, version.place, version.is_offered) == (1, 5, 0, True)


def test_an_instrument_that_came_with_the_records_stays_the_first(cast: Cast) -> None:
    InstrumentVersion.objects.create(
        program=cast.program, code="srs", rater="client", role="alliance", item="t", place=0
    )
    assert offered(cast, NOW).instrument.place == 1


def test_two_items_rotate_from_one_check_in_to_the_next(cast: Cast) -> None:
    asked = [set(offered(cast, NOW, key=f"V{number}").items) for number in range(4)]
    assert all(len(items) == SEVEN for items in asked)
    rotating = [items - {"bond", "goals", "tasks", "voice", "return"} for items in asked]
    assert len(set(map(frozenset, rotating))) == 4 and set.union(*rotating) == {"engagement", "motivation", "travel", "choice"}  # fmt: skip


def test_a_client_merged_into_another_is_asked_in_the_language_of_the_other(cast: Cast) -> None:
    Client.objects.filter(pk=cast.noor.pk).update(language="es")
    merge_clients(cast.casey, cast.noor, by=cast.dana, at=NOW)
    cast.episode.client.refresh_from_db()
    assert offered(cast, NOW).language == "es"


def test_an_answered_check_in_is_not_offered_again(cast: Cast) -> None:
    check_in = offered(cast, NOW)
    record_answers(check_in, submission(check_in), at=NOW)
    with pytest.raises(Refused):
        offer_check_in(check_in.session, by=cast.frida, at=NOW)
    with pytest.raises(AlreadyOver):
        record_answers(check_in, submission(check_in, 1), at=NOW)
    assert set(answers_of(check_in).values()) == {4.0}


@pytest.mark.parametrize(("value", "noted"), [(0, []), (1, ["harm"]), (3, ["harm"])])
def test_a_safety_item_at_its_threshold_raises_one_note(cast: Cast, value: int, noted: list[str]) -> None:
    own_instrument(cast)
    check_in = offered(cast, NOW)
    record_answers(check_in, submission(check_in, value), at=NOW)
    assert list(SafetyNote.objects.values_list("item", flat=True)) == noted
    assert scores_of(check_in) == {"total": 2 * value}


def test_one_that_was_answered_meanwhile_is_not_offered_again_from_an_old_row(cast: Cast) -> None:
    before = offered(cast, NOW)
    record_answers(before, submission(before), at=NOW)
    assert before.status == "offered"  # as read before the answers came
    with pytest.raises(Refused):
        offer_again(before, by=cast.frida, at=NOW)
    before.refresh_from_db()
    assert (before.status, before.answered_at) == ("answered", NOW)


def test_offering_again_leaves_what_was_begun_meanwhile(cast: Cast) -> None:
    before = offered(cast, NOW)
    record_answers(before, submission(before, is_finished=False, sharing=Sharing.COUNTED), at=NOW)
    again = offer_again(before, by=cast.frida, at=NOW + timedelta(hours=1))
    before.refresh_from_db()
    assert (again.status, before.status, before.sharing) == ("shown", "shown", "counted")


NEWS: list[tuple[dict[str, Any], bool]] = [
    ({}, True),
    ({"sharing": Sharing.SUPERVISOR}, False),
    ({"sharing": Sharing.COUNTED}, False),
    ({"given": ()}, False),  # every question passed over: "not today"
]


@pytest.mark.parametrize(("answered", "expected"), NEWS)
def test_news_is_only_what_the_therapist_is_shown(cast: Cast, answered: dict[str, Any], expected: bool) -> None:
    check_in = offered(cast, NOW)
    snapshots.touch([check_in.episode_id], at=NOW, is_news=False)
    Snapshot.objects.update(stale_since=None)
    record_answers(check_in, submission(check_in, **answered), at=NOW)
    known = Snapshot.objects.get(pk=check_in.episode_id)
    assert (known.has_new_information, known.stale_since) == (expected, NOW)


def test_what_was_news_before_stays_so(cast: Cast) -> None:
    check_in = offered(cast, NOW)
    snapshots.touch([check_in.episode_id], at=NOW)
    record_answers(check_in, submission(check_in, sharing=Sharing.COUNTED), at=NOW)
    assert Snapshot.objects.get(pk=check_in.episode_id).has_new_information


def test_an_instrument_without_words_is_not_offered(cast: Cast) -> None:
    own_instrument(cast, items=[{"code": "low"}, {"code": "harm"}])
    with pytest.raises(Refused):
        offered(cast, NOW)
    assert not CheckIn.objects.exists()


def test_what_was_begun_and_left_counts_after_a_while_as_far_as_it_was_answered(cast: Cast) -> None:
    check_in = offered(cast, NOW)
    part = submission(check_in, is_finished=False)
    record_answers(check_in, submission(check_in, given=part.given[:4], is_finished=False), at=NOW)
    untouched = offer_check_in(visited(cast, NOW, key="V2"), by=None, at=NOW)
    later = check_in.expires_at + timedelta(days=8)
    finish_expired(Job(), lambda words: None, check_in.expires_at)
    check_in.refresh_from_db()
    assert check_in.status == "shown"
    finish_expired(Job(), lambda words: None, later)
    finish_expired(Job(), lambda words: None, later)
    check_in.refresh_from_db()
    untouched.refresh_from_db()
    assert (check_in.status, check_in.answered_at, untouched.status) == ("answered", NOW, "offered")
    assert scores_of(check_in) == {"alliance": 4.0}
