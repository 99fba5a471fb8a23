"""The worked example of docs/derive.md is what deriving does."""

import re
from pathlib import Path

import polars as pl
import pytest

from bidewell.exchange.derive import derive_records

PAGE = (Path(__file__).parents[2] / "docs" / "derive.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def example(tmp_path):
    (tmp_path / "export.csv").write_text(blocks("csv")[0])
    (tmp_path / "mapping.toml").write_text(blocks("toml")[0])
    return tmp_path


def test_the_example_gives_the_episodes_and_the_row_report_shown(example):
    derive_records(example / "export.csv", example / "mapping.toml", example / "records")
    episodes, row_report = blocks("csv")[1:]
    names = episodes.partition("\n")[0].split(",")
    assert pl.read_csv(example / "records" / "episodes.csv", infer_schema=False).select(names).write_csv() == episodes
    assert (example / "records" / "row-report.csv").read_text() == row_report


def test_with_new_episodes_at_a_change_of_level_it_is_as_the_page_says(example):
    mapping = blocks("toml")[0].replace('level_change = "same"', 'level_change = "new"\nlevels = ["IOP", "OP"]')
    (example / "mapping.toml").write_text(mapping)
    derive_records(example / "export.csv", example / "mapping.toml", example / "records")
    episodes = pl.read_csv(example / "records" / "episodes.csv").filter(pl.col("client") == 1001)
    assert episodes.select("end", "ending").rows()[0] == ("2026-01-05", "step_down")
    assert episodes.height == 3
