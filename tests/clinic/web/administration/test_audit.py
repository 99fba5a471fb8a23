"""The page of the audit trail: found by day, person and what; of one's own program; without a client's name."""

import ast
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse

import bidewell.actions
import bidewell.web
from bidewell.actions.auditing import note
from bidewell.records.models import ImportBatch
from bidewell.web.administration.audit_words import WHAT_WORDS
from tests.clinic.cast import DAY, NOW, Browsing, Cast


@pytest.fixture
def look(cast: Cast, browsing: Browsing) -> Iterator[Callable[..., str]]:
    note("site_added", cast.site, by=cast.ada, at=NOW, program=cast.program)
    note("role_given", cast.thea, by=cast.ada, at=NOW - timedelta(days=1), program=cast.program, role="therapist")
    note("site_renamed", cast.casey, by=cast.thea, at=NOW, program=cast.program, name="a value that must not show")
    note("site_renamed", cast.dev, by=cast.otto, at=NOW, program=cast.elsewhere)
    with time_machine.travel(NOW, tick=False):
        browser = browsing(cast.ada)
        yield lambda **asked: browser.get(reverse("audit"), asked).content.decode()


def lines(page: str) -> int:
    return page.count("<tr>") - 1 if "<tbody>" in page else 0


def test_it_opens_with_today(look: Callable[..., str]) -> None:
    assert lines(look()) == 2


def test_a_day_is_the_programs_day(look: Callable[..., str], cast: Cast) -> None:
    late = NOW.replace(hour=23) + timedelta(hours=5)  # 23:00 in the program's zone
    note("site_added", cast.site, by=cast.ada, at=late, program=cast.program)
    assert lines(look()) == 3
    assert lines(look(day=(DAY + timedelta(days=1)).isoformat())) == 0


def test_lines_are_found_by_person_by_what_and_by_whom_they_are_about(look: Callable[..., str], cast: Cast) -> None:
    assert lines(look(person=str(cast.ada.ref))) == 1
    assert lines(look(what="site_renamed")) == 1
    assert lines(look(about=str(cast.casey.ref))) == 1
    assert lines(look(day=(DAY - timedelta(days=1)).isoformat())) == 1


def test_no_client_and_no_other_program_is_named(look: Callable[..., str], cast: Cast) -> None:
    page = look()
    assert cast.casey.name not in page and "must not show" not in page
    assert "Otto" not in page and str(cast.dev.ref)[:8] not in page


@pytest.mark.parametrize(
    "asked",
    [
        {"day": "soon"},
        {"person": "nobody"},
        {"what": "x" * 500},
        {"about": "1"},
        {"before": "-1"},
        {"day": "9999-12-31"},
    ],
)
def test_a_question_that_makes_no_sense_is_answered_in_words(look: Callable[..., str], asked: dict[str, str]) -> None:
    assert "Audit" in look(**asked)


def test_many_lines_come_page_by_page(look: Callable[..., str], cast: Cast) -> None:
    for _ in range(100):
        note("site_added", cast.site, by=cast.ada, at=NOW, program=cast.program)
    page = look()
    assert lines(page) == 100 and "Earlier lines" in page
    assert lines(look(before=page.split("before=")[1].split('"')[0])) == 2


def written() -> Iterator[str]:
    """Every kind of line that actions and pages write."""
    for package in (bidewell.actions, bidewell.web):
        for file in Path(package.__path__[0]).rglob("*.py"):
            yield from kinds_in(file.read_text(encoding="utf-8"))


def kinds_in(source: str) -> Iterator[str]:
    nodes = list(ast.walk(ast.parse(source)))
    calls = [one for one in nodes if isinstance(one, ast.Call) and one.args]
    for call in calls:
        if getattr(call.func, "attr", getattr(call.func, "id", "")) in ("note", "audit"):
            yield from texts(call.args[0], nodes)


def texts(said: ast.expr, nodes: list[ast.AST]) -> Iterator[str]:
    """What an expression may be: a text, either side of an if, or what a name was set to anywhere in the file."""
    if isinstance(said, ast.Constant) and isinstance(said.value, str):
        yield said.value
    elif isinstance(said, ast.IfExp):
        yield from (*texts(said.body, nodes), *texts(said.orelse, nodes))
    elif isinstance(said, ast.Name):
        for one in nodes:
            if isinstance(one, ast.Assign) and said.id in [getattr(target, "id", "") for target in one.targets]:
                yield from texts(one.value, nodes)


def test_every_kind_of_line_has_words() -> None:
    kinds = set(written())
    assert {"check_in_answered", "check_in_declined", "fit_kept", "old_records_deleted"} <= kinds
    assert sorted(kinds - WHAT_WORDS.keys()) == []


def test_an_import_is_told_in_words_and_by_the_tables_it_touched(cast: Cast, look: Callable[..., str]) -> None:
    batch = ImportBatch.objects.create(program=cast.program, source="march", started_at=NOW, state="done")
    rows = {"clients": [398, 2], "groups": [0, 0]}
    note("records_imported", batch, by=cast.ada, at=NOW, program=cast.program, rows=rows)
    page = look()
    assert "Clients: 398 new, 2 changed" in page and "Groups" not in page and "rows" not in page
    assert "import <code>" in page and "importbatch" not in page
