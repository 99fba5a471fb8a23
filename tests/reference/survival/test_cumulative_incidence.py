"""Cumulative incidence against R's survfit and cuminc, and against scikit-survival."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from sksurv.nonparametric import cumulative_incidence_competing_risks

from bidewell.engine.survival.curve import Curve
from bidewell.engine.survival.followup import FollowUp, follow_up
from bidewell.engine.survival.incidence import any_ending, cumulative_incidence

HERE = Path(__file__).parent
R_NUMBERS = pl.read_csv(HERE / "simulated.csv")
PEOPLE = pl.read_csv(HERE / "simulated_people.csv")
R_PUBLIC = pl.read_csv(HERE / "public_data.csv")


def simulated(data: str) -> FollowUp:
    entry = PEOPLE["entry"].to_numpy()
    if data == "late entry":
        return follow_up(PEOPLE["exit"].to_numpy(), PEOPLE["cause"].to_numpy(), entry)
    return follow_up(PEOPLE["exit"].to_numpy() - entry, PEOPLE["cause"].to_numpy())


def public(folder: Path, data: str) -> FollowUp:
    if data == "epileptic":
        people = pl.read_csv(folder / "epileptic" / "epileptic.csv", infer_schema_length=None).unique("id")
        return follow_up(people["with.time"], people["with.status2"])
    if data == "pbc2":
        people = pl.read_csv(folder / "pbc2" / "pbc2_id.csv", infer_schema_length=None, null_values="NA")
        return follow_up(people["years"], people["status"].replace_strict({"alive": 0, "transplanted": 1, "dead": 2}))
    people = pl.read_csv(folder / "addicts" / "addicts.csv")
    if data != "addicts":
        people = people.filter(pl.col("clinic") == int(data[-1]))
    return follow_up(people["survt"], people["status"])


@pytest.mark.parametrize("data", ["late entry", "from the start"])
@pytest.mark.parametrize("cause", [1, 2])
def test_incidence_and_its_variance_match_r_on_ties_and_endings_at_day_0(data: str, cause: int) -> None:
    expected = R_NUMBERS.filter(data=data)
    curve = cumulative_incidence(simulated(data), (cause,))
    assert curve.times.tolist() == expected["time"].to_list()
    assert curve.follow_up.at_risk(curve.times).tolist() == expected["at_risk"].to_list()
    assert curve.probability == pytest.approx(expected[f"cause_{cause}"].to_numpy(), abs=1e-12)
    assert curve.standard_error == pytest.approx(expected[f"greenwood_{cause}"].to_numpy(), abs=1e-9)


@pytest.mark.parametrize("cause", [1, 2])
def test_the_variance_is_that_of_survfit_without_late_entry_and_near_it_with(cause: int) -> None:
    for data, near in (("from the start", 1e-9), ("late entry", 1e-3)):
        curve = cumulative_incidence(simulated(data), (cause,))
        expected = R_NUMBERS.filter(data=data)[f"jackknife_{cause}"].to_numpy()
        assert curve.standard_error == pytest.approx(expected, abs=near)


@pytest.mark.parametrize("cause", [1, 2])
def test_cuminc_gives_the_same_curve_and_a_variance_within_six_percent(cause: int) -> None:
    expected = R_NUMBERS.filter(data="from the start")
    curve = cumulative_incidence(simulated("from the start"), (cause,))
    assert curve.probability == pytest.approx(expected[f"gray_{cause}"].to_numpy(), abs=1e-12)
    assert curve.standard_error == pytest.approx(expected[f"gray_se_{cause}"].to_numpy(), rel=0.06)


@pytest.mark.parametrize("data", ["late entry", "from the start"])
def test_being_in_care_and_its_log_log_interval_match_r(data: str) -> None:
    curve = any_ending(simulated(data))
    for row in R_NUMBERS.filter((pl.col("data") == data) & (pl.col("time") <= curve.known_through)).iter_rows(
        named=True
    ):
        in_care = curve.at(row["time"]).complement()
        assert in_care.probability == pytest.approx(row["in_care"], abs=1e-12)
        assert (in_care.low, in_care.high) == pytest.approx((row["in_care_low"], row["in_care_high"]), abs=1e-9)


@pytest.mark.parametrize("data", R_PUBLIC["data"].unique(maintain_order=True))
def test_published_data_give_the_numbers_of_r(shared_data: Path, data: str) -> None:
    people = public(shared_data, data)
    for row in R_PUBLIC.filter(data=data).iter_rows(named=True):
        curve = cumulative_incidence(people, (row["cause"],))
        assert curve(row["time"]) == pytest.approx(row["probability"], abs=1e-9)
        assert standard_error(curve, row["time"]) == pytest.approx(row["standard_error"], abs=1e-9)
        if row["low"] is not None:
            estimate = curve.at(row["time"])
            assert (estimate.low, estimate.high) == pytest.approx((row["low"], row["high"]), abs=1e-9)
        if row["cuminc"] is not None:
            assert curve(row["time"]) == pytest.approx(row["cuminc"], abs=1e-9)


def test_scikit_survival_gives_the_same_curves_on_ties() -> None:
    agrees_with_scikit_survival(simulated("from the start"))


@pytest.mark.parametrize("data", ["epileptic", "pbc2"])
def test_scikit_survival_gives_the_same_curves_on_published_data(shared_data: Path, data: str) -> None:
    agrees_with_scikit_survival(public(shared_data, data))


def agrees_with_scikit_survival(people: FollowUp) -> None:
    times, expected = cumulative_incidence_competing_risks(people.cause, people.exit)
    for cause in (1, 2):
        curve = cumulative_incidence(people, (cause,))
        ours = np.append(0.0, curve.probability)[np.searchsorted(curve.times, times, side="right")]
        assert ours == pytest.approx(expected[cause], abs=1e-9)


def standard_error(curve: Curve, time: float) -> float:
    return float(np.append(0.0, curve.standard_error)[np.searchsorted(curve.times, time, side="right")])
