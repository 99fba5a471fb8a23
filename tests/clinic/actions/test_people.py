"""People: invited with their roles, changed only by who administers all they do, and gone at once when they leave."""

from datetime import date, timedelta

import pytest

from bidewell.actions.departures import person_leaves, remove_second_factor
from bidewell.actions.people import (
    Duties,
    change_person,
    change_supervisor,
    end_role,
    give_role,
    invite_again,
    invite_person,
)
from bidewell.actions.refusals import Refused
from bidewell.domain.roles import Role
from bidewell.records.access import Permission, episodes_for, memberships_of, memberships_with
from bidewell.records.models import Assignment, AuditEvent, Membership, Person, Site
from bidewell.records.private_window import is_private
from tests.clinic.cast import DAY, NOW, Cast, member

THERAPIST = Duties(frozenset({Role.THERAPIST}))


def invited(
    cast: Cast, email: str = "nia@example.org", duties: Duties = THERAPIST, known: Person | None = None
) -> Person:
    return invite_person(cast.program, email=email, name="Nia", duties=duties, by=cast.ada, at=NOW, known=known)


def test_an_invited_person_has_roles_and_no_password_yet(cast: Cast) -> None:
    nia = invited(cast, "Nia@Example.org", Duties(frozenset({Role.THERAPIST, Role.FRONT_DESK}), site=cast.site))
    assert nia.email == "nia@example.org" and not nia.has_usable_password()
    held = memberships_of(nia, DAY)
    assert {one.role for one in held} == {Role.THERAPIST, Role.FRONT_DESK}
    assert {one.site for one in held} == {cast.site}
    assert AuditEvent.objects.filter(what="person_invited", ref=str(nia.ref), person=cast.ada).exists()


def test_inviting_twice_gives_no_role_twice(cast: Cast) -> None:
    assert invited(cast) == invited(cast)
    assert Membership.objects.filter(person__email="nia@example.org").count() == 1


def test_an_address_known_here_keeps_its_name_and_password(cast: Cast) -> None:
    nia = invited(cast, "otto@example.org")
    assert nia == cast.otto and nia.name == "Otto" and nia.has_usable_password()


def test_somebody_of_the_records_gets_an_account_and_keeps_the_clients(cast: Cast) -> None:
    known = Person.objects.create(name="T9")
    member(cast.program, known, Role.THERAPIST, key="T9")
    nia = invited(cast, known=known)
    assert nia == known and nia.email == "nia@example.org"
    assert nia.memberships.get().key == "T9"


def test_who_has_never_signed_in_is_invited_again_and_it_is_noted(cast: Cast) -> None:
    nia = invited(cast)
    invite_again(nia, by=cast.ada, at=NOW)
    assert AuditEvent.objects.filter(what="person_invited_again", ref=str(nia.ref), person=cast.ada).exists()


@pytest.mark.parametrize("state", [{"last_login": NOW}, {"is_active": False}, {"password": "a password"}])
def test_an_account_that_is_in_use_or_closed_is_opened_by_no_new_invitation(
    cast: Cast, state: dict[str, object]
) -> None:
    nia = invited(cast)
    Person.objects.filter(pk=nia.pk).update(**state)
    with pytest.raises(Refused, match="never signed in"):
        invite_again(nia, by=cast.ada, at=NOW)


def test_an_address_of_somebody_else_is_refused_for_somebody_of_the_records(cast: Cast) -> None:
    known = Person.objects.create(name="T9")
    with pytest.raises(Refused, match="somebody else"):
        invited(cast, "tom@example.org", known=known)


def test_a_new_therapists_numbers_are_private_for_the_programs_days(cast: Cast) -> None:
    membership = invited(cast).memberships.get()
    last = DAY + timedelta(days=cast.program.private_window_days)
    assert membership.private_until == last
    assert is_private(membership, last) and not is_private(membership, last + timedelta(days=1))


def test_who_comes_back_has_no_second_private_window(cast: Cast) -> None:
    nia = invited(cast)
    end_role(nia.memberships.get(), by=cast.ada, at=NOW + timedelta(days=400))
    give_role(nia, cast.program, Role.THERAPIST, duties=THERAPIST, by=cast.ada, at=NOW + timedelta(days=800))
    assert nia.memberships.get(to_day=None).private_until is None


def test_a_site_of_another_program_is_refused(cast: Cast) -> None:
    there = Site.objects.create(program=cast.elsewhere, name="There")
    with pytest.raises(Refused, match="another program"):
        invited(cast, duties=Duties(frozenset({Role.FRONT_DESK}), site=there))
    assert not Person.objects.filter(email="nia@example.org").exists(), "nothing of it is kept"


def test_only_a_supervisor_can_supervise(cast: Cast) -> None:
    with pytest.raises(Refused, match="supervisor"):
        change_supervisor(cast.memberships["tom"], cast.pat, by=cast.ada, at=NOW)
    change_supervisor(cast.memberships["tom"], cast.sam, by=cast.ada, at=NOW)
    assert episodes_for(cast.sam, Permission.SEE_CLIENT, DAY).filter(pk=cast.noors.pk).exists()


def test_an_identifier_of_the_records_belongs_to_one_therapist(cast: Cast) -> None:
    with pytest.raises(Refused, match="identifier"):
        invited(cast, duties=Duties(frozenset({Role.THERAPIST}), key="T2"))


def test_a_role_that_ends_opens_nothing_from_now_on(cast: Cast) -> None:
    end_role(cast.memberships["frida"], by=cast.ada, at=NOW)
    assert not memberships_with(cast.frida, Permission.SEE_TODAY, DAY).exists()


def test_a_role_given_by_mistake_today_ends_today(cast: Cast) -> None:
    held = give_role(cast.pat, cast.program, Role.FRONT_DESK, duties=Duties(frozenset()), by=cast.ada, at=NOW)
    end_role(held, by=cast.ada, at=NOW)
    assert not memberships_with(cast.pat, Permission.SEE_TODAY, DAY).exists()


def test_a_therapist_with_clients_keeps_the_role_until_they_are_handed_over(cast: Cast) -> None:
    with pytest.raises(Refused, match="Hand the caseload over"):
        end_role(cast.memberships["thea"], by=cast.ada, at=NOW)


def test_a_supervisor_with_a_team_keeps_the_role_until_it_is_passed_on(cast: Cast) -> None:
    with pytest.raises(Refused, match="still has a team"):
        end_role(cast.memberships["sam"], by=cast.ada, at=NOW)
    change_supervisor(cast.memberships["thea"], None, by=cast.ada, at=NOW)
    end_role(cast.memberships["sam"], by=cast.ada, at=NOW)


def test_the_last_administrator_stays(cast: Cast) -> None:
    with pytest.raises(Refused, match="needs an administrator"):
        end_role(cast.memberships["ada"], by=cast.ada, at=NOW)
    give_role(cast.pat, cast.program, Role.ADMINISTRATOR, duties=Duties(frozenset()), by=cast.ada, at=NOW)
    end_role(cast.memberships["ada"], by=cast.pat, at=NOW)


def test_a_closed_administrator_does_not_count_as_one(cast: Cast) -> None:
    give_role(cast.pat, cast.program, Role.ADMINISTRATOR, duties=Duties(frozenset()), by=cast.ada, at=NOW)
    Person.objects.filter(pk=cast.pat.pk).update(is_active=False)
    with pytest.raises(Refused, match="needs an administrator"):
        end_role(cast.memberships["ada"], by=cast.ada, at=NOW)


class TestSomebodyLeaves:
    def test_clients_pass_on_roles_end_and_the_account_closes(self, cast: Cast) -> None:
        person_leaves(cast.thea, cast.program, clients_to=cast.memberships["tom"], team_to=None, by=cast.ada, at=NOW)
        cast.thea.refresh_from_db()
        assert not cast.thea.is_active
        assert not memberships_of(cast.thea, DAY).exists()
        assert episodes_for(cast.tom, Permission.SEE_CLIENT, DAY).filter(pk=cast.episode.pk).exists()
        assert not Assignment.objects.filter(therapist=cast.memberships["thea"], to_day=None).exists()

    def test_nobodys_clients_are_left_alone(self, cast: Cast) -> None:
        with pytest.raises(Refused, match="who takes them over"):
            person_leaves(cast.thea, cast.program, clients_to=None, team_to=None, by=cast.ada, at=NOW)
        cast.thea.refresh_from_db()
        assert cast.thea.is_active, "nothing has changed"
        assert memberships_with(cast.thea, Permission.SEE_CASELOAD, DAY).exists()

    def test_clients_do_not_pass_to_another_program(self, cast: Cast) -> None:
        with pytest.raises(Refused, match="this program"):
            person_leaves(
                cast.thea, cast.program, clients_to=cast.memberships["otto"], team_to=None, by=cast.ada, at=NOW
            )

    def test_a_supervisors_team_passes_to_another_supervisor(self, cast: Cast) -> None:
        with pytest.raises(Refused, match="team"):
            person_leaves(cast.sam, cast.program, clients_to=None, team_to=None, by=cast.ada, at=NOW)
        give_role(cast.pat, cast.program, Role.SUPERVISOR, duties=Duties(frozenset()), by=cast.ada, at=NOW)
        person_leaves(cast.sam, cast.program, clients_to=None, team_to=cast.pat, by=cast.ada, at=NOW)
        assert episodes_for(cast.pat, Permission.SEE_CLIENT, DAY).filter(pk=cast.episode.pk).exists()

    def test_who_works_elsewhere_too_keeps_the_account(self, cast: Cast) -> None:
        member(cast.elsewhere, cast.frida, Role.FRONT_DESK)
        person_leaves(cast.frida, cast.program, clients_to=None, team_to=None, by=cast.ada, at=NOW)
        cast.frida.refresh_from_db()
        assert cast.frida.is_active
        assert [one.program for one in memberships_of(cast.frida, DAY)] == [cast.elsewhere]

    def test_the_same_address_invited_again_needs_a_new_password(self, cast: Cast) -> None:
        person_leaves(cast.frida, cast.program, clients_to=None, team_to=None, by=cast.ada, at=NOW)
        frida = invited(cast, "frida@example.org")
        assert frida == cast.frida and frida.is_active and not frida.has_usable_password()


class TestAnotherProgramsStaff:
    """Who sets an address can have a password sent there, so it takes all programs of a person."""

    def test_an_address_is_not_changed_by_the_administrator_of_one_program_only(self, cast: Cast) -> None:
        member(cast.elsewhere, cast.frida, Role.FRONT_DESK)
        with pytest.raises(Refused, match="do not administer"):
            change_person(
                cast.frida,
                name="Frida",
                email="ada+frida@example.org",
                administered=[cast.program],
                by=cast.ada,
                at=NOW,
            )

    def test_a_second_factor_is_not_removed_either(self, cast: Cast) -> None:
        member(cast.elsewhere, cast.frida, Role.FRONT_DESK, to_day=date(2025, 6, 1))
        with pytest.raises(Refused, match="do not administer"):
            remove_second_factor(cast.frida, administered=[cast.program], by=cast.ada, at=NOW)

    def test_an_address_of_somebody_else_is_refused(self, cast: Cast) -> None:
        with pytest.raises(Refused, match="somebody else"):
            change_person(
                cast.frida, name="Frida", email="Tom@example.org", administered=[cast.program], by=cast.ada, at=NOW
            )
