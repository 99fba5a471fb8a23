"""A kept filter state: going on from it is replaying the history, and one that is wrong is never gone on from."""

from collections.abc import Callable

import numpy as np
import pytest

from bidewell.engine import filter_state
from bidewell.engine.evidence import Evidence
from bidewell.engine.filter_state import FilterState, StateOutdated, advance, brought_up_to, joined
from bidewell.engine.panel import Flags
from tests.unit.engine.kept import Kept, another, kept, numbers


@pytest.mark.parametrize("more", [(), ("distress",), ("distress", "motivation")])
@pytest.mark.parametrize("returning", [0.0, 0.5])
@pytest.mark.parametrize("seed", range(8))
def test_taking_in_a_history_in_parts_is_taking_it_in_whole(seed: int, returning: float, more: tuple[str, ...]) -> None:
    program, random = kept(25, seed, returning, more), np.random.default_rng(seed)
    # Each client's history is cut at three places of its own; some parts of it are empty.
    cuts = np.sort(random.integers(0, 14, (3, program.clients)), axis=0)
    part = (program.row >= cuts[:, program.evidence.client]).sum(axis=0)
    state = FilterState.of_newcomers(program.model, program.clients)
    for number in range(4):
        state = advance(program.model, state, program.evidence.only(part == number))
    whole = program.after()
    assert numbers(state) == pytest.approx(numbers(whole), abs=1e-10)
    assert (state.digest == whole.digest).all()


def test_new_rows_may_come_as_a_panel_of_their_own() -> None:
    program = kept()
    early = program.row < 4
    late = program.evidence.only(~early)
    begins = np.diff(late.client, prepend=-1) > 0
    as_if_first = late.observed._replace(starts=begins, periods=np.where(begins, 0.0, late.observed.periods))
    found = advance(program.model, program.after(early), late._replace(observed=as_if_first))
    assert numbers(found) == pytest.approx(numbers(program.after()), abs=1e-10)


def test_only_new_rows_are_filtered(monkeypatch: pytest.MonkeyPatch) -> None:
    program, filtered = kept(), []
    before = program.after(program.row < 5)
    recursion = filter_state.current_beliefs

    def counting(client: np.ndarray, *rest: object, **named: object) -> object:
        filtered.append(client.size)
        return recursion(client, *rest, **named)  # type: ignore[arg-type]  # whatever it is asked with

    monkeypatch.setattr(filter_state, "current_beliefs", counting)
    found, holds = brought_up_to(program.model, before, program.evidence, program.clients)
    assert filtered == [(program.row >= 5).sum()] and holds.all()
    assert numbers(found) == pytest.approx(numbers(program.after()), abs=1e-10)


def _with_late_rating(program: Kept) -> Evidence:
    return program.changed(ROW, rating=1.5, rating_count=1.0)


def _with_corrected_rating(program: Kept) -> Evidence:
    rated = int(
        np.flatnonzero((program.evidence.client == CLIENT) & (program.evidence.observed.rating_count[0] > 0))[0]
    )
    return program.changed(rated, rating=float(program.evidence.observed.rating[0, rated]) + 1e-6)


def _without_a_contact(program: Kept) -> Evidence:
    return program.changed(ROW, at_risk=0.0)


def _without_a_row(program: Kept) -> Evidence:
    return _rows_but(program, np.arange(program.evidence.client.size) == ROW)


def _without_the_latest_rows(program: Kept) -> Evidence:
    return _rows_but(program, (program.evidence.client == CLIENT) & (program.row >= 3))


def _with_a_row_at_another_time(program: Kept) -> Evidence:
    period = program.evidence.period.copy()
    period[ROW] += 0.5
    return program.evidence._replace(period=period)


def _with_two_ratings_exchanged(program: Kept) -> Evidence:
    first = program.changed(ROW, rating=0.4, rating_count=1.0)
    return Kept(program.model, first).changed(ROW + 1, rating=0.9, rating_count=1.0)


def _with_another_factor(program: Kept) -> Evidence:
    quantities = program.evidence.quantities.copy()
    quantities[2, ROW] += 1e-9
    return program.evidence._replace(quantities=quantities)


def _with_another_therapist(program: Kept) -> Evidence:
    return program.changed(ROW, renewed=1.0)


def _rows_but(program: Kept, gone: Flags) -> Evidence:
    return program.evidence.only(~gone)


CLIENT = 3
ROW = int(np.flatnonzero((kept().evidence.client == CLIENT) & (kept().row == 1))[0])
WRONG: tuple[Callable[[Kept], Evidence], ...] = (
    _with_late_rating,
    _with_corrected_rating,
    _without_a_contact,
    _without_a_row,
    _without_the_latest_rows,
    _with_a_row_at_another_time,
    _with_two_ratings_exchanged,
    _with_another_factor,
    _with_another_therapist,
)


@pytest.mark.parametrize("change", WRONG)
def test_a_state_whose_rows_have_changed_is_filtered_anew(change: Callable[[Kept], Evidence]) -> None:
    program = kept()
    before = program.after(program.row < 5)
    now = change(program)
    found, holds = brought_up_to(program.model, before, now, program.clients)
    assert np.flatnonzero(~holds).tolist() == [CLIENT]
    anew = advance(program.model, FilterState.of_newcomers(program.model, program.clients), now)
    assert numbers(found) == pytest.approx(numbers(anew), abs=1e-10) and (found.digest == anew.digest).all()


def test_another_value_of_a_further_rating_is_seen() -> None:
    program = kept(more=("distress",))
    observed = program.evidence.observed
    row = int(np.flatnonzero((observed.rating_count[1] > 0) & (program.row < 5))[0])
    rating = np.array(observed.rating)
    rating[1, row] += 1e-6
    now = program.evidence._replace(observed=observed._replace(rating=rating))
    _, holds = brought_up_to(program.model, program.after(program.row < 5), now, program.clients)
    assert np.flatnonzero(~holds).tolist() == [program.evidence.client[row]]


def test_two_ratings_that_change_places_are_seen() -> None:
    program = kept()
    one, other = (
        Kept(program.model, program.changed(ROW, rating=first, rating_count=1.0)).changed(
            ROW + 1, rating=second, rating_count=1.0
        )
        for first, second in ((0.4, 0.9), (0.9, 0.4))
    )
    before = Kept(program.model, one).after()
    _, holds = brought_up_to(program.model, before, other, program.clients)
    assert not holds[CLIENT]


def test_a_state_of_another_fit_is_filtered_anew() -> None:
    program = kept()
    before = program.after(program.row < 5)
    refitted = Kept(another(program.model), program.evidence)
    found, holds = brought_up_to(refitted.model, before, program.evidence, program.clients)
    assert not holds.any() and found.model == refitted.model.digest != before.model
    assert numbers(found) == pytest.approx(numbers(refitted.after()), abs=1e-14)
    with pytest.raises(StateOutdated, match="another model"):
        advance(refitted.model, before, program.evidence.only(program.row >= 5))


def test_nothing_kept_is_the_whole_history() -> None:
    program = kept()
    found, holds = brought_up_to(program.model, None, program.evidence, program.clients)
    assert not holds.any() and (numbers(found) == numbers(program.after())).all()


def test_rows_that_do_not_come_after_are_refused() -> None:
    program = kept()
    with pytest.raises(StateOutdated, match="period"):
        advance(program.model, program.after(program.row < 5), program.evidence.only(program.row == 4))


def test_clients_may_be_taken_apart_and_put_together() -> None:
    program = kept()
    state = program.after()
    parts = [state.only(slice(0, 7)), state.only(np.arange(7, program.clients))]
    assert (numbers(joined(parts)) == numbers(state)).all() and (joined(parts).digest == state.digest).all()
