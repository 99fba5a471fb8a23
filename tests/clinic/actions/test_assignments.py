"""Who an episode is with: shared, changed, handed over as a whole, and covered for a while."""

from datetime import timedelta

import pytest

from bidewell.actions.assignments import (
    change_therapist,
    end_cover,
    end_sharing,
    grant_cover,
    hand_over_caseload,
    share_episode,
)
from bidewell.actions.groups import book_group, create_group
from bidewell.actions.refusals import ChangedMeanwhile, Refused
from bidewell.actions.sessions import Booking
from bidewell.records.access import Permission, episodes_for
from bidewell.records.models import Assignment, AuditEvent, Cover, Episode, ImportBatch, ImportedRow, Session
from tests.clinic.cast import DAY, NOW, Cast, booked


def seen_by(person: object) -> set[Episode]:
    return set(episodes_for(person, Permission.SEE_CLIENT, DAY))


def test_a_shared_client_is_seen_by_both_and_then_by_one(cast: Cast) -> None:
    share_episode(cast.episode, cast.memberships["tom"], version=1, by=cast.thea, at=NOW)
    assert cast.episode in seen_by(cast.tom) & seen_by(cast.thea)
    cast.episode.refresh_from_db()
    end_sharing(cast.episode, cast.memberships["thea"], version=cast.episode.version, by=cast.thea, at=NOW)
    assert cast.episode not in seen_by(cast.thea) and cast.episode in seen_by(cast.tom)
    cast.episode.refresh_from_db()
    with pytest.raises(Refused):
        end_sharing(cast.episode, cast.memberships["tom"], version=cast.episode.version, by=cast.tom, at=NOW)


def test_a_change_of_therapist_takes_the_bookings_along(cast: Cast) -> None:
    past = booked(cast.episode, "S0", NOW - timedelta(days=7), cast.memberships["thea"], status="attended")
    change_therapist(cast.episode, cast.memberships["thea"], cast.memberships["tom"], version=1, by=cast.sam, at=NOW)
    assert cast.episode not in seen_by(cast.thea) and cast.episode in seen_by(cast.tom)
    assert [held.therapist for held in cast.session.held_by.all()] == [cast.memberships["tom"]]
    assert [held.therapist for held in past.held_by.all()] == [cast.memberships["thea"]]
    spells = Assignment.objects.filter(episode=cast.episode).order_by("from_day")
    assert [(one.therapist.person, one.to_day) for one in spells] == [
        (cast.thea, DAY - timedelta(days=1)),
        (cast.tom, None),
    ]
    with pytest.raises(ChangedMeanwhile):
        change_therapist(
            Episode.objects.get(pk=cast.episode.pk),
            cast.memberships["tom"],
            cast.memberships["thea"],
            version=1,
            by=cast.sam,
            at=NOW,
        )


@pytest.mark.parametrize("to", ["otto", "frida", "thea"])
def test_only_another_therapist_of_the_program_takes_over(cast: Cast, to: str) -> None:
    with pytest.raises(Refused):
        change_therapist(cast.episode, cast.memberships["thea"], cast.memberships[to], version=1, by=cast.sam, at=NOW)
    assert cast.episode in seen_by(cast.thea)


def test_an_assignment_of_the_same_day_leaves_no_empty_stretch(cast: Cast) -> None:
    change_therapist(cast.episode, cast.memberships["thea"], cast.memberships["tom"], version=1, by=cast.sam, at=NOW)
    cast.episode.refresh_from_db()
    change_therapist(
        cast.episode,
        cast.memberships["tom"],
        cast.memberships["thea"],
        version=cast.episode.version,
        by=cast.sam,
        at=NOW,
    )
    spells = Assignment.objects.filter(episode=cast.episode).order_by("from_day")
    assert [(one.therapist.person, one.from_day) for one in spells] == [
        (cast.thea, spells[0].from_day),
        (cast.thea, DAY),
    ]
    assert AuditEvent.objects.filter(what="assignment_ended").count() == 2


def with_an_end(cast: Cast, name: str, first: int, last: int | None) -> Assignment:
    to_day = None if last is None else DAY + timedelta(days=last)
    return Assignment.objects.create(
        episode=cast.episode, therapist=cast.memberships[name], from_day=DAY + timedelta(days=first), to_day=to_day
    )


def who_sees_it_in(days: int, cast: Cast) -> set[str]:
    day = DAY + timedelta(days=days)
    people = (cast.thea, cast.tom)
    return {one.name for one in people if cast.episode in episodes_for(one, Permission.SEE_CLIENT, day)}


@pytest.mark.parametrize("first, last", [(-7, 7), (7, None), (3, 7)])
def test_sharing_opens_the_client_today_and_for_good(cast: Cast, first: int, last: int | None) -> None:
    """Whatever stretch of days the therapist had already: one that ends soon, one that begins later."""
    with_an_end(cast, "tom", first, last)
    share_episode(cast.episode, cast.memberships["tom"], version=1, by=cast.thea, at=NOW)
    for days in (0, 5, 30):
        assert who_sees_it_in(days, cast) == {"Thea", "Tom"}
    spells = Assignment.objects.filter(therapist=cast.memberships["tom"], episode=cast.episode).order_by("from_day")
    ends = [(one.from_day, one.to_day) for one in spells]
    assert all(to is not None and to < after for (_, to), (after, _) in zip(ends, ends[1:], strict=False))


def test_who_takes_over_from_somebody_with_an_end_stays_after_it(cast: Cast) -> None:
    with_an_end(cast, "tom", -7, 7)
    change_therapist(cast.episode, cast.memberships["thea"], cast.memberships["tom"], version=1, by=cast.sam, at=NOW)
    assert who_sees_it_in(0, cast) == who_sees_it_in(30, cast) == {"Tom"}


@pytest.mark.parametrize("first, last", [(-7, 7), (7, None)])
def test_the_last_therapist_does_not_go_while_another_is_not_there_or_leaves(
    cast: Cast, first: int, last: int | None
) -> None:
    with_an_end(cast, "tom", first, last)
    with pytest.raises(Refused):
        end_sharing(cast.episode, cast.memberships["thea"], version=1, by=cast.thea, at=NOW)


def test_an_imported_assignment_of_the_same_day_is_ended_and_not_removed(cast: Cast) -> None:
    """Removed, the next export would bring it again, and access with it."""
    brought = with_an_end(cast, "tom", 0, None)
    batch = ImportBatch.objects.create(program=cast.program, source="n", digest="d", state="done", started_at=NOW)
    ImportedRow.objects.create(batch=batch, table="assignments", object_id=brought.pk)
    end_sharing(cast.episode, cast.memberships["tom"], version=1, by=cast.thea, at=NOW)
    assert Assignment.objects.get(pk=brought.pk).to_day == DAY
    assert who_sees_it_in(1, cast) == {"Thea"}


def test_a_whole_caseload_is_handed_over(cast: Cast) -> None:
    assert hand_over_caseload(cast.memberships["thea"], cast.memberships["tom"], by=cast.ada, at=NOW) == 1
    assert seen_by(cast.thea) == set() and seen_by(cast.tom) == {cast.episode, cast.noors}
    assert hand_over_caseload(cast.memberships["thea"], cast.memberships["tom"], by=cast.ada, at=NOW) == 0


def test_a_handover_to_who_shares_the_client_doubles_nothing(cast: Cast) -> None:
    share_episode(cast.episode, cast.memberships["tom"], version=1, by=cast.thea, at=NOW)
    hand_over_caseload(cast.memberships["thea"], cast.memberships["tom"], by=cast.ada, at=NOW)
    assert Assignment.objects.filter(episode=cast.episode, to_day=None).count() == 1


def test_cover_opens_a_caseload_and_ends(cast: Cast) -> None:
    cover = grant_cover(
        cast.memberships["thea"], cast.memberships["tom"], DAY, DAY + timedelta(days=3), by=cast.thea, at=NOW
    )
    assert cast.episode in seen_by(cast.tom)
    end_cover(cover, by=cast.thea, at=NOW + timedelta(days=1))
    assert Cover.objects.get(pk=cover.pk).to_day == DAY
    second = grant_cover(cast.memberships["thea"], cast.memberships["tom"], DAY, DAY, by=cast.thea, at=NOW)
    end_cover(second, by=cast.thea, at=NOW)
    assert not Cover.objects.filter(pk=second.pk).exists()


@pytest.mark.parametrize(
    "who, first, last", [("thea", 0, 1), ("otto", 0, 1), ("tom", -5, -1), ("tom", 2, 1), ("tom", 0, 400)]
)
def test_cover_that_cannot_be_is_refused(cast: Cast, who: str, first: int, last: int) -> None:
    with pytest.raises(Refused):
        grant_cover(
            cast.memberships["thea"],
            cast.memberships[who],
            DAY + timedelta(days=first),
            DAY + timedelta(days=last),
            by=cast.thea,
            at=NOW,
        )


def test_a_group_is_booked_as_a_whole_or_not_at_all(cast: Cast) -> None:
    group = create_group(cast.program, "Monday", by=cast.frida, at=NOW)
    with pytest.raises(Refused):
        create_group(cast.program, "Monday", by=cast.frida, at=NOW)
    booking = Booking(cast.session.scheduled_at, (cast.memberships["thea"],), group=group)
    with pytest.raises(Refused):  # Casey already has an appointment then
        book_group([cast.noors, cast.episode], booking, by=cast.frida, at=NOW)
    assert Session.objects.filter(group=group).count() == 0
    later = Booking(NOW + timedelta(days=1), (cast.memberships["thea"],), group=group)
    assert len(book_group([cast.noors, cast.episode], later, by=cast.frida, at=NOW)) == 2
