"""bidewell audit: seals the trail of an installation, says whether it is sound, and exits accordingly."""

import json

import pytest
from click.testing import CliRunner

from bidewell.actions.auditing import note
from bidewell.cli.exits import TRAIL_NOT_SOUND
from bidewell.cli.main import bidewell
from bidewell.records.models import AuditEvent
from bidewell.web import upgrading
from tests.clinic.cast import NOW, Cast


@pytest.fixture(autouse=True)
def static_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' installation has tables and no gathered style sheets, which the trail does not need."""
    monkeypatch.setattr(upgrading, "static_files_are_fresh", lambda: True)


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(bidewell, ["audit", *words])
    return result.exit_code, result.output


def test_a_trail_is_sealed_and_found_sound(cast: Cast) -> None:
    note("site_added", cast.site, by=cast.ada, at=NOW, program=cast.program)
    assert run("seal") == (0, "1 lines sealed.\n")
    code, words = run("verify")
    assert code == 0 and "The trail agrees with its seals." in words


def test_what_was_altered_is_told_and_the_exit_code_says_so(cast: Cast) -> None:
    note("site_added", cast.site, by=cast.ada, at=NOW, program=cast.program)
    run("seal")
    AuditEvent.objects.update(what="nothing")
    code, words = run("verify")
    assert code == TRAIL_NOT_SOUND and "NOT agree" in words
    assert json.loads(run("verify", "--json")[1])["problems"][0]["kind"] == "altered"


def test_a_digest_kept_elsewhere_must_be_there(cast: Cast) -> None:
    note("site_added", cast.site, by=cast.ada, at=NOW, program=cast.program)
    run("seal")
    head = json.loads(run("verify", "--json")[1])["head"]
    assert run("verify", "--head", head)[0] == 0
    assert run("verify", "--head", "f" * 64)[0] == TRAIL_NOT_SOUND
