"""Programs whose clients are filtered in parts: a fitted model and the evidence on its clients, as tests of states need."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from bidewell.engine.evidence import Evidence
from bidewell.engine.filter_state import FilterState, advance
from bidewell.engine.fitted import Diagnostics, FittedModel
from bidewell.engine.panel import Flags, Floats, Integers
from bidewell.engine.ratings import Gaussian
from bidewell.engine.recursion import observed_rows
from tests.unit.engine.programs import busy_program


@dataclass(frozen=True)
class Kept:
    model: FittedModel
    evidence: Evidence

    @property
    def clients(self) -> int:
        return int(self.evidence.client[-1]) + 1

    @property
    def row(self) -> Integers:
        """The number of each row within its client."""
        counts = np.bincount(self.evidence.client)
        return np.asarray(np.arange(self.evidence.client.size) - (np.cumsum(counts) - counts)[self.evidence.client])

    def after(self, rows: Flags | None = None) -> FilterState:
        """The state after these rows, filtered whole."""
        taken = self.evidence if rows is None else self.evidence.only(rows)
        return advance(self.model, FilterState.of_newcomers(self.model, self.clients), taken)

    def changed(self, row: int, **columns: float) -> Evidence:
        """The evidence with one row observed otherwise."""
        observed = self.evidence.observed
        changed = {name: np.array(getattr(observed, name)) for name in columns}
        for name, value in columns.items():
            changed[name][..., row] = value
        return self.evidence._replace(observed=observed._replace(**changed))


@cache
def kept(clients: int = 40, seed: int = 5, returning: float = 0.0, more: tuple[str, ...] = ()) -> Kept:
    program = busy_program(clients, seed, returning, more)
    model, parameters = program.model, program.parameters
    layout = {name: (place.start, place.stop) for name, place in model.layout.items()}
    nothing = np.zeros((1, 0))
    fitted = FittedModel(
        (), model.link, layout, model.labels, parameters, parameters, parameters, parameters[None], {}, {}, nothing,
        Diagnostics(0.3, True, 3, 10, -100.0), seed=0, more=dict.fromkeys(more, Gaussian()),
    )  # fmt: skip
    panel = model.panel
    quantities = model.quantities(parameters)
    observed = observed_rows(panel, model.channels)
    evidence = Evidence(panel.of_person, panel.period, observed, quantities, panel.returns)
    return Kept(fitted, evidence)


def another(model: FittedModel) -> FittedModel:
    """The same program fitted again: one parameter differs in its last digits."""
    return replace(model, mode=model.mode * (1.0 + 1e-12))


def numbers(state: FilterState) -> Floats:
    """All that a state says of its clients, [numbers, clients]."""
    parts = (state.rows, state.period, *state.rated, *state.belief, *state.strained)
    return np.vstack([np.reshape(part, (-1, state.rows.size)) for part in parts])
