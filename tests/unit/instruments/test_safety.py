import pytest

from bidewell.instruments.answers import AnswersError
from bidewell.instruments.definition_error import DefinitionError
from bidewell.instruments.registry import INSTRUMENTS
from bidewell.instruments.safety import safety_items, with_safety_items
from tests.unit.instruments.toy import TOY, ZEROS


@pytest.mark.parametrize(("answer", "found"), [(0, ()), (1, ()), (2, ("5",)), (4, ("5",)), (None, ())])
def test_an_answer_at_the_threshold_is_found_whatever_the_total(answer, found):
    assert safety_items(TOY, {**ZEROS, "5": answer}) == found


def test_a_blank_or_impossible_answer_elsewhere_does_not_hold_back_the_note():
    assert safety_items(TOY, {"1": 99, "5": 3}) == ("5",)


def test_an_impossible_answer_to_the_safety_item_itself_is_refused():
    with pytest.raises(AnswersError, match="item 5"):
        safety_items(TOY, {"5": 99})


def test_the_program_sets_thresholds_and_earlier_marks_stay():
    marked = with_safety_items(TOY, {"1": 4, "3": 1})
    assert safety_items(marked, {"1": 4, "3": 1, "5": 2}) == ("1", "3", "5")


def test_a_reversed_item_is_read_as_answered():
    marked = with_safety_items(TOY, {"2": 3})
    assert (safety_items(marked, {"2": 4}), safety_items(marked, {"2": 0})) == (("2",), ())


@pytest.mark.parametrize("thresholds", [{"9": 1}, {"1": 5}])
def test_a_threshold_nobody_can_reach_is_refused(thresholds):
    with pytest.raises(DefinitionError):
        with_safety_items(TOY, thresholds)


def test_no_safety_item_is_shipped_on_a_guess():
    assert not [item for form in INSTRUMENTS for item in form.items if item.safety_from is not None]
