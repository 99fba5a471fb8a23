"""Where an episode stands, worked by hand: a row a case, at the boundaries; and against the panel, on many clients."""

from datetime import date, timedelta

import pytest

from bidewell.analysis.events.definitions import definition
from bidewell.analysis.events.outcomes import episode_outcomes
from bidewell.analysis.events.service_days import read_services
from bidewell.analysis.program import ProgramRecords
from bidewell.domain.endings import Ending
from bidewell.domain.leaving_state import LeavingState, Recorded, leaving_state, quiet_after_days, window_days
from bidewell.simulate.program import simulate
from tests.hand_worked import clients, records_of

# last contact | as of | interval | booked | promised | ending | on | missed | state | since
TABLE = """
2026-03-02 | 2026-03-02 |  7 |            |            |                |            | 0 | in_care            | 2026-03-02
2026-03-02 | 2026-03-13 |  7 |            |            |                |            | 0 | in_care            | 2026-03-02
2026-03-02 | 2026-03-14 |  7 |            |            |                |            | 0 | gone_quiet         | 2026-03-14
2026-03-02 | 2026-03-20 |  7 |            |            |                |            | 0 | gone_quiet         | 2026-03-14
2026-03-02 | 2026-03-20 |  7 | 2026-03-23 |            |                |            | 0 | in_care            | 2026-03-02
2026-03-02 | 2026-03-20 |  7 | 2026-03-23 |            |                |            | 1 | gone_quiet         | 2026-03-14
2026-03-02 | 2026-03-20 |  7 | 2026-05-23 |            |                |            | 0 | gone_quiet         | 2026-03-14
2026-03-02 | 2026-03-09 |  7 | 2026-03-10 |            |                |            | 2 | gone_quiet         | 2026-03-09
2026-03-02 | 2026-03-31 |  7 |            |            |                |            | 0 | gone_quiet         | 2026-03-14
2026-03-02 | 2026-04-01 |  7 |            |            |                |            | 0 | left               | 2026-04-01
2026-03-02 | 2026-04-01 |  7 | 2026-04-02 |            |                |            | 0 | left               | 2026-04-01
2026-03-02 | 2026-04-01 |  7 |            | 2026-04-01 |                |            | 3 | promised_to_return | 2026-03-02
2026-03-02 | 2026-04-02 |  7 |            | 2026-04-01 |                |            | 3 | left               | 2026-04-01
2026-03-02 | 2026-03-04 |  7 |            | 2026-03-20 |                |            | 0 | promised_to_return | 2026-03-02
2026-03-02 | 2026-04-15 | 30 |            |            |                |            | 0 | in_care            | 2026-03-02
2026-03-02 | 2026-04-17 | 30 |            |            |                |            | 0 | gone_quiet         | 2026-04-17
2026-03-02 | 2026-04-30 | 30 |            |            |                |            | 0 | gone_quiet         | 2026-04-17
2026-03-02 | 2026-05-01 | 30 |            |            |                |            | 0 | left               | 2026-05-01
2026-03-02 | 2026-03-10 |  7 |            |            | left           | 2026-03-09 | 1 | provisionally_left | 2026-03-09
2026-03-02 | 2026-03-31 |  7 |            |            | left           | 2026-03-09 | 1 | provisionally_left | 2026-03-09
2026-03-02 | 2026-04-01 |  7 |            |            | left           | 2026-03-09 | 1 | left               | 2026-04-01
2026-03-02 | 2026-03-10 |  7 |            |            | left           | 2026-03-01 | 0 | in_care            | 2026-03-02
2026-03-02 | 2026-03-10 |  7 |            | 2026-03-20 | left           | 2026-03-09 | 1 | promised_to_return | 2026-03-02
2026-03-02 | 2026-03-10 |  7 |            |            | completed      | 2026-03-09 | 0 | ended              | 2026-03-09
2026-03-02 | 2026-06-10 |  7 |            |            | completed      | 2026-06-01 | 4 | ended              | 2026-06-01
2026-03-02 | 2026-06-10 |  7 |            |            | administrative | 2026-04-01 | 0 | ended              | 2026-04-01
2026-03-02 | 2026-06-10 |  7 |            |            | administrative | 2026-04-02 | 0 | left               | 2026-04-01
2026-03-02 | 2026-06-10 |  7 |            |            | incarcerated   | 2026-05-20 | 0 | ended              | 2026-05-20
2026-03-02 | 2026-06-10 |  7 |            |            | nobody_says    | 2026-03-20 | 0 | ended              | 2026-03-20
2026-03-02 | 2026-06-10 |  7 |            |            | nobody_says    | 2026-05-20 | 0 | left               | 2026-04-01
           | 2026-03-10 |  7 |            |            |                |            | 2 | not_seen_yet       |
           | 2026-03-10 |  7 |            |            | assessed_only  | 2026-03-09 | 0 | ended              | 2026-03-09
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]
EXTRACT = date(2026, 6, 30)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[8]} {number}" for number, row in enumerate(ROWS)])
def test_a_row_of_the_table(row: list[str]) -> None:
    contact, as_of, interval, booked, promised, kind, on, missed, state, since = row
    known = None if kind == "nobody_says" else kind
    stands = leaving_state(
        day(contact), date.fromisoformat(as_of), float(interval),
        next_booking=day(booked), promised=day(promised), missed_since_contact=int(missed),
        ending=Recorded(Ending(known) if known else None, day(on)) if kind else None,
    )  # fmt: skip
    assert (stands.state, stands.since) == (state, day(since))
    is_leaving = stands.state in (LeavingState.LEFT, LeavingState.PROVISIONALLY_LEFT)
    assert stands.left_on == (day(contact) if is_leaving else None)


@pytest.mark.parametrize(
    "interval, window, quiet", [(0.5, 30, 1), (7, 30, 11), (14, 30, 21), (15, 30, 23), (15.2, 31, 23), (30, 60, 45)]
)
def test_the_window_is_thirty_days_or_twice_the_planned_interval(interval: float, window: int, quiet: int) -> None:
    assert (window_days(interval), quiet_after_days(interval)) == (window, quiet)


def words_of_the_panel(state: LeavingState, ending: str | None) -> tuple[str, bool]:
    if state == LeavingState.ENDED:
        return ending or Ending.UNKNOWN, False
    if state in (LeavingState.LEFT, LeavingState.PROVISIONALLY_LEFT):
        return Ending.LEFT, state == LeavingState.PROVISIONALLY_LEFT
    return "in_care", False


def compare(records: ProgramRecords, as_of: date) -> tuple[int, list[str]]:
    """How many episodes were compared, and those in which the panel and the state differ. A client seen again under
    another chart is one the panel knows more of: those are left out."""
    outcomes = episode_outcomes(read_services(records, as_of), definition("loss_of_contact")).episodes
    last = outcomes.group_by("record_episode", maintain_order=True).last()
    charts = {row["episode"]: row for row in records.episodes.iter_rows(named=True)}
    compared, differing = 0, []
    for row in last.iter_rows(named=True):
        chart = charts[row["record_episode"]]
        known = chart["end"] is not None and chart["end"] <= as_of
        if known and chart["end"] < row["start"]:
            known = False  # it ended an earlier stretch of the same chart
        if row["outcome"] == Ending.TRANSFERRED and chart["ending"] != Ending.TRANSFERRED:
            continue
        ending = Recorded(Ending(chart["ending"]) if chart["ending"] else None, chart["end"]) if known else None
        stands = leaving_state(row["last_contact_on"], as_of, row["planned_interval_days"], ending=ending)
        compared += 1
        if words_of_the_panel(stands.state, chart["ending"]) != (row["outcome"], row["provisional"]):
            differing.append(f"{row['episode']}: {stands.state}, the panel says {row['outcome']}")
    return compared, differing


def test_it_agrees_with_the_panel_on_every_hand_worked_client() -> None:
    compared, differing = 0, []
    for client in clients().values():
        count, wrong = compare(records_of(client), EXTRACT)
        compared, differing = compared + count, differing + [f"{client.title}: {one}" for one in wrong]
    assert differing == []
    assert compared > 20


@pytest.mark.parametrize("days_before", [0, 45, 200])
@pytest.mark.parametrize("scenario", ["demo", "leaves-when-order-ends"])
def test_it_agrees_with_the_panel_on_simulated_programs(scenario: str, days_before: int) -> None:
    records = simulate(scenario, 250, seed=11).records
    compared, differing = compare(records, records.settings.extract_date - timedelta(days=days_before))
    assert differing == []
    assert compared > 150
