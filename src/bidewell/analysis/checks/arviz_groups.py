"""A fit in ArviZ's groups: its draws, each client's log-likelihood, data drawn anew from it, and the data themselves.

An `xarray.DataTree`, which ArviZ reads as it is or as netCDF: posterior, log_likelihood, posterior_predictive and
observed_data, with named dimensions. It holds one entry a client: keep it as you keep records.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from bidewell import __version__
from bidewell.analysis.model.engine_rows import EngineRows
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.engine.fitted import FittedModel
from bidewell.engine.process import scalar_names
from bidewell.engine.replicate import Replicated, drawn, expectations, written_down

if TYPE_CHECKING:
    from xarray import DataTree

Variables = dict[str, tuple[tuple[str, ...], np.ndarray]]


class ExportMissing(ImportError):
    """The extra that writes ArviZ's groups is not installed; the message names it."""


def xarray() -> Any:
    """The library that holds the groups. Raises ExportMissing."""
    try:
        import h5netcdf  # noqa: F401  # what xarray writes netCDF with
        import xarray
    except ModuleNotFoundError as missing:
        raise ExportMissing(
            "ArviZ export needs the extra `arviz`, which is not installed: pip install 'bidewell[arviz]'"
        ) from missing
    return xarray


def arviz_groups(fitted: FittedProgram, seed: int = 0) -> "DataTree":
    """The groups of a fit; `seed` draws the posterior predictive. Raises ExportMissing.

    Dimensions: chain, draw, episode, rated_row (rows with a rating) and contact (rows whose outcome is known), one for
    the rows of each further rating and count that the fit reads, and one for each block of several parameters. Ratings
    are on the instrument's scale, as they get written down; everything else in the model's units.
    Time and memory: linear in draws x rows.
    """
    library = xarray()
    by_client, predictive = _by_draw(fitted, seed)
    posterior, labels = _posterior(fitted.model)
    of_rows: dict[str, Any] = {}
    for dimension, where in _seen(fitted).values():
        of_rows |= _coordinates(fitted, dimension, where)
    groups = {
        "posterior": (posterior, labels),
        "log_likelihood": (by_client, {"episode": list(fitted.rows.episodes)}),
        "posterior_predictive": (predictive, of_rows),
        "observed_data": (_observed(fitted), of_rows),
    }
    facts = {
        "bidewell": __version__,
        "definition": fitted.panel.definition.name,
        "digest": fitted.digest,
        "seed": fitted.model.seed,
        "trusted": str(fitted.model.diagnostics.trusted),
    }
    sets = {name: library.Dataset(variables, coordinates, facts) for name, (variables, coordinates) in groups.items()}
    return library.DataTree.from_dict(sets)  # type: ignore[no-any-return]  # the library is known only when asked for


def _posterior(model: FittedModel) -> tuple[Variables, Mapping[str, list[str]]]:
    """Each block as a variable, blocks of several parameters with their labels; and the estimated scales."""
    variables: Variables = {}
    labels: dict[str, list[str]] = {}
    for name, (start, stop) in model.layout.items():
        values = _by_chain(model, model.draws[:, start:stop])
        if name == "latent":
            variables |= {
                scalar: (("chain", "draw"), values[..., place])
                for place, scalar in enumerate(scalar_names(model.channels))
            }
            variables |= _thresholds(model, labels)
        elif stop - start == 1:
            variables[name] = (("chain", "draw"), values[..., 0])
        elif stop > start:
            variables[name] = (("chain", "draw", f"{name}_part"), values)
            labels[f"{name}_part"] = [
                label.removeprefix(f"{name}[").removesuffix("]") for label in model.labels[start:stop]
            ]
    for place, name in enumerate(model.scales):
        # The wiggles of a course and their scale go by one name.
        told = name if name.endswith("_sd") else f"{name}_sd"
        variables[told] = (("chain", "draw"), _by_chain(model, model.scale_draws[:, place]))
    return variables, labels


def _thresholds(model: FittedModel, labels: dict[str, list[str]]) -> Variables:
    """The log widths of inner categories of ratings read as ordinal, and their places into `labels`."""
    variables: Variables = {}
    first = model.layout["latent"][0] + len(scalar_names(model.channels))
    for rating, kind in zip(("", *(f"_{name}" for name in model.more)), model.kinds, strict=True):
        name, last = f"threshold{rating}", first + kind.thresholds
        if kind.thresholds:
            variables[name] = (("chain", "draw", f"{name}_part"), _by_chain(model, model.draws[:, first:last]))
            labels[f"{name}_part"] = [str(place + 1) for place in range(kind.thresholds)]
        first = last
    return variables


def _by_draw(fitted: FittedProgram, seed: int) -> tuple[Variables, Variables]:
    """Log-likelihood by client, and one replication, of every draw."""
    rows, model, random = fitted.rows, fitted.model, np.random.default_rng(seed)
    seen, first = _seen(fitted), np.flatnonzero(rows.panel.starts)
    likelihoods: list[np.ndarray] = []
    found: dict[str, list[np.ndarray]] = {name: [] for name in seen}
    for places, expected in expectations(model, rows.panel, rows.columns, np.arange(len(model.draws))):
        likelihoods.append(np.add.reduceat(expected.log_likelihood * rows.panel.scored, first, axis=1))
        values = _values(rows, written_down(model, drawn(expected, rows.panel, random, model.channels), places))
        for name, (_, where) in seen.items():
            found[name].append(values[name][:, where])

    def along(dimension: str, parts: list[np.ndarray]) -> tuple[tuple[str, ...], np.ndarray]:
        return ("chain", "draw", dimension), _by_chain(model, np.concatenate(parts))

    predictive = {name: along(dimension, found[name]) for name, (dimension, _) in seen.items()}
    return {"client": along("episode", likelihoods)}, predictive


def _seen(fitted: FittedProgram) -> dict[str, tuple[str, np.ndarray]]:
    """What is seen of clients, by name: the dimension it has, and its rows."""
    panel = fitted.rows.panel
    rated, contacts = np.flatnonzero(panel.rating_count > 0), np.flatnonzero(panel.at_risk)
    found = {"rating": ("rated_row", rated), "left": ("contact", contacts), "agreed": ("contact", contacts)}
    for name, rating in panel.more.items():
        found[f"rating_{name}"] = f"rated_row_{name}", np.flatnonzero(rating.count > 0)
    for channel in fitted.model.channels.counted:
        found[channel] = f"{channel}_row", np.flatnonzero(panel.counts[channel].times > 0)
    return found


def _values(rows: EngineRows, data: Replicated) -> dict[str, np.ndarray]:
    """The same of every row, ratings on their instruments' scales."""
    further = {f"rating_{name}": rows.further[name].undo(values) for name, values in data.more.items()}
    return {"rating": rows.rating.undo(data.rating), "left": data.left, "agreed": data.agreed, **further, **data.counts}


def _by_chain(model: FittedModel, values: np.ndarray) -> np.ndarray:
    """[n, ...] as [chain, draw, ...]: chains one after another, or all draws as one chain where there are none."""
    chains = model.diagnostics.chains.number if model.diagnostics.chains else 1
    return values.reshape(chains, len(values) // chains, *values.shape[1:])


def _coordinates(fitted: FittedProgram, dimension: str, rows: np.ndarray) -> dict[str, Any]:
    """Whose row it is, and of which period."""
    episode = np.array(fitted.rows.episodes, dtype=str)[fitted.rows.panel.client[rows]]
    return {
        f"{dimension}_episode": (dimension, episode),
        f"{dimension}_period": (dimension, fitted.rows.panel.period[rows]),
    }


def _observed(fitted: FittedProgram) -> Variables:
    panel, seen = fitted.rows.panel, _seen(fitted)
    more = {name: rating.value for name, rating in panel.more.items()}
    counts = {name: count.happened for name, count in panel.counts.items()}
    values = _values(fitted.rows, Replicated(panel.rating, panel.left, panel.agreed, more, counts))
    found: Variables = {name: ((dimension,), values[name][where]) for name, (dimension, where) in seen.items()}
    for channel in fitted.model.channels.counted:
        dimension, where = seen[channel]
        found[f"{channel}_times"] = (dimension,), panel.counts[channel].times[where]
    return found
