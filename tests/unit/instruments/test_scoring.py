import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidewell.instruments.answers import AnswersError, given_answers, turned
from bidewell.instruments.registry import INSTRUMENTS
from bidewell.instruments.scoring import score
from tests.unit.instruments.toy import TOY, ZEROS

instruments = st.sampled_from((*INSTRUMENTS, TOY))


def possible_answers(instrument):
    whole = st.integers(int(instrument.minimum), int(instrument.maximum)).map(float)
    return st.fixed_dictionaries({item.code: st.none() | whole for item in instrument.items})


@st.composite
def answered_forms(draw):
    instrument = draw(instruments)
    return instrument, draw(possible_answers(instrument))


@st.composite
def impossible_values(draw):
    instrument = draw(instruments)
    off = st.floats(max_value=instrument.minimum, exclude_max=True) | st.floats(
        min_value=instrument.maximum, exclude_min=True
    )
    between = st.integers(int(instrument.minimum), int(instrument.maximum) - 1).map(lambda low: low + 0.5)
    return instrument, draw(off | between | st.sampled_from([math.nan, math.inf, True, "3"]))


@given(answered_forms())
def test_a_score_is_within_its_scale_or_there_is_none_and_a_reason(form):
    instrument, answers = form
    for one in score(instrument, answers).scores:
        scale = instrument.scale(one.scale)
        if one.value is None:
            assert one.reason.startswith("not scored: too many missing")
        else:
            assert scale.minimum <= one.value <= scale.maximum
            assert one.prorated == (one.answered < one.asked)


@given(answered_forms())
def test_a_complete_form_is_always_scored_and_never_prorated(form):
    instrument, answers = form
    complete = {code: instrument.minimum if value is None else value for code, value in answers.items()}
    assert all(one.value is not None and not one.prorated for one in score(instrument, complete).scores)


@given(answered_forms(), st.randoms(use_true_random=False))
def test_the_order_of_the_answers_changes_nothing(form, random):
    instrument, answers = form
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    assert score(instrument, dict(shuffled)) == score(instrument, answers)


@given(answered_forms())
def test_a_missing_item_is_the_same_as_one_without_an_answer(form):
    instrument, answers = form
    assert score(instrument, {code: value for code, value in answers.items() if value is not None}) == score(
        instrument, answers
    )


@given(answered_forms())
def test_turning_an_item_twice_gives_the_answer_back(form):
    instrument, answers = form
    for item in instrument.items:
        answer = answers[item.code]
        if answer is not None:
            assert turned(instrument, item, turned(instrument, item, answer)) == answer


@given(impossible_values(), st.data())
def test_an_impossible_answer_is_refused_by_item_and_range_and_is_not_repeated(impossible, data):
    instrument, value = impossible
    item = data.draw(st.sampled_from(instrument.items))
    with pytest.raises(AnswersError) as refused:
        score(instrument, {item.code: value})
    assert refused.value.problems == (
        f"item {item.code}: a whole number from {instrument.minimum:g} to {instrument.maximum:g} is expected",
    )


def test_every_wrong_item_is_named_at_once():
    with pytest.raises(AnswersError) as refused:
        score(TOY, {"1": 9, "3": -1})
    assert len(refused.value.problems) == 2


def test_an_item_the_form_does_not_have_is_refused_without_repeating_its_code():
    with pytest.raises(AnswersError, match=r"^answers to items that toy 1 does not have: 1$"):
        score(TOY, {"my own words": 1})


def test_answers_are_given_in_the_order_of_the_form():
    assert list(given_answers(TOY, {"5": 1, "1": 2, "3": None})) == ["1", "5"]


def test_a_blank_in_a_part_takes_the_rounded_mean_of_that_part_only():
    # week: 1 and reversed 2 give 1 and 4; their mean 2.5 goes up to 3. day: 4 and 0.
    scores = score(TOY, {"1": 1, "2": 0, "4": 4, "5": 0})
    assert [(one.scale, one.value, one.answered) for one in scores.scores[:3]] == [
        ("week", 8.0, 2),
        ("day", 4.0, 2),
        ("total", 12.0, 4),
    ]


def test_a_half_goes_up_where_the_even_number_would_be_below():
    assert score(TOY, {**ZEROS, "1": 1, "2": 4, "3": None}).of("week").value == 2.0  # 0.5 stands for item 3 as 1


def test_a_total_is_not_scored_when_one_of_its_parts_is_not():
    scores = score(TOY, {**ZEROS, "4": None, "5": None})
    assert scores.of("week").value == 4.0
    assert scores.of("day").value is None
    assert scores.main is not None and scores.main.value is None
    assert scores.main.reason == "not scored: too many missing (3 of 5 answered)"


def test_a_prorated_mean_is_the_mean_of_what_was_answered():
    mean = score(TOY, {"1": 4, "2": 1, "3": 2}).of("mean")  # 4, 3, 2
    assert (mean.value, mean.prorated, mean.answered, mean.asked) == (30.0, True, 3, 4)
