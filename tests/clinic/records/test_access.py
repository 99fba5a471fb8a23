"""Who may see or change what, asked of the module that decides it. What is not listed is refused."""

from datetime import timedelta

import pytest

from bidewell.domain.roles import Role
from bidewell.records.access import (
    ROLES_THAT_MAY,
    Permission,
    audit_events_for,
    clients_for,
    episodes_for,
    memberships_with,
    people_for,
    programs_for,
    sessions_for,
)
from bidewell.records.models import Assignment, AuditEvent, Client, Cover, Episode, Membership, Person, Site
from tests.clinic.cast import DAY, NOW, Cast, booked, client_in_care, member

A_DAY = timedelta(days=1)
CLINICAL = (Permission.SEE_CASELOAD, Permission.SEE_CLIENT, Permission.CHANGE_EPISODE, Permission.SEE_TEAM)


def episodes(person: Person, permission: Permission = Permission.SEE_CLIENT) -> set[Episode]:
    return set(episodes_for(person, permission, DAY))


def may(person: Person, permission: Permission) -> bool:
    return memberships_with(person, permission, DAY).exists()


def test_every_permission_is_either_everybodys_or_listed() -> None:
    assert set(Permission) - ROLES_THAT_MAY.keys() == {Permission.ANYONE, Permission.SIGNED_IN}


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.FRONT_DESK, Role.DATA_MANAGER, Role.ADMINISTRATOR])
def test_only_who_treats_or_supervises_sees_clinical_pages(cast: Cast, role: Role) -> None:
    for permission in CLINICAL:
        assert not may(cast.people[role], permission)
        assert not episodes(cast.people[role], permission)


def test_a_therapist_sees_the_own_caseload(cast: Cast) -> None:
    assert episodes(cast.thea) == {cast.episode}
    assert episodes(cast.tom) == {cast.noors}
    assert episodes(cast.otto) == {cast.devs}


def test_a_supervisor_sees_the_team_and_nobody_elses(cast: Cast) -> None:
    assert episodes(cast.sam) == {cast.episode}
    cast.memberships["thea"].supervisor = None
    cast.memberships["thea"].save()
    assert episodes(cast.sam) == set()


def test_a_supervisor_of_one_program_is_none_of_another(cast: Cast) -> None:
    cast.memberships["otto"].supervisor = cast.sam
    cast.memberships["otto"].save()
    assert cast.devs not in episodes(cast.sam)


def test_the_front_desk_reaches_every_client_of_the_program_but_not_of_another(cast: Cast) -> None:
    assert set(clients_for(cast.frida, Permission.REGISTER_CLIENT, DAY)) == {cast.casey, cast.noor}


def test_a_front_desk_of_one_site_reaches_that_site(cast: Cast) -> None:
    there = Site.objects.create(program=cast.program, name="East Side")
    cast.memberships["frida"].site = there
    cast.memberships["frida"].save()
    assert set(episodes_for(cast.frida, Permission.SEE_TODAY, DAY)) == set()
    Episode.objects.filter(pk=cast.noors.pk).update(site=there)
    assert set(episodes_for(cast.frida, Permission.SEE_TODAY, DAY)) == {cast.noors}


class TestWhatHasEnded:
    def test_a_role_ends_with_its_last_day(self, cast: Cast) -> None:
        Membership.objects.filter(pk=cast.memberships["thea"].pk).update(to_day=DAY)
        assert episodes(cast.thea) == {cast.episode}
        Membership.objects.filter(pk=cast.memberships["thea"].pk).update(to_day=DAY - A_DAY)
        assert episodes(cast.thea) == set() and not may(cast.thea, Permission.SEE_CASELOAD)

    def test_a_role_that_is_still_to_come_opens_nothing(self, cast: Cast) -> None:
        Membership.objects.filter(pk=cast.memberships["thea"].pk).update(from_day=DAY + A_DAY)
        assert episodes(cast.thea) == set()

    def test_an_assignment_that_has_ended_opens_the_client_to_nobody_but_the_next_therapist(self, cast: Cast) -> None:
        cast.episode.assignments.update(to_day=DAY - A_DAY)
        Assignment.objects.create(episode=cast.episode, therapist=cast.memberships["tom"], from_day=DAY)
        assert episodes(cast.thea) == set() and episodes(cast.sam) == set()
        assert episodes(cast.tom) == {cast.episode, cast.noors}

    def test_a_closed_account_opens_nothing_whatever_its_roles(self, cast: Cast) -> None:
        cast.thea.is_active = False
        assert not [permission for permission in Permission if may(cast.thea, permission)]
        assert episodes(cast.thea) == set()

    @pytest.mark.parametrize("first, last, opens", [(-3, -1, False), (-1, 0, True), (0, 0, True), (1, 3, False)])
    def test_cover_opens_the_caseload_on_its_days_only(self, cast: Cast, first: int, last: int, opens: bool) -> None:
        self.cover(cast, "thea", "tom", first, last)
        assert (cast.episode in episodes(cast.tom)) is opens

    @staticmethod
    def cover(cast: Cast, covered: str, covering: str, first: int = -1, last: int = 1) -> None:
        Cover.objects.create(
            covered=cast.memberships[covered], covering=cast.memberships[covering], from_day=DAY + first * A_DAY,
            to_day=DAY + last * A_DAY, granted_by=cast.sam,
        )  # fmt: skip

    def test_one_persons_running_cover_does_not_open_anothers_ended_one(self, cast: Cast) -> None:
        self.cover(cast, "thea", "tom", -9, -5)
        robin = member(cast.program, Person.objects.create(name="Robin"), Role.THERAPIST)
        Cover.objects.create(
            covered=cast.memberships["thea"], covering=robin, from_day=DAY, to_day=DAY, granted_by=cast.sam
        )
        assert cast.episode not in episodes(cast.tom)

    def test_cover_does_not_reach_into_another_program(self, cast: Cast) -> None:
        self.cover(cast, "otto", "thea")
        assert episodes(cast.thea) == {cast.episode}

    def test_cover_is_not_handed_on(self, cast: Cast) -> None:
        self.cover(cast, "thea", "tom")
        robin = member(cast.program, Person.objects.create(name="Robin"), Role.THERAPIST)
        Cover.objects.create(
            covered=cast.memberships["tom"], covering=robin, from_day=DAY, to_day=DAY, granted_by=cast.sam
        )
        assert episodes(robin.person) == {cast.noors}


class TestSessionsThatSomebodyHolds:
    """Somebody who stands in, or leads a group with others, needs the list, not the clients."""

    def test_the_list_and_the_slip_open(self, cast: Cast) -> None:
        stand_in = booked(cast.noors, "S9", NOW, cast.memberships["thea"])
        for permission in (Permission.SEE_TODAY, Permission.MARK_ATTENDANCE, Permission.HAND_OUT_CHECK_IN):
            assert stand_in in sessions_for(cast.thea, permission, DAY)

    @pytest.mark.parametrize(
        "permission", [Permission.SEE_CLIENT, Permission.CHANGE_EPISODE, Permission.REGISTER_CLIENT]
    )
    def test_the_client_does_not(self, cast: Cast, permission: Permission) -> None:
        stand_in = booked(cast.noors, "S9", NOW, cast.memberships["thea"])
        assert stand_in not in sessions_for(cast.thea, permission, DAY)
        assert cast.noors not in episodes(cast.thea, permission)

    def test_a_session_of_long_ago_does_not_open_a_client_passed_on(self, cast: Cast) -> None:
        old = booked(cast.noors, "S9", NOW - timedelta(days=30), cast.memberships["thea"])
        assert old not in sessions_for(cast.thea, Permission.MARK_ATTENDANCE, DAY)


class TestClients:
    def test_one_without_an_episode_is_the_front_desks_to_open(self, cast: Cast) -> None:
        new = Client.objects.create(program=cast.program, key="C9")
        assert new in clients_for(cast.frida, Permission.REGISTER_CLIENT, DAY)
        assert new not in clients_for(cast.thea, Permission.REGISTER_CLIENT, DAY)

    def test_one_merged_into_another_is_gone(self, cast: Cast) -> None:
        twin = Client.objects.create(program=cast.program, key="C9", merged_into=cast.casey)
        assert twin not in clients_for(cast.frida, Permission.REGISTER_CLIENT, DAY)

    def test_two_roles_open_what_each_opens_and_no_more(self, cast: Cast) -> None:
        member(cast.program, cast.thea, Role.FRONT_DESK)
        assert cast.noor in clients_for(cast.thea, Permission.REGISTER_CLIENT, DAY)
        assert cast.noors not in episodes(cast.thea), "the front desk's reach gives no clinical page"

    def test_a_role_elsewhere_opens_nothing_here(self, cast: Cast) -> None:
        member(cast.elsewhere, cast.frida, Role.SUPERVISOR)
        assert episodes(cast.frida) == set()
        assert cast.devs not in episodes_for(cast.frida, Permission.SEE_TODAY, DAY)


def test_people_and_programs_are_those_one_administers(cast: Cast) -> None:
    assert cast.otto not in people_for(cast.ada, Permission.MANAGE_PEOPLE, DAY)
    assert cast.thea in people_for(cast.ada, Permission.MANAGE_PEOPLE, DAY)
    assert not people_for(cast.pat, Permission.MANAGE_PEOPLE, DAY).exists()
    assert list(programs_for(cast.ada, Permission.MANAGE_PROGRAM, DAY)) == [cast.program]


def test_the_audit_trail_is_read_by_administrators_of_their_own_program(cast: Cast) -> None:
    own = AuditEvent.objects.create(what="x", at=NOW, program=cast.program)
    own_account = AuditEvent.objects.create(what="x", at=NOW, person=cast.thea)
    AuditEvent.objects.create(what="x", at=NOW, program=cast.elsewhere)
    AuditEvent.objects.create(what="x", at=NOW, person=cast.otto)
    assert set(audit_events_for(cast.ada, Permission.SEE_AUDIT, DAY)) == {own, own_account}
    assert not audit_events_for(cast.pat, Permission.SEE_AUDIT, DAY).exists()


def test_reach_costs_the_same_for_few_clients_and_for_many(cast: Cast, django_assert_num_queries: object) -> None:
    for number in range(30):
        client_in_care(cast.program, f"N{number}", "Somebody", cast.memberships["thea"])
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(episodes(cast.thea)) == 31
