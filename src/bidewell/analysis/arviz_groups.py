"""A fit in ArviZ's groups: its draws, each client's log-likelihood, data drawn anew from it, and the data themselves.

An `xarray.DataTree`, which ArviZ reads as it is or as netCDF: posterior, log_likelihood, posterior_predictive and
observed_data, with named dimensions. It holds one entry a client: keep it as you keep records.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from bidewell import __version__
from bidewell.analysis.fitting import FittedProgram
from bidewell.engine.fitted import FittedModel
from bidewell.engine.process import scalar_names
from bidewell.engine.replicate import drawn, expectations

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

    Dimensions: chain, draw, episode, rated_row (rows with a rating) and contact (rows whose outcome is known), and one
    for each block of several parameters. Ratings are on the instrument's scale, as they get written down; everything
    else in the model's units.
    Time and memory: linear in draws x rows.
    """
    library = xarray()
    by_client, predictive = _by_draw(fitted, seed)
    posterior, labels = _posterior(fitted.model)
    rated, contacts = _rows(fitted)
    of_rows = _coordinates(fitted, "rated_row", rated) | _coordinates(fitted, "contact", contacts)
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
    rated, contacts = _rows(fitted)
    first = np.flatnonzero(rows.panel.starts)
    likelihoods, ratings, left, agreed = [], [], [], []
    for places, expected in expectations(model, rows.panel, rows.columns, np.arange(len(model.draws))):
        likelihoods.append(np.add.reduceat(expected.log_likelihood * rows.panel.scored, first, axis=1))
        anew = drawn(expected, rows.panel, random, model.channels)
        ratings.append(rows.rating.undo(model.written(0, anew.rating[:, rated], places)))
        left.append(anew.left[:, contacts])
        agreed.append(anew.agreed[:, contacts])

    def along(dimension: str, parts: list[Any]) -> tuple[tuple[str, ...], np.ndarray]:
        return ("chain", "draw", dimension), _by_chain(model, np.concatenate(parts))

    predictive = {
        "rating": along("rated_row", ratings), "left": along("contact", left), "agreed": along("contact", agreed),
    }  # fmt: skip
    return {"client": along("episode", likelihoods)}, predictive


def _by_chain(model: FittedModel, values: np.ndarray) -> np.ndarray:
    """[n, ...] as [chain, draw, ...]: chains one after another, or all draws as one chain where there are none."""
    chains = model.diagnostics.chains.number if model.diagnostics.chains else 1
    return values.reshape(chains, len(values) // chains, *values.shape[1:])


def _rows(fitted: FittedProgram) -> tuple[np.ndarray, np.ndarray]:
    panel = fitted.rows.panel
    return np.flatnonzero(panel.rating_count > 0), np.flatnonzero(panel.at_risk)


def _coordinates(fitted: FittedProgram, dimension: str, rows: np.ndarray) -> dict[str, Any]:
    """Whose row it is, and of which period."""
    episode = np.array(fitted.rows.episodes, dtype=str)[fitted.rows.panel.client[rows]]
    return {
        f"{dimension}_episode": (dimension, episode),
        f"{dimension}_period": (dimension, fitted.rows.panel.period[rows]),
    }


def _observed(fitted: FittedProgram) -> Variables:
    panel = fitted.rows.panel
    rated, contacts = _rows(fitted)
    return {
        "rating": (("rated_row",), fitted.rows.rating.undo(panel.rating[rated])),
        "left": (("contact",), panel.left[contacts]),
        "agreed": (("contact",), panel.agreed[contacts]),
    }
