"""Programs drawn from the prior: what passes of several ratings passes, so that there is a process to draw."""

import numpy as np

from bidewell.engine.process import dynamics_of
from bidewell.simulate.panels import Size, draw_program


def test_where_several_ratings_are_drawn_what_passes_of_them_dies_out() -> None:
    radii = []
    for seed in range(60):
        program = draw_program(Size(2, therapists=2, weeks=3), seed, more=("distress", "motivation"))
        scalars = program.model.scalars(program.parameters[:, None])
        persistence = np.array(dynamics_of(scalars, np, program.model.channels).persistence)[..., 0]
        radii.append(np.abs(np.linalg.eigvals(persistence)).max())
    # Of three ratings nearly one draw in twenty would not: 60 would hold about three.
    assert 0.9 < max(radii) < 1.0
