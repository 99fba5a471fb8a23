"""The whole main job on public records: what the report says of a trial without an alliance rating, and of two clinics."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bidewell import verbs

Convert = Callable[..., Path]
CARRIED = Path(__file__).parents[2] / "examples" / "ctn0094" / "data"


def change_by_window(document: dict[str, Any], factor: str) -> list[float]:
    rows = {row["window"]: row for row in document["ranking"] if row["factor"] == factor}
    return [rows[window]["change_in_probability_stayed"]["mean"] for window in ("0-4", "5-12", "13+")]


@pytest.fixture(scope="module")
def trial(convert: Convert) -> dict[str, Any]:
    return verbs.report_document(convert("ctn0094", CARRIED), adjust=("age", "sex"), by=("arm",))


def test_the_report_holds_the_published_shares_by_arm(trial: dict[str, Any]) -> None:
    rows = {row["group"]["value"]: row for row in trial["retention"]
            if row["kind"] == "stayed" and row["horizon_days"] == 180 and row["group"]["column"] == "arm"}  # fmt: skip
    assert [(rows[arm]["n"], round(100 * rows[arm]["probability"], 1)) for arm in ("Methadone", "Outpatient BUP")] == [
        (520, 74.4),
        (727, 46.8),
    ]


def test_without_an_alliance_rating_the_report_says_so_and_still_serves(trial: dict[str, Any]) -> None:
    verdicts = {claim["claim"]: claim["verdict"] for claim in trial["claims"]}
    assert verdicts["alliance_staying"] == verdicts["alliance_largest"] == "cannot tell"
    assert "No alliance rating is recorded" in trial["ratings"]["words"]
    assert trial["model"]["diagnostics"]["trusted"]
    assert all(row["factor"] != "alliance" for row in trial["ranking"])
    assert trial["forecasts"] == []


def test_the_arm_goes_with_staying_less_and_less(trial: dict[str, Any]) -> None:
    early, middle, late = change_by_window(trial, "methadone")
    assert early > middle > late > 0


def test_the_clinics_difference_grows_with_time(convert: Convert, shared_data: Path) -> None:
    document = verbs.report_document(convert("addicts", shared_data / "addicts" / "addicts.csv"))
    early, _, late = change_by_window(document, "clinic")
    assert late > early + 0.05
