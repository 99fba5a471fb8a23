"""Commands that the text names in passing, between backquotes, are there, with the options they are named with."""

import re
import shlex
import subprocess
from pathlib import Path

import click
import pytest

from bidewell.cli.main import bidewell
from tests.docs.documents import DOCUMENTS, ROOT, name_of

PAGES = sorted({*DOCUMENTS, *ROOT.glob("benchmarks/**/*.md")})
IN_TEXT = re.compile(r"`((?:bidewell|\./dev|python) [^`\n]+)`")
SHELL = re.compile(r"^```(?:bash|sh|shell)$", re.M)
# Commands that stand apart from those that are run, each with the reason.
NOT_RUN = {"docs/running.md": "it installs from a package registry, as ./dev does with the same locked set"}


def named_in(page: Path, start: str) -> list[list[str]]:
    """The words of each command in a page's text that starts so, without that start."""
    text = page.read_text(encoding="utf-8")
    commands = (shlex.split(found[1]) for found in IN_TEXT.finditer(text))
    return [words[1:] for words in commands if words[0] == start]


def long_options(words: list[str]) -> list[str]:
    return [word.partition("=")[0] for word in words if word.startswith("--")]


def options_of(command: click.Command) -> set[str]:
    parts = [command, *(command.commands.values() if isinstance(command, click.Group) else ())]
    return {"--help", *(name for part in parts for option in part.params for name in option.opts)}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_command_of_bidewell_named_in_text_has_that_name_and_those_options(page: Path) -> None:
    for name, *words in named_in(page, "bidewell"):
        if not name.isupper():  # COMMAND stands for any
            assert name in bidewell.commands
            assert set(long_options(words)) <= options_of(bidewell.commands[name]), f"bidewell {name}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_script_named_in_text_is_there_and_knows_those_options(page: Path) -> None:
    for words in named_in(page, "python"):
        script = f"{words[1].replace('.', '/')}.py" if words[0] == "-m" else words[0]
        source = (ROOT / script).read_text(encoding="utf-8")
        assert [option for option in long_options(words) if f'"{option}"' not in source] == [], script


def test_dev_lists_what_the_text_names_of_it() -> None:
    usage = subprocess.run([ROOT / "dev"], capture_output=True, text=True, check=True).stdout
    listed = set(re.findall(r"^\./dev (\w+)", usage, re.M))
    assert {words[0] for page in PAGES for words in named_in(page, "./dev")} <= listed


def test_commands_in_a_block_are_shown_so_that_they_are_run() -> None:
    assert {name_of(page) for page in PAGES if SHELL.search(page.read_text(encoding="utf-8"))} == set(NOT_RUN)
