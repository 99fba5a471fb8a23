"""Mistakes found in published calculators and guides, each of which must not happen here."""

import pytest

from bidewell.instruments.answers import AnswersError
from bidewell.instruments.registry import INSTRUMENTS, UnknownInstrumentError, instrument
from bidewell.instruments.scoring import score


def answered(form, value, **changes):
    return {item.code: value for item in form.items} | {code.removeprefix("item"): one for code, one in changes.items()}


def test_the_wai_s_is_not_scored_as_the_wai_sr():
    with pytest.raises(UnknownInstrumentError):
        instrument("wai", "S", "client")


def test_answers_to_seven_are_not_those_of_a_wai_sr():
    form = instrument("wai", "SR", "client")
    with pytest.raises(AnswersError):
        score(form, answered(form, 7.0))


def test_items_8_and_10_of_the_wai_sr_are_a_goal_and_a_task():
    form = instrument("wai", "SR", "client")
    assert [scale.code for scale in form.scales if "8" in scale.items] == ["goal", "total"]
    assert [scale.code for scale in form.scales if "10" in scale.items] == ["task", "total"]
    assert not any(item.reverse for item in form.items)


@pytest.mark.parametrize(("code", "version"), [("wai", "SR"), ("haq", "II")])
def test_a_clients_alliance_form_does_not_score_a_therapist(code, version):
    with pytest.raises(UnknownInstrumentError):
        instrument(code, version, "therapist")


def test_core_10_turns_items_2_and_3_and_not_3_and_4():
    form = instrument("core", "10", "client")
    assert score(form, answered(form, 0.0, item2=4.0, item3=4.0)).main.value == 0
    assert score(form, answered(form, 0.0, item3=4.0, item4=4.0)).main.value == 8


@pytest.mark.parametrize(("answer", "percent"), [(1.0, 20), (5.0, 100)])
def test_nothing_is_taken_off_the_who_5_before_it_is_multiplied(answer, percent):
    form = instrument("who", "5", "client")
    assert score(form, answered(form, answer)).main.value == percent


@pytest.mark.parametrize("version", ["days", "R"])
def test_lines_of_the_bam_numbered_to_23_are_refused(version):
    form = instrument("bam", version, "client")
    with pytest.raises(AnswersError):
        score(form, {str(line): 0.0 for line in range(1, 24)})


@pytest.mark.parametrize(("code", "version"), [("bam", "days"), ("bam", "R"), ("socrates", "8A"), ("socrates", "8D")])
def test_where_an_instrument_has_no_total_none_is_made(code, version):
    form = instrument(code, version, "client")
    assert score(form, answered(form, form.minimum)).main is None
    assert all(len(scale.items) < len(form.items) for scale in form.scales)


def test_oq_45_with_a_blank_is_not_scored_without_its_subscales():
    form = instrument("oq", "45.2", "client")
    assert score(form, answered(form, 0.0, item45=None)).main.value is None


@pytest.mark.parametrize("code", ["phq", "gad", "srs", "ors", "urica", "tcu", "star", "sai"])
def test_nothing_is_scored_that_was_not_confirmed(code):
    assert not [form for form in INSTRUMENTS if form.code.startswith(code)]
