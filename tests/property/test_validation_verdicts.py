"""A smaller version of benchmarks/validation.py: what is counted of verdicts, and what the kept programs say."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import binomtest

from benchmarks import validation
from benchmarks.kept_lines import keep, kept

Line = dict[str, Any]


def line(world: str, verdict: str, gain: list[float] | None, seed: int = 1) -> Line:
    """A program of which the same was said for both horizons."""
    told = {
        "verdict": verdict,
        "reason": "any",
        "sentence": f"It says {verdict}.",
        "gain": dict.fromkeys(validation.BASELINES, gain),
    }
    horizons = [{"days": days, **told} for days in (30, 90)]
    return {"world": world, "clients": 400, "origins": 12, "seed": seed, "seconds": 50.0, "horizons": horizons}


def cells(lines: list[Line], world: str) -> list[str]:
    """The page's row of a world and the next 30 days, from the column of programs on."""
    found = next(row for row in validation.page(lines).splitlines() if row.startswith(f"| {world} |"))
    return found.strip("| ").split(" | ")[5:]


def test_the_row_of_a_world_counts_its_own_programs_by_what_they_were_told() -> None:
    useless = [line("nothing", "do_not_use", [-0.01, -0.02, 0.0])] * 18 + [line("nothing", "use", [0.02, 0.01, 0.03])]
    useful = [line("alliance", "order_only", [0.1, 0.05, 0.2])]
    programs, use, order, do_not, open_, _, above, _ = cells([*useless, *useful], "nothing")
    assert (programs, do_not, open_) == ("19", "18", "0")
    assert use.startswith("1 (5 %;") and order.startswith("0 (0 %;") and above.startswith("1 (5 %;")
    assert cells([*useless, *useful], "alliance")[2].startswith("1 (100 %;")


def test_a_gain_is_a_mean_over_programs_with_its_standard_error() -> None:
    gains = [[0.01, -0.01, 0.03], [0.03, 0.01, 0.05]]
    assert cells([line("demo", "use", gain) for gain in gains], "demo")[5] == "+0.0200 (0.0100)"


def test_where_no_gain_could_be_measured_none_is_told() -> None:
    told = cells([line("demo", "cannot_tell", None)], "demo")
    assert told[5:7] == ["too few", "none counted"]


@pytest.mark.parametrize("happened, among, told", [(0, 20, "0 to 12"), (5, 20, "13 to 43"), (20, 20, "88 to 100")])
def test_a_share_stands_with_wilsons_interval(happened: int, among: int, told: str) -> None:
    """By hand: (p + z²/2n ± z·sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n), z = 1.645."""
    assert validation.share(happened, among).endswith(f"{told})")


def test_the_page_gives_the_words_a_clinic_reads() -> None:
    page = validation.page([line("nothing", "use", None), line("nothing", "use", None)])
    assert "- *nothing*, 2 of 2 programs: It says use." in page


@pytest.fixture
def lines_elsewhere(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[Line]]:
    monkeypatch.setattr(validation, "LINES", tmp_path / "validation.jsonl")
    return lambda: validation.kept(validation.LINES)


def test_a_run_goes_on_where_it_stopped(lines_elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["validation.py", "--programs", "2", "--world", "nothing"])
    monkeypatch.setattr(validation, "one_line", lambda world, *_: line(world, "use", None, seed=_[-1]))
    validation.append(line("nothing", "do_not_use", None, seed=1))
    validation.main()
    assert [(one["seed"], one["horizons"][0]["verdict"]) for one in lines_elsewhere()] == [
        (1, "do_not_use"),
        (2, "use"),
    ]


def test_half_a_line_that_a_run_left_behind_is_taken_away(tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    keep(lines, {"seed": 1})
    with lines.open("a") as file:
        file.write('{"se')
    assert kept(lines) == [{"seed": 1}]
    keep(lines, {"seed": 2})
    assert kept(lines) == [{"seed": 1}, {"seed": 2}]


def test_of_a_small_program_the_line_says_that_it_cannot_be_told() -> None:
    told = validation.one_line("nothing", clients=90, origins=1, seed=1)
    assert [one["verdict"] for one in told["horizons"]] == ["cannot_tell", "cannot_tell"]
    assert told["horizons"][0]["sentence"].startswith("For the next 30 days: cannot tell.")
    assert told["seconds"] > 0.0


def test_in_kept_runs_a_useless_model_is_called_better_no_more_than_promised() -> None:
    useless = [one for one in validation.kept(validation.LINES) if one["world"] == "nothing"]
    for place in range(2):
        called = sum(one["horizons"][place]["verdict"] in (validation.USE, validation.ORDER) for one in useless)
        # Once in twenty programs: not rejected in favour of more.
        assert useless and binomtest(called, len(useless), 0.05, alternative="greater").pvalue > 0.05
