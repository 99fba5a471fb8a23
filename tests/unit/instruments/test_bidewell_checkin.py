import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidewell.instruments.bidewell_checkin import BIDEWELL_CHECKIN
from bidewell.instruments.bidewell_checkin_therapist import BIDEWELL_CHECKIN_THERAPIST
from bidewell.instruments.rotation import items_asked

CORE = ["bond", "goals", "tasks", "voice", "return"]
numbers = st.integers(1, 10_000)


@given(numbers, st.booleans(), st.booleans())
def test_a_check_in_asks_the_five_and_two_others(number, telehealth, group):
    codes = [item.code for item in items_asked(BIDEWELL_CHECKIN, number, telehealth=telehealth, group=group)]
    assert codes[:5] == CORE
    assert len(codes) == len(set(codes)) == 7


@given(numbers)
def test_getting_there_is_not_asked_after_telehealth(number):
    assert "travel" not in [item.code for item in items_asked(BIDEWELL_CHECKIN, number, telehealth=True)]


@given(numbers)
def test_in_four_check_ins_every_rotating_item_is_asked_twice(number):
    asked = [item.code for step in range(4) for item in items_asked(BIDEWELL_CHECKIN, number + step) if item.rotates]
    assert {code: asked.count(code) for code in asked} == {"engagement": 2, "motivation": 2, "travel": 2, "choice": 2}


@pytest.mark.parametrize("first", [1, 2])
def test_a_client_seen_every_second_time_by_telehealth_is_asked_everything(first):
    asked = {item.code for number in range(first, first + 8, 2) for item in items_asked(BIDEWELL_CHECKIN, number)}
    assert {"engagement", "motivation", "travel", "choice"} <= asked


def test_a_number_before_the_first_check_in_is_refused():
    with pytest.raises(ValueError, match="counted from 1"):
        items_asked(BIDEWELL_CHECKIN, 0)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("form", [BIDEWELL_CHECKIN, BIDEWELL_CHECKIN_THERAPIST], ids=lambda form: form.rater)
def test_a_group_is_asked_about_the_group_and_nobody_else_is(form, language):
    word = {"en": "group", "es": "grupo"}[language]
    alone = {item.wording[language] for number in range(1, 5) for item in items_asked(form, number)}
    together = {
        item.wording[language]
        for item in items_asked(form, 1, group=True)
        if item.code in ("bond", "tasks", "voice", "return")
    }
    assert not any(word in wording for wording in alone)
    assert all(word in wording for wording in together)


@pytest.mark.parametrize("form", [BIDEWELL_CHECKIN, BIDEWELL_CHECKIN_THERAPIST], ids=lambda form: form.rater)
def test_the_form_is_whole_in_english_and_spanish(form):
    assert form.languages == {"en", "es"}
    assert all(set(prompt.wording) == {"en", "es"} for prompt in form.prompts)
    assert all(set(item.group_wording) in ({"en", "es"}, set()) for item in form.items)


def test_the_open_question_has_no_value():
    assert "free_text" in {prompt.code for prompt in BIDEWELL_CHECKIN.prompts}
    assert "free_text" not in {item.code for item in BIDEWELL_CHECKIN.items}


def test_the_therapist_answers_the_same_items_in_other_words():
    pairs = list(zip(BIDEWELL_CHECKIN.items, BIDEWELL_CHECKIN_THERAPIST.items, strict=True))
    assert all(client.code == therapist.code and client.rotates == therapist.rotates for client, therapist in pairs)
    assert all(
        client.wording[language] != therapist.wording[language]
        for client, therapist in pairs
        for language in ("en", "es")
    )
    assert BIDEWELL_CHECKIN.key != BIDEWELL_CHECKIN_THERAPIST.key
