"""Why a session was missed: HL7's codes, all of them, in both languages, each offered where it can be true."""

from pathlib import Path

import pytest

from bidewell.domain.leaving_state import LeavingState
from bidewell.domain.missed_reasons import MISSED_REASONS, Side, missed_reason, reasons_for
from bidewell.domain.sessions import SessionStatus

# terminology.hl7.org, CodeSystem appointment-cancellation-reason 2.1.1, in its own order.
HL7 = """
pat pat-crs pat-cpp pat-dec pat-fb pat-lt pat-mt pat-mv pat-preg pat-swl pat-ucp
prov prov-pers prov-dch prov-edu prov-hosp prov-labs prov-mri prov-onc
maint meds-inc other oth-cms oth-err oth-fin oth-iv oth-int oth-mu oth-room oth-oerr oth-swie oth-weath
""".split()


def test_the_codes_are_those_of_hl7() -> None:
    assert sorted(reason.code for reason in MISSED_REASONS) == sorted(HL7)


@pytest.mark.parametrize("reason", MISSED_REASONS, ids=lambda reason: reason.code)
def test_each_has_words_of_its_own_in_both_languages(reason) -> None:
    assert set(reason.words) == {"en", "es"} and all(reason.words.values())
    for language, words in reason.words.items():
        assert [one.code for one in MISSED_REASONS if one.words[language] == words] == [reason.code]


@pytest.mark.parametrize("reason", MISSED_REASONS, ids=lambda reason: reason.code)
def test_hl7s_grouping_says_whose_doing_it_was(reason) -> None:
    if reason.code.startswith("pat"):
        assert reason.side == Side.CLIENT
    if reason.code.startswith("prov"):
        assert reason.side == Side.PROGRAM


def test_a_reason_is_offered_only_where_it_can_be_true() -> None:
    offered = {status: {reason.code for reason in reasons_for(status)} for status in SessionStatus}
    assert offered[SessionStatus.ATTENDED] == offered[SessionStatus.SCHEDULED] == set()
    assert "pat-lt" in offered[SessionStatus.NO_SHOW] and "pat-lt" in offered[SessionStatus.CANCELLED_BY_CLIENT]
    assert "prov-pers" not in offered[SessionStatus.NO_SHOW] | offered[SessionStatus.CANCELLED_BY_CLIENT]
    assert "pat-lt" not in offered[SessionStatus.CANCELLED_BY_PROGRAM]
    assert "oth-weath" in offered[SessionStatus.NO_SHOW] & offered[SessionStatus.CANCELLED_BY_PROGRAM]
    assert "pat-crs" in offered[SessionStatus.CANCELLED_BY_CLIENT] - offered[SessionStatus.NO_SHOW]
    assert "prov-mri" not in set().union(*offered.values())


def test_a_code_of_the_programs_own_is_not_known() -> None:
    assert missed_reason("transport") is None
    known = missed_reason("pat-lt")
    assert known is not None and known.words["en"] == "No way to get here"


def test_the_page_lists_every_reason_and_state() -> None:
    page = (Path(__file__).parents[3] / "docs" / "attendance.md").read_text(encoding="utf-8")
    for reason in MISSED_REASONS:
        offered = "yes" if reason.is_offered else "no"
        assert f"| `{reason.code}` | {reason.side} | {reason.words['en']} | {offered} |" in page
    assert [state for state in LeavingState if f"| `{state}` |" not in page] == []
