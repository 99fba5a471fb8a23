"""The worked example of docs/derive.md is what deriving does."""

import re
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from bidewell.cli.main import bidewell

PAGE = (Path(__file__).parents[2] / "docs" / "derive.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def example(tmp_path, monkeypatch):
    (tmp_path / "export.csv").write_text(blocks("csv")[0])
    (tmp_path / "mapping.toml").write_text(blocks("toml")[0])
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_example_gives_the_episodes_and_the_row_report_shown(example):
    exec(blocks("python")[0], {})
    episodes, row_report = blocks("csv")[1:]
    names = episodes.partition("\n")[0].split(",")
    assert pl.read_csv(example / "records" / "episodes.csv", infer_schema=False).select(names).write_csv() == episodes
    assert (example / "records" / "row-report.csv").read_text() == row_report


def test_the_commands_shown_work(example):
    commands = re.findall(r"^\$ bidewell (.*)$", PAGE, re.MULTILINE)
    assert [CliRunner().invoke(bidewell, command.split()).exit_code for command in commands] == [0, 0]
    assert (example / "records" / "episodes.csv").exists()


def test_with_new_episodes_at_a_change_of_level_it_is_as_the_page_says(example):
    mapping = blocks("toml")[0].replace('level_change = "same"', 'level_change = "new"\nlevels = ["IOP", "OP"]')
    (example / "mapping.toml").write_text(mapping)
    exec(blocks("python")[0], {})
    episodes = pl.read_csv(example / "records" / "episodes.csv").filter(pl.col("client") == 1001)
    assert episodes.select("end", "ending").rows()[0] == ("2026-01-05", "step_down")
    assert episodes.height == 3
