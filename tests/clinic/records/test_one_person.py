"""Whose rows count together: a client's, those of clients merged into it, and nobody else's."""

import pytest

from bidewell.actions.merging import merge_clients
from bidewell.records.models import Episode
from bidewell.records.one_person import of_one_person, of_persons, person_at, person_of
from tests.clinic.cast import NOW, Cast


@pytest.fixture
def merged(cast: Cast) -> Cast:
    merge_clients(cast.noor, cast.casey, by=None, at=NOW)
    cast.noor.refresh_from_db()
    return cast


def test_from_either_of_two_merged_clients_the_episodes_of_both_are_found(merged: Cast) -> None:
    for client in (merged.casey, merged.noor):
        assert set(Episode.objects.filter(of_one_person(client))) == {merged.episode, merged.noors}


def test_many_persons_at_once_find_what_each_finds_alone(merged: Cast) -> None:
    of_both = Episode.objects.filter(of_persons({merged.casey.pk, merged.dev.pk}))
    assert set(of_both) == {merged.episode, merged.noors, merged.devs}
    assert set(Episode.objects.filter(of_persons({merged.dev.pk}))) == {merged.devs}


def test_the_person_in_a_query_is_the_person_of_the_row(merged: Cast) -> None:
    rows = Episode.objects.annotate(person=person_at("client"))
    assert {row.person for row in rows} == {merged.casey.pk, merged.dev.pk}
    assert all(row.person == person_of(row.client).pk for row in rows)
