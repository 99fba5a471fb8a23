"""Where clients stand, from what was kept: the same as from the whole history, whatever came since."""

import json
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest

from bidewell.analysis.events.as_known import as_known_on
from bidewell.analysis.forecasting import pieces
from bidewell.analysis.forecasting.forecasts import Foreseen, foresee
from bidewell.analysis.forecasting.in_care import clients_in_care
from bidewell.analysis.forecasting.pieces import in_pieces, piece_of, without_history
from bidewell.analysis.forecasting.standing import standing
from bidewell.analysis.program import ProgramRecords
from bidewell.engine.panel import Floats
from tests.forecasted_programs import forecasted

WEEKS_APART = 3


@cache
def _earlier() -> dict[str, Any]:
    """What was kept some weeks before, as it comes back from where it is kept."""
    program = forecasted()
    seen = foresee(program.records, program.saved, program.fitted_on - timedelta(weeks=WEEKS_APART))
    assert seen is not None
    return dict(json.loads(json.dumps(seen.kept())))


def _seen(records: ProgramRecords, kept: dict[str, Any] | None = None) -> Foreseen:
    program = forecasted()
    found = foresee(records, program.saved, program.fitted_on, kept)
    assert found is not None
    return found


def _numbers(seen: Foreseen) -> Floats:
    chances, stand = seen.chances, seen.stand
    course = [part.reshape(-1, seen.clients.clients).T for part in stand.course]
    asked = [np.zeros(0)] + [one.chances.mean.ravel() for one in seen.asked]
    parts = [chances.mean, chances.low, chances.high, seen.split.shares, stand.level[:, None], *course]
    return np.concatenate([*(part.ravel() for part in parts), *asked])


def test_forecasts_from_what_was_kept_are_those_of_the_whole_history() -> None:
    records = forecasted().records
    whole, onward = _seen(records), _seen(records, _earlier())
    known = [episode in _earlier() and _earlier()[episode]["rows"] > 0 for episode in whole.record_episodes]
    assert sum(known) > 20
    assert onward.stand.is_replayed.tolist() == [not one for one in known]
    assert _numbers(onward) == pytest.approx(_numbers(whole), abs=1e-10)
    assert (onward.stand.kept.digest == whole.stand.kept.digest).all()


def _changed(records: ProgramRecords, episode: str, change: str) -> ProgramRecords:
    mine = pl.col("episode") == episode
    if change == "rating corrected":
        first = mine & (
            pl.int_range(pl.len()) == pl.int_range(pl.len()).filter(mine & pl.col("value").is_not_null()).min()
        )
        value = pl.when(first).then(pl.col("value") * 0.5 + 1.0).otherwise(pl.col("value"))
        return replace(records, checkins=records.checkins.with_columns(value=value))
    if change == "contact withdrawn":
        second = records.sessions.filter(mine, pl.col("status") == "attended").sort("scheduled_at")["session"][1]
        return replace(records, sessions=records.sessions.filter(pl.col("session") != second))
    longer = pl.when(mine & (pl.col("name") == "travel_minutes")).then(pl.col("number") + 30.0).otherwise("number")
    return replace(records, factors=records.factors.with_columns(number=longer))


@pytest.mark.parametrize("change", ["rating corrected", "contact withdrawn", "factor corrected"])
def test_what_was_kept_is_not_gone_on_from_where_the_records_have_changed(change: str) -> None:
    program = forecasted()
    whole = _seen(program.records)
    travels = set(program.records.factors.filter(pl.col("name") == "travel_minutes")["episode"])
    long = [one for one in whole.record_episodes if _earlier().get(one, {}).get("rows", 0) > 6 and one in travels]
    changed = _changed(program.records, long[0], change)
    onward = _seen(changed, _earlier())
    place = onward.record_episodes.index(long[0])
    assert onward.stand.is_replayed[place] and not onward.stand.is_replayed.all()
    assert _numbers(onward) == pytest.approx(_numbers(_seen(changed)), abs=1e-10)


def test_a_caseload_in_pieces_stands_as_it_does_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    program = forecasted()
    clients = clients_in_care(program.records, program.saved, program.fitted_on)
    assert clients is not None
    together = standing(program.saved.forecast, clients)
    monkeypatch.setattr("bidewell.analysis.forecasting.standing.CLIENTS_AT_ONCE", 7)
    apart = standing(program.saved.forecast, clients)
    for one, other in zip(apart.course, together.course, strict=True):
        assert one == pytest.approx(other, abs=1e-13)
    assert apart.level == pytest.approx(together.level, abs=1e-13)
    assert (apart.kept.rows == together.kept.rows).all()


def test_pieces_hold_every_client_once_with_the_own_history() -> None:
    program = forecasted()
    clients = clients_in_care(as_known_on(program.records, program.fitted_on), program.saved, program.fitted_on)
    assert clients is not None
    found = in_pieces(lambda piece: piece_of(clients, piece), clients.clients, 10)
    assert pl.concat([one.episodes for one in found]).equals(clients.episodes)
    assert sum(one.history.panel.rows for one in found) == clients.history.panel.rows
    for one in found:
        history = one.history.panel
        assert [one.history.episodes[client] for client in history.client[one.last]] == one.episodes[
            "episode"
        ].to_list()
        assert (history.of_person[one.last] == np.arange(one.clients)).all()
        assert len(one.history.episodes) == history.clients
    assert pieces.columns_of(clients.ahead, clients.clients, slice(0, 3)).keys() == clients.ahead.keys()


def test_some_clients_bring_their_days_ahead_and_nobodys_history() -> None:
    program = forecasted()
    clients = clients_in_care(as_known_on(program.records, program.fitted_on), program.saved, program.fitted_on)
    assert clients is not None
    some, first = without_history(clients, np.array([2, 5])), piece_of(clients, slice(2, 3))
    assert some.episodes["episode"].to_list() == clients.episodes["episode"].to_list()[2:6:3]
    assert all((values.reshape(-1, 2)[:, 0] == first.ahead[name]).all() for name, values in some.ahead.items())
    assert (some.steps.contacts[:, 0] == first.steps.contacts[:, 0]).all() and some.still_away[0] == first.still_away[0]
    assert (some.history.panel.rows, some.history.episodes, some.last.size, some.rows_on.size) == (0, (), 0, 0)
