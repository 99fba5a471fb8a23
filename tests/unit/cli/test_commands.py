"""What single commands do with what they are given; that they work at all is shown by docs/commands.md."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bidewell import clinic, verbs
from bidewell.cli import rank, validate
from bidewell.cli.exits import USAGE, explain
from bidewell.cli.main import bidewell
from bidewell.cli.output import print_table
from bidewell.cli.plan import per_month


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(bidewell, [str(argument) for argument in arguments])
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("program") / "records"
    verbs.simulate("demo", 30, 3, folder)
    return folder


@pytest.mark.parametrize("pace, expected", [("40/month", 40.0), ("120/year", 10.0), ("7/week", 30.4375)])
def test_admissions_are_read_per_month(pace: str, expected: float) -> None:
    assert per_month(None, None, pace) == pytest.approx(expected)  # type: ignore[arg-type]


@pytest.mark.parametrize("option", ["--admissions=40", "--admissions=many/month"])
def test_a_pace_without_a_number_and_a_unit_is_refused_with_an_example(option: str) -> None:
    code, words = run("plan", option)
    assert code == 2
    assert "40/month" in words


@pytest.mark.parametrize("share", ["court_order=35", "court_order", "=0.3"])
def test_a_share_that_is_none_is_refused_with_an_example(share: str) -> None:
    code, words = run("plan", "--admissions", "40/month", "--share", share)
    assert code == 2
    assert "court_order=0.35" in words


def test_a_file_that_is_there_is_not_replaced_without_force(records: Path, tmp_path: Path) -> None:
    taken = tmp_path / "report.html"
    taken.write_text("mine")
    code, words = run("report", records, "--out", taken)
    assert code == 2
    assert "--force" in words
    assert taken.read_text() == "mine"


def test_a_folder_of_somebody_elses_is_refused_before_the_fit_also_with_force(records: Path, tmp_path: Path) -> None:
    (tmp_path / "program.json").write_text("{}")
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(FileExistsError) as refused:
        bidewell.main(["fit", str(records), "--out", str(tmp_path), "--force"], standalone_mode=False)
    assert explain(refused.value) == (str(refused.value), USAGE) and "no saved program" in str(refused.value)
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize(("command", "other"), [("report", "--json"), ("validate", "--json"), ("fit", "--arviz")])
def test_two_files_in_one_place_are_refused_before_any_work(
    command: str, other: str, records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verbs, command, lambda *_, **__: pytest.fail("the work began"))
    (tmp_path / "sub").mkdir()
    code, words = run(command, records, "--out", tmp_path / "r", other, tmp_path / "sub" / ".." / "r", "--force")
    assert code == 2
    assert "a place of its own" in words


@pytest.mark.parametrize("command", ["report", "validate"])
def test_data_asked_for_as_a_dash_are_printed_alone(
    command: str, records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(verbs, command, lambda *_, json_out, **__: {"asked_to_write": json_out})
    code, words = run(command, records, "--out", "page.html", "--json", "-")
    assert (code, json.loads(words)) == (0, {"asked_to_write": None})
    assert list(tmp_path.iterdir()) == []


def test_a_ranking_is_printed_with_no_chance_that_is_certain_and_no_zero_below_zero() -> None:
    row = {
        "factor": "travel", "stayed_at_plus": 33.2, "stayed_at_minus": 41.4,
        "change_in_probability_stayed": {"mean": -0.004, "low": -0.15, "high": 0.004},
        "probability_largest": {"before": 0.25, "after": 1.0},
    }  # fmt: skip
    assert rank._row(row) == ["travel", "33 against 41", "0 (-15 to 0)", "25", "more than 99"]
    assert rank._row(row | {"probability_largest": None})[3:] == ["", ""]


def test_a_validation_is_printed_with_no_zero_below_zero() -> None:
    assert validate._measure({"value": -0.001, "low": -0.02, "high": 0.004}, 2) == "0.00 (-0.02 to 0.00)"


def test_an_unknown_definition_is_refused_with_those_there_are(records: Path) -> None:
    code, words = run("why", records, "E000001", "--definition", "dropout")
    assert code == 2
    assert "loss_of_contact" in words


def test_check_exits_with_one_where_something_must_be_mended(records: Path, tmp_path: Path) -> None:
    broken = tmp_path / "records"
    broken.mkdir()
    (broken / "program.toml").write_text((records / "program.toml").read_text())
    assert run("check", broken)[0] == 1
    assert run("check", records)[0] == 0


def test_derive_without_a_place_keeps_nothing(tmp_path: Path) -> None:
    example = Path(__file__).parents[3] / "examples" / "services"
    code, words = run("derive", example / "services.csv", "--mapping", example / "mapping.toml")
    assert code == 0
    assert "Nothing was kept" in words


def test_a_demo_never_removes_what_is_no_demo(tmp_path: Path) -> None:
    (tmp_path / "bidewell.sqlite3").write_text("a program's records")
    with pytest.raises(FileExistsError, match="no demo"):
        clinic.make_demo(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["bidewell.sqlite3"]


def test_a_name_from_the_records_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["factor", "n"], [["[red]travel[/red]", 3]])
    assert "[red]travel[/red]" in capsys.readouterr().out


def test_no_row_is_cut_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["question", "months"], [["word " * 30, 12]])
    assert len(capsys.readouterr().out.splitlines()) == 2
