"""Small programs that several engine tests share."""

from dataclasses import replace

import numpy as np

from bidewell.engine.channels import Channels, Kind
from bidewell.engine.model import Block, Model
from bidewell.engine.process import lag_names
from bidewell.engine.ratings import Censored, Gaussian, Ordinal
from bidewell.simulate.panels import DrawnProgram, Size, draw_program
from bidewell.simulate.written_ratings import written

FIVE = Ordinal((-1.4, -0.7, 0.0, 0.7, 1.4))


def busy_program(clients: int = 60, seed: int = 5, returning: float = 0.0, more: tuple[str, ...] = ()) -> DrawnProgram:
    """Everything at once: two ratings in some periods, clients already in care when recording began, a split effect.

    With `more`, clients also give these ratings.
    """
    # A process of several patches that dies out, as that of lives must.
    lasting = [f"logit_persistence{of}" for of in ("", *(f":{name}" for name in more))] if more else []
    planted = dict.fromkeys(lasting, 0.4) | dict.fromkeys(lag_names(Channels(more=more)), 0.1)
    program = draw_program(Size(clients, therapists=12, weeks=12, returning=returning), seed, planted, more)
    panel, random = program.model.panel, np.random.default_rng(seed)
    known_before = random.random(panel.clients) < 0.3
    scored = ~(known_before[panel.client] & (panel.period < 3))
    counts = panel.rating_count * random.integers(1, 3, panel.rows)
    split = Block("split", "patch_loading", ("",), np.ones((panel.rows, 1)), prior_sd=0.35)
    changed = replace(panel, scored=scored, rating_count=counts)
    model = Model(changed, (*program.model.blocks, split))
    before_latent = program.model.layout["latent"].start
    return replace(program, model=model, parameters=np.insert(program.parameters, before_latent, -0.3))


def rated_as(program: DrawnProgram, kind: Kind) -> DrawnProgram:
    """The same lives, their ratings written down on a scale that ends, or in five categories."""
    if kind == "ordinal":
        return written(program, FIVE, np.linspace(-0.3, 0.2, FIVE.thresholds))
    return written(program, Censored(-0.9, 0.6) if kind == "censored" else Gaussian())
