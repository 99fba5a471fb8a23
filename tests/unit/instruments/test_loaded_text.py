from datetime import date

import pytest

from bidewell.instruments.bam import BAM_DAYS
from bidewell.instruments.bidewell_checkin import BIDEWELL_CHECKIN
from bidewell.instruments.definition_error import DefinitionError
from bidewell.instruments.item import Item
from bidewell.instruments.licence import Licence, LicenceStatus
from bidewell.instruments.loaded_text import with_text
from bidewell.instruments.rotation import items_asked
from bidewell.instruments.scoring import score
from tests.unit.instruments.toy import TOY, ZEROS

OURS = Licence(LicenceStatus.ATTESTED, "contract 17", date(2026, 1, 31))
TEXTS = {item.code: f"Question {item.code}" for item in TOY.items}
LABELS = {float(value): f"Answer {value}" for value in range(5)}


def test_a_program_loads_the_text_it_attests():
    loaded = with_text(TOY, "en", TEXTS, LABELS, OURS)
    assert loaded.languages == {"en"}
    assert (loaded.key, loaded.licence) == (TOY.key, OURS)
    assert loaded.item("2").wording == {"en": "Question 2"}
    assert score(loaded, ZEROS) == score(TOY, ZEROS)


def test_a_second_language_joins_the_first():
    loaded = with_text(with_text(TOY, "en", TEXTS, LABELS, OURS), "es", TEXTS, LABELS)
    assert loaded.languages == {"en", "es"}
    assert set(loaded.choices[0].labels) == {"en", "es"}


def test_a_form_of_days_may_go_without_labels():
    texts = {item.code: "How many days?" for item in BAM_DAYS.items}
    assert with_text(BAM_DAYS, "en", texts, {}, OURS).languages == {"en"}


def test_the_free_check_in_can_be_translated_by_anyone():
    texts = {item.code: "..." for item in BIDEWELL_CHECKIN.items}
    loaded = with_text(BIDEWELL_CHECKIN, "fr", texts, {choice.value: "..." for choice in BIDEWELL_CHECKIN.choices})
    assert loaded.languages == {"en", "es", "fr"}
    assert all(item.wording["fr"] for item in items_asked(loaded, 1, group=True))


REFUSED = [
    ("language", (" ", TEXTS, LABELS, OURS)),
    ("attested", ("en", TEXTS, LABELS, None)),
    ("attested", ("en", TEXTS, LABELS, Licence(LicenceStatus.ATTESTED, "contract 17"))),
    ("attested", ("en", TEXTS, LABELS, Licence(LicenceStatus.OWN, "contract 17", date(2026, 1, 31)))),
    ("texts.3", ("en", {**TEXTS, "3": " "}, LABELS, OURS)),
    ("texts.5", ("en", {code: text for code, text in TEXTS.items() if code != "5"}, LABELS, OURS)),
    ("texts", ("en", {**TEXTS, "6": "Question 6"}, LABELS, OURS)),
    ("choices.4", ("en", TEXTS, {**LABELS, 4.0: ""}, OURS)),
    ("choices", ("en", TEXTS, {0.0: "No", 4.0: "Yes"}, OURS)),
    ("choices", ("en", TEXTS, {**LABELS, 5.0: "More"}, OURS)),
]


@pytest.mark.parametrize(("field", "given"), REFUSED)
def test_a_text_with_a_gap_or_without_a_right_is_refused(field, given):
    with pytest.raises(DefinitionError) as refused:
        with_text(TOY, *given)
    assert refused.value.field == field


def test_a_wording_that_is_there_is_not_replaced():
    with pytest.raises(DefinitionError, match="another wording is another version"):
        with_text(with_text(TOY, "en", TEXTS, LABELS, OURS), "en", TEXTS, LABELS)


def test_a_language_that_lacks_a_text_is_not_offered():
    assert "en" not in TOY.languages
    assert Item("1").wording == {}
