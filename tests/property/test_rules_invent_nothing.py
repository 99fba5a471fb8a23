"""Where nothing goes with staying, the event rules may not make it look as if something did."""

from datetime import timedelta
from functools import cache

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm

from bidewell.analysis.events.definitions import DEFAULT_DEFINITION
from bidewell.analysis.events.panel import build_panel
from bidewell.simulate.program import simulate

FIRST_WEEKS = 3


@cache
def asked_in_a_world_where_nothing_matters():
    panel = build_panel(simulate("nothing", clients=4_000, seed=5).records, DEFAULT_DEFINITION)
    return panel.rows.filter("at_risk")


@pytest.mark.parametrize("column", ["rating", "attended_share_before", "missed_before", "new_therapist"])
def test_what_is_known_before_a_contact_does_not_predict_leaving(column):
    rows = asked_in_a_world_where_nothing_matters().filter(pl.col(column).is_not_null())
    known = rows.select(pl.lit(1.0), pl.col(column).cast(pl.Float64), (pl.col("period") + 1).log()).to_numpy()
    cloglog = sm.families.Binomial(sm.families.links.CLogLog())
    fitted = sm.GLM(rows["left"].cast(pl.Float64).to_numpy(), known, family=cloglog).fit()
    assert abs(fitted.tvalues[1]) < 3


def test_the_last_weeks_before_the_cut_show_as_much_leaving_as_the_weeks_before():
    rows = asked_in_a_world_where_nothing_matters().filter(pl.col("period") >= FIRST_WEEKS)
    last_weeks = rows["contact_on"].max() - timedelta(days=28)
    late = rows.filter(pl.col("contact_on") > last_weeks)["left"]
    before = rows.filter(pl.col("contact_on") <= last_weeks)["left"]
    error = np.sqrt(before.mean() * (1 - before.mean()) / len(late))
    assert abs(late.mean() - before.mean()) < 3 * error
