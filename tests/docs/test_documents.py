"""The documents tell the truth about the code: commands, words, versions, links."""

import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

import click
import pytest

from bidewell import __version__
from bidewell.cli.exits import EXIT_CODES
from bidewell.cli.main import bidewell
from bidewell.domain.endings import Ending
from bidewell.domain.sessions import CheckInStatus, Modality, Rater, SessionStatus
from tests.docs.documents import DOCUMENTS, ROOT, name_of

COMMANDS_PAGE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
# Words that pages for clients and staff do not use; a decision record may name them to say so.
WORDS_NOT_USED = ("dropout risk", "drop-out risk", "risk score", "what keeps", "non-compliant", "treatment failure")
SOURCES_OF_WORDS = [
    *(document for document in DOCUMENTS if "decisions" not in document.parts),
    *(ROOT / "src").rglob("*.html"),
    *(ROOT / "src").rglob("*.po"),
    *(ROOT / "src" / "bidewell" / "cli").rglob("*.py"),
]


def section_of(command: str) -> str:
    """What the commands' page says of one command."""
    return COMMANDS_PAGE.partition(f"## bidewell {command}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("command", sorted(name for name, one in bidewell.commands.items() if not one.hidden))
def test_every_command_and_option_is_documented_with_an_example(command: str) -> None:
    section = section_of(command)
    assert f"$ bidewell {command}" in section
    options = [name for option in bidewell.commands[command].params for name in long_names(option)]
    assert [name for name in options if f"`{name}" not in section] == []


def long_names(parameter: click.Parameter) -> Iterable[str]:
    return (name for name in parameter.opts if name.startswith("--"))


def test_every_exit_code_is_documented() -> None:
    assert [code for code, words in EXIT_CODES.items() if f"| {code} | {words}" not in COMMANDS_PAGE] == []


@pytest.mark.parametrize("words", [Ending, SessionStatus, CheckInStatus, Rater, Modality])
def test_the_glossary_has_every_word_of_the_records(words: type[StrEnum]) -> None:
    glossary = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    missing = [word.value for word in words if f"`{word.value}`" not in glossary]
    assert [word for word in missing if word != "unknown"] == []


def test_the_changelog_has_the_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def links_in(document: Path) -> list[str]:
    """The files it links to, as they are written there."""
    return re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", document.read_text(encoding="utf-8"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_link_to_a_file_leads_somewhere(document: Path) -> None:
    assert [target for target in links_in(document) if not (document.parent / target).exists()] == []


def test_every_file_and_name_in_the_architecture_is_there() -> None:
    named = set(re.findall(r"`([\w./]+)`", (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")))
    folders = ("benchmarks", "docs", "scripts", "src", "tests")
    sources = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    files = {name for name in named if "/" in name or name.endswith((".py", ".sh"))}
    places = " ".join(f"{path}/" for path in sources)
    assert [name for name in files if f"/{name.rstrip('/')}/" not in places] == []
    code = (path.read_text(encoding="utf-8") for path in sources if path.suffix in (".py", ".json"))
    words = {word for text in code for word in re.findall(r"\w+", text)}
    assert [name for name in named - files if name.rpartition(".")[2] not in words] == []


def test_every_page_is_reached_from_the_index() -> None:
    indexes = [ROOT / "docs" / "index.md", ROOT / "docs" / "decisions" / "README.md"]
    reached = {(index.parent / target).resolve() for index in indexes for target in links_in(index)}
    pages = [page for page in DOCUMENTS if page.is_relative_to(ROOT / "docs") and page != indexes[0]]
    assert [name_of(page) for page in pages if page not in reached] == []


@pytest.mark.parametrize("source", SOURCES_OF_WORDS, ids=name_of)
def test_pages_speak_of_staying_not_of_failure(source: Path) -> None:
    text = source.read_text(encoding="utf-8").lower()
    assert [words for words in WORDS_NOT_USED if words in text] == []


def test_the_readme_is_one_screen_to_the_first_heading() -> None:
    first_screen = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## ")[0]
    assert first_screen.count("\n") < 45
    assert "docs/images/caseload.png" in first_screen
    assert "./dev demo" in first_screen
    assert "./dev test" in first_screen
