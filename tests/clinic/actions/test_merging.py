"""Duplicate clients: merged by a pointer, taken apart exactly, found by what is not clinical."""

import pytest

from bidewell.actions.endings import HowItEnded, record_ending
from bidewell.actions.episodes import EpisodeFacts, open_episode
from bidewell.actions.merging import likely_duplicates, merge_clients, merged_clients, unmerge_client
from bidewell.actions.refusals import Refused
from bidewell.domain.endings import Ending as EndingKind
from bidewell.records.frames import program_records
from bidewell.records.models import AuditEvent, Client, Episode, Snapshot
from tests.clinic.cast import DAY, NOW

pytestmark = pytest.mark.django_db


def test_episodes_of_both_count_as_one_clients(cast):
    merge_clients(cast.noor, cast.casey, by=cast.dana, at=NOW)
    assert program_records(cast.program, as_of=DAY).episodes["client"].to_list() == ["C1", "C1"]
    assert list(merged_clients(cast.program)) == [cast.noor]
    event = AuditEvent.objects.get(what="clients_merged")
    assert (event.person, event.detail) == (cast.dana, {"into": str(cast.casey.ref)})


def test_taken_apart_all_is_as_it_was(cast):
    before = program_records(cast.program, as_of=DAY).episodes
    merge_clients(cast.noor, cast.casey, by=None, at=NOW)
    cast.noor.refresh_from_db()
    unmerge_client(cast.noor, by=cast.dana, at=NOW)
    assert program_records(cast.program, as_of=DAY).episodes.equals(before)


def test_forecasts_of_both_are_made_anew(cast):
    merge_clients(cast.noor, cast.casey, by=None, at=NOW)
    stale = Snapshot.objects.filter(stale_since__isnull=False).values_list("episode__key", flat=True)
    assert sorted(stale) == ["E-C1", "E-C2"]


def test_pointers_never_chain(cast):
    third = Client.objects.create(program=cast.program, key="C3")
    merge_clients(cast.noor, cast.casey, by=None, at=NOW)
    for client, into in ((cast.casey, third), (third, cast.noor), (cast.noor, third)):
        with pytest.raises(Refused):
            merge_clients(client, into, by=None, at=NOW)


def test_what_cannot_be_merged_is_refused(cast):
    for client, into in ((cast.casey, cast.casey), (cast.casey, cast.dev)):
        with pytest.raises(Refused):
            merge_clients(client, into, by=None, at=NOW)
    with pytest.raises(Refused):
        unmerge_client(cast.casey, by=None, at=NOW)


def test_likely_duplicates_share_a_name_an_address_or_a_telephone(cast):
    Client.objects.filter(pk=cast.noor.pk).update(phone="555 0100")
    make = Client.objects.create
    twin = make(program=cast.program, key="D1", name="  CASEY reed ")
    same_phone = make(program=cast.program, key="D2", name="Somebody", phone="555 0100")
    make(program=cast.program, key="D3")
    make(program=cast.program, key="D4")
    make(program=cast.elsewhere, key="D5", name="Casey Reed")
    assert likely_duplicates(cast.program) == [[cast.casey, twin], [cast.noor, same_phone]]
    merge_clients(twin, cast.casey, by=None, at=NOW)
    assert likely_duplicates(cast.program) == [[cast.noor, same_phone]]


def test_one_person_has_one_open_episode(cast):
    merge_clients(cast.noor, cast.casey, by=None, at=NOW)
    ended = Episode.objects.get(pk=cast.episode.pk)
    record_ending(ended, HowItEnded(EndingKind.MOVED, DAY), version=ended.version, by=None, at=NOW)
    with pytest.raises(Refused, match="still open"):
        open_episode(cast.casey, EpisodeFacts(referred_on=DAY), None, by=None, at=NOW)
    noors = Episode.objects.get(pk=cast.noors.pk)
    record_ending(noors, HowItEnded(EndingKind.MOVED, DAY), version=noors.version, by=None, at=NOW)
    assert open_episode(cast.casey, EpisodeFacts(referred_on=DAY), None, by=None, at=NOW).prior_episodes == 2
