"""Filter states as they are kept: plain JSON for one client, an npz of arrays for many; readable without this code.

What cannot be used (another format or model, damage) is no error of whoever kept it: reading gives a state that holds
for nobody, and `filter_state.brought_up_to` filters those histories anew.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bidewell.engine.cell import Belief
from bidewell.engine.filter_state import FilterState, Rated
from bidewell.engine.fitted import FittedModel
from bidewell.engine.strain import Strained

FORMAT = 2


def as_plain(state: FilterState) -> Iterator[dict[str, Any]]:
    """One entry a client: format, model, digest of all that follows ("seal"), and each array's part as numbers.

    `digest` of the rows taken in is written in hexadecimal: JSON has no 64 bits.
    """
    arrays = {name: _by_client(array) for name, array in _arrays(state).items()}
    for client in range(state.rows.size):
        values = {name: parts[client] for name, parts in arrays.items()} | {
            "digest": f"{arrays['digest'][client]:016x}"
        }
        yield {"format": FORMAT, "model": state.model, "seal": _seal(values), **values}


def _by_client(array: NDArray[Any]) -> list[Any]:
    # A database's numbers have no zero below zero: read back, it would not be what was sealed.
    written = array + 0.0 if array.dtype.kind == "f" else array
    found: list[Any] = np.moveaxis(written, -1, 0).tolist()
    return found


def from_plain(model: FittedModel, entries: Sequence[Mapping[str, Any] | None]) -> FilterState:
    """The state of these clients; those without a usable entry stand where newcomers do."""
    state = FilterState.of_newcomers(model, len(entries))
    arrays = {name: array.copy() for name, array in _arrays(state).items()}
    for client, entry in enumerate(entries):
        if entry is not None and (values := _usable(model, entry, arrays)):
            for name, value in values.items():
                arrays[name][..., client] = value
    return _state(model.digest, arrays)


def save(state: FilterState, path: Path) -> None:
    """Write an npz: `format`, `model`, and the state's arrays with clients last."""
    np.savez_compressed(path, allow_pickle=False, format=FORMAT, model=state.model, **_arrays(state))


def load(model: FittedModel, path: Path) -> FilterState | None:
    """Read what `save` wrote; None where it is missing, damaged, or of another format or model."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            if int(stored["format"]) != FORMAT or str(stored["model"]) != model.digest:
                return None
            expected = _arrays(FilterState.of_newcomers(model, stored["rows"].size))
            arrays = {name: stored[name] for name in expected}
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile, zlib.error):
        return None
    is_whole = all(arrays[name].shape == array.shape and _is_finite(arrays[name]) for name, array in expected.items())
    return _state(model.digest, arrays) if is_whole else None


_GROUPS: Mapping[str, Any] = {"rated": Rated, "belief": Belief, "strained": Strained}


def _arrays(state: FilterState) -> dict[str, NDArray[Any]]:
    arrays = {"rows": state.rows, "period": state.period, "digest": state.digest}
    for group in _GROUPS:
        arrays |= {f"{group}.{name}": array for name, array in getattr(state, group)._asdict().items()}
    return arrays


def _state(model: str, arrays: Mapping[str, NDArray[Any]]) -> FilterState:
    groups = {group: of(*(arrays[f"{group}.{name}"] for name in of._fields)) for group, of in _GROUPS.items()}
    return FilterState(model, arrays["rows"], arrays["period"], arrays["digest"], **groups)


def _usable(
    model: FittedModel, entry: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
) -> dict[str, NDArray[Any]] | None:
    values = {name: value for name, value in entry.items() if name not in ("format", "model", "seal")}
    stands_on = entry.get("format"), entry.get("model"), entry.get("seal")
    if stands_on != (FORMAT, model.digest, _seal(values)) or set(values) != set(arrays):
        return None
    numbers = {name: np.asarray(value) for name, value in (values | {"digest": int(values["digest"], 16)}).items()}
    fits = all(numbers[name].shape == array.shape[:-1] and _is_finite(numbers[name]) for name, array in arrays.items())
    return numbers if fits else None


def _is_finite(array: NDArray[Any]) -> bool:
    return bool(np.isfinite(array).all())


def _seal(values: Mapping[str, Any]) -> str:
    """Numbers go through JSON as they are: the shortest digits that give the same number back."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]
