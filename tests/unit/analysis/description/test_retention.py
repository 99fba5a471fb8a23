"""Who counts as having stayed, on both clocks."""

from datetime import date, timedelta

import pytest

from bidewell.analysis.description.groups import CannotGroup
from bidewell.analysis.description.retention import Staying
from tests.described_programs import EXTRACT, START, Chart, described, program

WEEKLY_FOR_A_YEAR = tuple(range(0, 300, 7))


def staying(description: object, kind: str, horizon: str, value: str | None = None) -> Staying:
    (row,) = [
        row for row in description.retention if (row.kind, row.horizon.name, row.group.value) == (kind, horizon, value)
    ]
    return row


def probability(description: object, kind: str, horizon: str) -> float | None:
    estimate = staying(description, kind, horizon).estimate
    return None if estimate is None else round(estimate.probability, 6)


IN_CARE = [Chart(WEEKLY_FOR_A_YEAR)] * 10


def test_one_visit_clients_leave_on_day_0_and_have_no_second_session() -> None:
    description = described(program(*IN_CARE, *[Chart([0])] * 10))
    assert probability(description, "stayed", "session 2") == 0.5
    assert probability(description, "stayed", "30 days") == 0.5


@pytest.mark.parametrize(
    "ending, stayed", [("completed", 1.0), ("mutual", 1.0), ("step_down", 1.0), ("administrative", 0.5), ("died", 0.5),
                       ("incarcerated", 0.5), ("transferred", 0.5), ("unknown", 0.5), ("left", 0.5)],
)  # fmt: skip
def test_stayed_is_in_care_or_ended_well(ending: str, stayed: float) -> None:
    description = described(program(*IN_CARE, *[Chart([0, 7, 14], ending)] * 10))
    assert probability(description, "stayed", "30 days") == stayed
    assert probability(description, "in_care", "30 days") == 0.5


def test_who_attends_until_day_90_has_left_on_day_90_and_not_before() -> None:
    description = described(program(*IN_CARE, *[Chart([0, 30, 60, 90])] * 10))
    assert probability(description, "stayed", "session 4") == 1.0
    assert probability(description, "stayed", "90 days") == 0.5
    earlier = described(program(*IN_CARE, *[Chart([0, 30, 60, 61, 91])] * 10))
    assert probability(earlier, "stayed", "90 days") == 1.0


def test_leaving_with_competing_endings_is_not_one_minus_kaplan_meier() -> None:
    charts = [Chart([0], "completed")] * 20 + [Chart([0, 7])] * 10 + IN_CARE
    (left,) = [curve for curve in described(program(*charts)).incidence if curve.ending.name == "LEFT"]
    assert left.estimates[-1].probability == pytest.approx(10 / 40)  # one minus Kaplan-Meier says 10 of 20


def test_follow_up_ends_for_everyone_at_the_cut_less_the_window() -> None:
    recent = EXTRACT - timedelta(days=50)
    charts = [Chart([0, 7, 14, 21, 28, 35, 42, 49], start=recent)] * 15 + [
        Chart([0, 25], "completed", start=recent)
    ] * 15
    row = staying(described(program(*charts)), "in_care", "30 days")
    assert (row.estimate, row.n) == (None, 30)  # known for 20 days only, also of those whose ending is written down


def test_a_horizon_that_follow_up_does_not_reach_has_no_number_and_is_not_called_hidden() -> None:
    document = described(program(*[Chart([0, 7], start=EXTRACT - timedelta(days=70))] * 12)).as_document()
    (row,) = [row for row in document["retention"] if row["kind"] == "stayed" and row["horizon_days"] == 90]
    assert (row["probability"], row["n"], row["suppressed"]) == (None, 12, False)


def test_where_follow_up_ends_before_the_longest_horizon_its_last_whole_week_is_given() -> None:
    start = EXTRACT - timedelta(days=180)  # known for 150 days: 21 whole weeks
    description = described(program(*[Chart([0, 7], start=start)] * 12))
    horizons = [row.horizon.days for row in description.retention if row.kind == "stayed"]
    assert horizons == [None, None, 30, 90, 180, 147]
    assert probability(description, "stayed", "147 days") == 0


def test_clients_already_in_care_count_from_when_recording_began() -> None:
    """Of 40 who started, 20 left on day 0 before anyone wrote it down; the list of those in care would say all stayed."""
    observed = START + timedelta(days=28)
    active_list = [Chart(WEEKLY_FOR_A_YEAR, facts={"observed_from": observed})] * 20
    newcomers = [Chart([0], start=observed)] * 15 + [Chart(WEEKLY_FOR_A_YEAR[:30], start=observed)] * 15
    description = described(program(*active_list, *newcomers))
    assert probability(description, "stayed", "90 days") == 0.5
    assert staying(description, "stayed", "90 days").n == 50
    assert staying(description, "stayed", "session 2").n == 50


def test_sessions_of_clients_whose_first_ones_were_not_recorded_have_no_number() -> None:
    observed = START + timedelta(days=28)
    active_list = [Chart(WEEKLY_FOR_A_YEAR[4:], facts={"observed_from": observed})] * 20
    description = described(program(*active_list, *IN_CARE))
    assert staying(description, "stayed", "session 2").n == 10
    assert staying(description, "stayed", "30 days").n == 30


def test_a_chart_that_goes_on_in_the_next_chart_is_not_lost() -> None:
    first = [Chart(WEEKLY_FOR_A_YEAR[:6], client=f"K{i}") for i in range(12)]
    second = [Chart(WEEKLY_FOR_A_YEAR[:30], start=START + timedelta(days=42), client=f"K{i}") for i in range(12)]
    description = described(program(*first, *second))
    assert probability(description, "stayed", "90 days") == 1.0


def test_a_loss_the_definition_does_not_count_as_leaving_is_not_lost() -> None:
    charts = [Chart([0])] * 10 + [Chart(WEEKLY_FOR_A_YEAR[:9])] * 10
    rows = {row.definition.name: row for row in described(program(*charts)).definitions}
    assert rows["loss_of_contact"].stayed.probability == 0
    assert (rows["below_sessions"].left, rows["below_sessions"].stayed.probability) == (10, 0.5)
    assert rows["short_stay"].left == 20


def test_a_definition_whose_question_the_records_never_answer_gets_no_number() -> None:
    rows = {row.definition.name: row for row in described(program(*[Chart([0])] * 20)).definitions}
    assert [name for name, row in rows.items() if row.left is None] == ["recorded_reason", "missed_last_session"]
    answered = described(program(*[Chart([0])] * 19, Chart([0], "moved", missed=[7]))).definitions
    assert all(row.left is not None for row in answered)


def test_the_same_clients_stand_under_every_definition() -> None:
    charts = [Chart([0, 7], "completed")] * 10 + [Chart([0, 7], "order_completed")] * 10 + IN_CARE
    rows = {row.definition.name: row for row in described(program(*charts)).definitions}
    assert {name: row.left for name, row in rows.items()} == {
        "loss_of_contact": 0, "recorded_reason": 0, "missed_last_session": None, "below_sessions": 20, "short_stay": 20,
        "left_at_order_end": 10, "agreed_as_left": 10, "agreed_unattended_as_left": 0,
    }  # fmt: skip
    assert {row.n for row in rows.values()} == {30}


def test_groups_are_told_apart_and_small_ones_hidden_with_the_next_smallest() -> None:
    sizes = {"North": 30, "South": 20, "Hill": 4}
    charts = [Chart([0], facts={"site": site}) for site, size in sizes.items() for _ in range(size)]
    document = described(program(*charts)).as_document()
    by_site = {row["group"]["value"]: row for row in document["retention"] if row["group"]["column"] == "site"}
    assert {value: row["suppressed"] for value, row in by_site.items()} == {"Hill": True, "North": False, "South": True}
    assert by_site["South"]["n"] is by_site["South"]["probability"] is None
    assert next(row for row in document["retention"] if row["group"]["column"] is None)["n"] == 54


def test_clients_not_episodes_make_a_cell_large_enough_to_show() -> None:
    again = [Chart([0], start=START + timedelta(days=60 * i), client="K", facts={"payer": "Own"}) for i in range(4)] * 3
    others = [Chart([0], facts={"payer": "State"})] * 40
    rows = described(program(*again, *others)).retention
    assert {row.group.value: row.group.is_hidden for row in rows if row.group.column == "payer"} == {
        "Own": True,
        "State": True,
    }


def test_a_group_is_hidden_when_few_of_its_clients_have_session_numbers() -> None:
    observed = START + timedelta(days=28)
    active = [Chart(WEEKLY_FOR_A_YEAR[4:], facts={"observed_from": observed, "site": "North"})] * 20
    newcomers = [Chart(WEEKLY_FOR_A_YEAR, facts={"site": "North"})] * 5
    charts = [*active, *newcomers, *[Chart([0], facts={"site": site}) for site in ("South", "Hill") for _ in range(20)]]
    rows = described(program(*charts)).retention
    assert {row.group.value: row.group.is_hidden for row in rows if row.group.column == "site"} == {
        "Hill": True, "North": True, "South": False,
    }  # fmt: skip


def test_any_column_can_be_asked_for_and_numbers_come_in_bands() -> None:
    charts = [Chart([0, 7], facts={"age": 20 + number % 40}) for number in range(80)]
    rows = described(program(*charts), by=("age",)).retention
    assert {row.group.value for row in rows} == {None, "20 to 30", "31 to 40", "41 to 49", "50 to 59"}
    for column in ("shoe_size", "client"):
        with pytest.raises(CannotGroup, match=f"cannot group by '{column}'"):
            described(program(*charts), by=(column,))


def test_only_columns_that_make_groups_are_offered_and_taken() -> None:
    charts = [Chart([0, 7], facts={"age": 30, "payer": "State"})] * 2
    for column in ("outcome", "ending_class", "contacts", "last_contact_on", "referred_on", "nope"):
        with pytest.raises(CannotGroup, match=f"cannot group by '{column}'") as refused:
            described(program(*charts), by=(column,))
    _, _, offered = str(refused.value).partition("there are: ")
    assert {"site", "payer", "age", "previous_ending"} <= set(offered.split(", "))
    assert not {"outcome", "ending_class", "contacts", "provisional", "window_days", "start"} & set(offered.split(", "))


def test_free_text_is_not_a_group_per_client() -> None:
    charts = [Chart([0], facts={"referral_source": f"Doctor {number}"}) for number in range(60)]
    common = [Chart([0], facts={"referral_source": "Court"})] * 20
    rows = described(program(*charts, *common)).retention
    values = {row.group.value for row in rows if row.group.column == "referral_source"}
    assert len(values) == 31 and {"Court", "other"} <= values


def test_a_value_that_was_not_recorded_is_a_group() -> None:
    charts = [Chart([0], facts={"payer": "State"})] * 20 + [Chart([0])] * 15
    rows = described(program(*charts)).retention
    assert {row.group.value for row in rows if row.group.column == "payer"} == {"State", "not recorded"}


def test_fewer_than_ten_clients_get_counts_and_no_curves() -> None:
    description = described(program(*[Chart([0])] * 9))
    assert description.incidence == () and description.at_risk is None and description.hazard.periods == ()
    assert staying(description, "stayed", "30 days").n == 9
    assert [(row.left, row.stayed) for row in description.definitions][0] == (9, None)


def test_a_program_without_any_session_is_described_as_empty() -> None:
    description = described(program(Chart(facts={"referred_on": date(2026, 1, 5)})))
    document = description.as_document()
    assert document["attendance"] is None and document["incidence"] == [] and document["endings"] == []
    assert document["entry"]["referred"] == 1
