import pytest

from bidewell.domain.sessions import Rater
from bidewell.instruments.licence import LicenceStatus
from bidewell.instruments.registry import INSTRUMENTS, UnknownInstrumentError, instrument, named

OWN = [form for form in INSTRUMENTS if form.licence.status is LicenceStatus.OWN]
OTHERS = [form for form in INSTRUMENTS if form not in OWN]


def test_every_key_is_there_once():
    assert len({form.key for form in INSTRUMENTS}) == len(INSTRUMENTS)


@pytest.mark.parametrize("form", INSTRUMENTS, ids=lambda form: named(form.key))
def test_an_instrument_is_found_by_its_whole_key(form):
    assert instrument(form.code, form.version, form.rater) is form
    assert instrument(form.code, form.version, str(form.rater)) is form


def test_an_unknown_one_is_refused_with_those_there_are():
    with pytest.raises(UnknownInstrumentError, match=r"no such instrument; there are bidewell_checkin 1 \(client\), "):
        instrument("core", "34", Rater.CLIENT)


@pytest.mark.parametrize("form", OTHERS, ids=lambda form: named(form.key))
def test_no_one_elses_instrument_contains_a_text(form):
    assert not form.choices and not form.prompts
    assert not any(item.wording or item.group_wording for item in form.items)
    assert form.languages == frozenset()


@pytest.mark.parametrize("form", INSTRUMENTS, ids=lambda form: named(form.key))
def test_every_instrument_says_where_it_is_from_and_has_names_in_both_languages(form):
    assert form.source.reference and form.licence.reference
    words = [form.names, *(scale.names for scale in form.scales)]
    words += [point.words for scale in form.scales for point in scale.cut_points]
    assert all(set(one) == {"en", "es"} for one in words)


def test_only_terms_that_someone_read_have_a_day_on_which_they_did():
    assert [form.code for form in INSTRUMENTS if form.licence.verified_on] == ["bidewell_checkin"] * 2
    assert not any(scale.samples for form in INSTRUMENTS for scale in form.scales)
