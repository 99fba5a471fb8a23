"""Entry, initiation, attendance, endings, returns, hazards and the table under the curves."""

from datetime import date, timedelta

import pytest

from bidewell.analysis.description.classes import CLASS_OF
from bidewell.analysis.description.endings import TEDS_CODE
from bidewell.domain.endings import Ending
from tests.described_programs import EXTRACT, START, Chart, described, program

REFERRED = {"referred_on": START - timedelta(days=5)}


def test_every_ending_has_a_class_and_a_teds_code() -> None:
    assert set(CLASS_OF) == set(TEDS_CODE) == set(Ending)


def test_entry_counts_referrals_and_the_days_to_the_first_session() -> None:
    late = Chart([10, 17], facts=REFERRED)
    entry = described(program(*[Chart([0], facts=REFERRED)] * 3, late, Chart(facts=REFERRED))).entry
    assert (entry.referred, entry.started, entry.estimate.probability) == (5, 4, 0.8)


def test_the_middle_wait_has_its_range_from_five_on() -> None:
    charts = [Chart([day], facts=REFERRED) for day in (0, 1, 2, 3, 20, 40)]
    entry = described(program(*charts, Chart(facts=REFERRED))).entry
    assert (entry.wait.value, entry.wait.low, entry.wait.high, entry.wait.n) == (7.5, 5.0, 45.0, 6)
    told = entry.as_document()
    assert (told["median_days_to_first_session"], told["median_days_low"], told["median_days_high"]) == (7.5, 5.0, 45.0)
    few = described(program(*charts[:4], Chart(facts=REFERRED))).entry
    assert few.wait is None and few.as_document()["median_days_low"] is None


def test_referrals_of_the_last_month_are_too_recent_to_count() -> None:
    recent = Chart(facts={"referred_on": EXTRACT - timedelta(days=29)})
    assert described(program(*[Chart([0], facts=REFERRED)] * 4, recent, Chart(facts=REFERRED))).entry.referred == 5


def test_where_everyone_referred_has_started_those_who_did_not_were_not_recorded() -> None:
    entry = described(program(*[Chart([0], facts=REFERRED)] * 40)).entry
    assert (entry.referred, entry.started, entry.estimate) == (40, 40, None)


def test_without_referral_dates_engagement_counts_from_the_first_session() -> None:
    description = described(program(*[Chart([0, 7, 14])] * 6, *[Chart([0, 7])] * 4))
    assert description.entry is None and description.initiation is None
    assert description.engagement.counted_from == "first_session"
    assert description.engagement.estimate.probability == 0.6


@pytest.mark.parametrize(
    "days, initiated, engaged",
    [
        ([8, 10, 42], 1, 1),  # first session on the 14th day from the referral; further ones within 34 days of it
        ([9, 10, 11], 0, 0),  # on the 15th: too late
        ([8, 10, 43], 1, 0),  # the second further one is on the 35th day after the first
        ([0, 7], 1, 0),
        ([0, 0, 7], 1, 0),  # two services on one day are one day of service
    ],
)
def test_initiation_within_14_days_and_engagement_within_34_of_it(
    days: list[int], initiated: int, engaged: int
) -> None:
    description = described(program(Chart(sorted(set(days)), facts=REFERRED), Chart(facts=REFERRED)))
    assert description.initiation.estimate.probability == initiated / 2
    assert description.engagement.estimate.probability == engaged / 2


def test_initiation_and_engagement_wait_until_their_time_has_passed() -> None:
    recent = Chart(facts={"referred_on": EXTRACT - timedelta(days=20)})
    description = described(program(Chart([0, 7, 14], facts=REFERRED), recent))
    assert (description.initiation.estimate.n, description.engagement.estimate.n) == (2, 1)


def test_referral_sources_of_which_few_did_not_start_are_hidden_however_many_did() -> None:
    def of(source: str, started: int, did_not: int) -> list[Chart]:
        facts = {**REFERRED, "referral_source": source}
        return [Chart([0], facts=facts)] * started + [Chart(facts=facts)] * did_not

    charts = [*of("Court", 38, 2), *of("Doctor", 40, 20), *of("School", 60, 30), *of("Self", 15, 0)]
    rows = {row.source: row.is_hidden for row in described(program(*charts)).entry.by_source}
    assert rows == {"Court": True, "Doctor": True, "School": False, "Self": False}


def test_referral_sources_with_few_who_started_are_hidden() -> None:
    court = [Chart([0], facts={**REFERRED, "referral_source": "Court"})] * 30
    doctor = [Chart([0], facts={**REFERRED, "referral_source": "Doctor"})] * 12
    school = [Chart(facts={**REFERRED, "referral_source": "School"})] * 20 + [
        Chart([0], facts={**REFERRED, "referral_source": "School"})
    ] * 3
    rows = {row.source: row for row in described(program(*court, *doctor, *school)).entry.by_source}
    assert {source: row.is_hidden for source, row in rows.items()} == {"Court": False, "Doctor": True, "School": True}
    assert rows["School"].as_document()["referred"] is None


def test_the_no_show_rate_leaves_cancellations_out() -> None:
    attendance = described(program(*[Chart([0, 7, 14], missed=[21])] * 12)).attendance
    assert (attendance.scheduled, attendance.no_shows, attendance.estimate.probability) == (48, 12, 0.25)


def test_without_any_missed_session_on_record_there_is_no_no_show_rate() -> None:
    assert described(program(*[Chart([0, 7, 14])] * 12)).attendance is None


def test_endings_carry_teds_codes_and_hide_small_cells() -> None:
    charts = [Chart([0])] * 30 + [Chart([0], "completed")] * 15 + [Chart([0], "died")] * 2 + [Chart([0], "moved")] * 3
    rows = {row["ending"]: row for row in described(program(*charts)).as_document()["endings"]}
    assert (rows["left"]["teds_code"], rows["left"]["n"], rows["left"]["share"]) == ("2", 30, 0.6)
    assert [rows[ending]["suppressed"] for ending in ("completed", "died", "moved")] == [True, True, True]
    assert rows["died"]["n"] is None and rows["died"]["teds_code"] == "6"


def test_returns_count_leavings_that_could_be_followed_for_ninety_days() -> None:
    returned = [Chart([0, 7, 60, 67])] * 6  # the return opens a second episode, which is also left
    late_return = [Chart([0, 120])] * 4
    too_recent = [Chart([0], start=EXTRACT - timedelta(days=80))] * 5
    returns = described(program(*returned, *late_return, *too_recent)).returns
    assert (returns.left, returns.returned) == (20, 6)


def test_hazard_bands_pool_weeks_and_give_the_chance_of_one() -> None:
    hazard = described(program(*[Chart([0])] * 20, *[Chart(range(0, 300, 7))] * 60)).hazard.periods
    assert (hazard[0].period_from, hazard[0].at_risk, hazard[0].happened, hazard[0].hazard.probability) == (
        0,
        80,
        20,
        0.25,
    )
    assert (hazard[3].period_from, hazard[3].period_to, hazard[3].at_risk) == (3, 4, 120)


def test_a_week_that_follow_up_covers_in_part_is_not_counted() -> None:
    followed_to_day_10 = EXTRACT - timedelta(days=40)
    hazard = described(program(*[Chart(range(0, 40, 7), start=followed_to_day_10)] * 20)).hazard.periods
    assert [(row.period_from, row.at_risk) for row in hazard] == [(0, 20)]


def test_curves_of_few_other_endings_are_not_drawn_and_leaving_always_is() -> None:
    charts = [Chart([0])] * 3 + [Chart([0, 7], "completed")] * 11 + [Chart([0, 7], "moved")] * 10
    curves = described(program(*charts, *[Chart(range(0, 300, 7))] * 10)).incidence
    assert [curve.ending.name for curve in curves] == ["LEFT", "AGREED"]


def test_sessions_are_numbered_from_one_on_the_session_grid() -> None:
    document = described(program(*[Chart([0, 7])] * 20, *[Chart(range(0, 300, 7))] * 60), grid="session").as_document()
    first, second = document["hazard"][:2]
    assert (first["period_from"], first["left"]) == (1, 0) and (second["period_from"], second["left"]) == (2, 20)
    assert document["at_risk"]["sessions"][0] == 1
    assert document["incidence"][0]["points"][1] == pytest.approx({"session": 2, "probability": 0.25, "low": 0.181, "high": 0.339}, abs=0.01)  # fmt: skip
    stayed = {row["horizon_session"]: row["probability"] for row in document["retention"] if row["kind"] == "stayed"}
    assert stayed[2] == 1 and stayed[4] == 0.75


def test_the_numbers_under_the_curves_add_up_to_those_who_entered() -> None:
    charts = [Chart([0])] * 10 + [Chart([0, 20, 40], "completed")] * 10 + [Chart(range(0, 300, 7))] * 20
    table = described(program(*charts)).at_risk
    assert table.times[:3] == (0, 60, 120)
    assert (table.at_risk[:2], table.left[:2], table.ended[:2]) == ((40, 20), (0, 10), (0, 10))
    assert all(sum(row) == 40 for row in zip(table.at_risk, table.left, table.ended, strict=True))


def test_what_is_missing_is_said() -> None:
    records = program(*[Chart([0], facts={"payer": "State"})] * 3, Chart([0]), Chart([0], "completed"))
    missing = {one.what: (one.n, one.of) for one in described(records).missing}
    assert missing["payer"] == (2, 5) and missing["referred_on"] == (5, 5)
    assert "ending" not in missing and "staff" not in missing
    assert date(2025, 9, 1) == START
