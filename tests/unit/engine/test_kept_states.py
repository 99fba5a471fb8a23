"""Filter states written and read again: to the last digit, or not at all."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bidewell.engine import kept_states
from bidewell.engine.filter_state import FilterState, brought_up_to
from bidewell.engine.kept_states import as_plain, from_plain, load, save
from tests.unit.engine.kept import another, kept, numbers


def _entries(state: FilterState) -> list[Any]:
    return list(json.loads(json.dumps(list(as_plain(state)))))


@pytest.mark.parametrize("more", [(), ("distress", "motivation")])
def test_a_state_comes_back_as_it_was(tmp_path: Path, more: tuple[str, ...]) -> None:
    program = kept(more=more)
    state = program.after(program.row < 5)
    save(state, tmp_path / "state.npz")
    for found in (from_plain(program.model, _entries(state)), load(program.model, tmp_path / "state.npz")):
        assert found is not None and found.model == state.model
        assert (numbers(found) == numbers(state)).all() and (found.digest == state.digest).all()


def test_a_zero_is_kept_as_every_database_has_it() -> None:
    program = kept()
    state = program.after()
    below = replace(state, period=-0.0 * state.period)
    written = _entries(below)
    assert not any(np.signbit(entry["period"]) for entry in written)
    assert (from_plain(program.model, written).rows == state.rows).all()


def test_a_kept_state_can_be_read_without_this_code(tmp_path: Path) -> None:
    program = kept()
    state = program.after()
    save(state, tmp_path / "state.npz")
    with np.load(tmp_path / "state.npz", allow_pickle=False) as stored:
        assert stored["model"] == state.model and (stored["belief.mean"] == state.belief.mean).all()
    assert _entries(state)[2]["belief.mean"] == state.belief.mean[:, 2].tolist()


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: entry | {"format": kept_states.FORMAT + 1},
        lambda entry: entry | {"model": "another"},
        lambda entry: entry | {"rows": entry["rows"] - 1},
        lambda entry: entry | {"belief.mean": [entry["belief.mean"][0] + 1e-9, entry["belief.mean"][1]]},
        lambda entry: entry | {"belief.mean": None},
        lambda entry: entry | {"digest": "not a digest"},
        lambda entry: {name: value for name, value in entry.items() if name != "belief.mean"},
        lambda entry: entry | {"belief.more": 1.0},
        lambda entry: {},
        lambda entry: None,
    ],
)
def test_an_entry_that_is_wrong_is_not_used(change: Any) -> None:
    program = kept()
    entries = _entries(program.after(program.row < 5))
    entries[3] = change(entries[3])
    found, holds = brought_up_to(program.model, from_plain(program.model, entries), program.evidence, program.clients)
    assert np.flatnonzero(~holds).tolist() == [3]
    assert numbers(found) == pytest.approx(numbers(program.after()), abs=1e-10)


def test_a_state_of_other_ratings_is_not_used() -> None:
    alone, together = kept(), kept(more=("distress",))
    entries = [entry | {"model": together.model.digest} for entry in _entries(alone.after())]
    assert (from_plain(together.model, entries).rows == 0).all()


def test_a_file_that_is_wrong_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, path = kept(), tmp_path / "state.npz"
    state = program.after()
    assert load(program.model, path) is None
    save(state, path)
    assert load(another(program.model), path) is None
    path.write_bytes(path.read_bytes()[:-200])
    assert load(program.model, path) is None
    save(replace(state, period=np.full_like(state.period, np.nan)), path)
    assert load(program.model, path) is None
    save(replace(state, rated=state.rated._replace(rows=state.rated.rows[:-1])), path)
    assert load(program.model, path) is None
    monkeypatch.setattr(kept_states, "FORMAT", kept_states.FORMAT + 1)
    save(state, path)
    monkeypatch.undo()
    assert load(program.model, path) is None


def test_a_model_read_again_is_the_same_model(tmp_path: Path) -> None:
    model = kept().model
    model.save(tmp_path)
    assert type(model).load(tmp_path).digest == model.digest != another(model).digest
