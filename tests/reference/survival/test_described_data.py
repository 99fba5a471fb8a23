"""A description from records, end to end, against R: methadone maintenance in two clinics."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from tests.described_programs import EXTRACT, Chart, described, program

R_NUMBERS = pl.read_csv(Path(__file__).parent / "public_data.csv")
WINDOW_DAYS = 30


def chart(clinic: int, departed: int, stay: int, **_: object) -> Chart:
    """Weekly contacts and one on the last day. Who was still there is followed to the last day with a known outcome."""
    if departed:
        start, until = EXTRACT - timedelta(days=WINDOW_DAYS + 1100), stay
    else:
        start, until = EXTRACT - timedelta(days=WINDOW_DAYS + stay), stay + WINDOW_DAYS
    return Chart([*range(0, until, 7), until], start=start, facts={"site": f"clinic {clinic}"})


def test_a_description_of_published_data_gives_the_numbers_of_r(shared_data: Path) -> None:
    people = pl.read_csv(shared_data / "addicts" / "addicts.csv").rename({"status": "departed", "survt": "stay"})
    rows = described(program(*[chart(**row) for row in people.iter_rows(named=True)], continuous=True)).retention
    compared = 0
    for expected in R_NUMBERS.filter(pl.col("data").str.starts_with("addicts")).iter_rows(named=True):
        value = expected["data"].removeprefix("addicts").strip() or None
        for row in rows:
            if (row.group.value, row.kind, row.horizon.days) == (value, "stayed", expected["time"]):
                compared += 1
                found = (row.estimate.probability, row.estimate.low, row.estimate.high)
                wanted = (1 - expected["probability"], 1 - expected["high"], 1 - expected["low"])
                assert found == pytest.approx(wanted, abs=1e-9)
    assert compared == 8
