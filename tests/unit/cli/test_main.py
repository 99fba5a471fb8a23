"""What holds for every command: light help, one sentence for an error, exit codes, no values."""

import importlib
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bidewell import __version__, verbs
from bidewell.cli import main as cli
from bidewell.cli.exits import DEFECT, EXIT_CODES, FILES, INTERRUPTED, REFUSALS, STOPPED, USAGE, explain
from tests.full_database import error_of_a_full_database

COMMANDS = sorted(name for name, one in cli.bidewell.commands.items() if not one.hidden)
# They go on until they are stopped, or run what is due: there is no answer to print.
UNTIL_STOPPED = {"serve", "demo", "work"}


def test_help_waits_for_no_heavy_library() -> None:
    heavy = "{'polars', 'jax', 'llvmlite', 'numpy', 'scipy', 'altair', 'rich.console'}"
    code = f"import sys, bidewell.cli.main; print(*({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_the_version_is_the_packages() -> None:
    assert CliRunner().invoke(cli.bidewell, ["--version"]).output == f"bidewell {__version__}\n"


def test_help_lists_every_exit_code() -> None:
    help_text = CliRunner().invoke(cli.bidewell, ["--help"]).output
    assert all(words in help_text for words in EXIT_CODES.values())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_commands_help_has_an_example(name: str) -> None:
    for words in _with_parts(name):
        result = CliRunner().invoke(cli.bidewell, [*words, "--help"])
        assert result.exit_code == 0
        assert f"  bidewell {' '.join(words)}" in result.output.partition("Example")[2]


def _with_parts(name: str) -> list[list[str]]:
    """The command, or what stands under it: `audit verify`."""
    command = cli.bidewell.commands[name]
    return [[name, part] for part in command.commands] if isinstance(command, click.Group) else [[name]]


@pytest.mark.parametrize("name", sorted({*COMMANDS} - UNTIL_STOPPED))
def test_every_command_can_answer_a_machine(name: str) -> None:
    commands = getattr(cli.bidewell.commands[name], "commands", {name: cli.bidewell.commands[name]})
    assert any("--json" in option.opts for command in commands.values() for option in command.params)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained(name: str) -> None:
    options = [option for option in cli.bidewell.commands[name].params if isinstance(option, click.Option)]
    assert all(option.help for option in options)


def run_main(
    monkeypatch: pytest.MonkeyPatch, raised: BaseException, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    """What `bidewell check .` does where its verb raises."""

    def raise_it(*_: object) -> None:
        raise raised

    monkeypatch.setattr(verbs, "check", raise_it)
    monkeypatch.setattr(sys, "argv", ["bidewell", "check", "."])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert isinstance(stopped.value.code, int)
    return stopped.value.code, capsys.readouterr().err


def test_a_defect_names_its_place_and_never_a_value(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, words = run_main(monkeypatch, KeyError("Casey"), capsys)
    assert code == DEFECT
    assert "KeyError" in words
    assert "Casey" not in words
    assert "Traceback" not in words


def test_a_traceback_is_shown_only_where_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BIDEWELL_TRACEBACK", "1")
    assert "Traceback" in run_main(monkeypatch, KeyError("Casey"), capsys)[1]


def test_a_full_disk_is_said_in_words(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, words = run_main(monkeypatch, OSError(28, "No space left on device", "report.html"), capsys)
    assert code == FILES
    assert words.startswith("Error: The disk is full: report.html was not written. Make room, or name another place")


def test_a_full_database_is_said_in_words(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, words = run_main(monkeypatch, error_of_a_full_database(), capsys)
    assert code == FILES and "is full; nothing was changed. Make room" in words


def test_stopping_at_the_keyboard_is_not_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, words = run_main(monkeypatch, KeyboardInterrupt(), capsys)
    assert (code, words.strip()) == (INTERRUPTED, "Stopped.")


def test_a_place_that_is_taken_is_a_matter_of_usage() -> None:
    assert explain(FileExistsError("records already holds something")) == ("records already holds something", USAGE)


@pytest.mark.parametrize("name", REFUSALS)
def test_every_refusal_is_an_error_that_exists(name: str) -> None:
    module, _, kind = name.rpartition(".")
    assert issubclass(getattr(importlib.import_module(module), kind), Exception)


def test_a_command_that_is_told_to_stop_tidies_up_first(tmp_path: Path) -> None:
    """What it had begun to write may hold clients."""
    code = f"""
import os, signal, sys
from pathlib import Path
from bidewell import verbs
from bidewell.cli.main import main
from bidewell.exchange.whole_files import folder_beside
def stopped_in_the_middle(folder):
    with folder_beside(Path({str(tmp_path / "records")!r}), for_owner_only=True) as beside:
        (beside / "episodes.csv").write_text("Casey")
        os.kill(os.getpid(), signal.SIGTERM)
verbs.check = stopped_in_the_middle
sys.argv = ["bidewell", "check", {str(tmp_path)!r}]
main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (STOPPED, "")
    assert not list(tmp_path.iterdir())
