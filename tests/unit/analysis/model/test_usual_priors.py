"""What a fit that explains starts from stands in one room, wherever the term is laid out."""

import numpy as np
import pytest

from bidewell.analysis.model import usual_priors
from bidewell.analysis.model.specification import Choices
from bidewell.engine.terms.baseline import Baseline
from bidewell.engine.terms.calendar import CalendarWalk
from tests.fitted_programs import program, rows_of, terms_of

THE_ROOM = {value for name, value in vars(usual_priors).items() if name.endswith(("_SD", "_WIDTH"))}


@pytest.mark.parametrize("choices", [Choices(), Choices(split=True), Choices(bend=True)])
def test_no_coefficient_and_no_spread_starts_from_a_number_of_its_own(choices: Choices) -> None:
    records = program("demo", 300)
    rows = rows_of(records).columns
    blocks = [
        block
        for term in terms_of(records, choices)
        if not isinstance(term, (Baseline, CalendarWalk))
        for block in term.blocks(rows)
    ]
    widths = {block.scale_prior_sd for block in blocks if block.scale is not None}
    coefficients = {float(sd) for block in blocks if block.scale is None for sd in np.unique(block.prior_sd)}
    assert len(coefficients) > 2 and coefficients | widths <= THE_ROOM
