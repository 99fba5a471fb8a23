"""A file appears whole or not at all."""

import os
from pathlib import Path

import pytest

from bidewell.exchange.whole_files import Whole, write_together, write_whole
from bidewell.report import page
from bidewell.verbs import reports


def test_a_file_is_written_into_a_folder_that_did_not_exist(tmp_path: Path) -> None:
    path = write_whole(tmp_path / "new" / "report.html", "words", for_owner_only=False)
    assert path.read_text() == "words"


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_whole(tmp_path / "report.html", "old", for_owner_only=False)

    def full_disk(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "replace", full_disk)
    with pytest.raises(OSError, match="no space"):
        write_whole(path, "new", for_owner_only=False)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_of_two_files_of_which_one_cannot_be_written_none_is_there(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "notes").write_text("no folder")
    for place in (tmp_path / "taken", tmp_path / "notes" / "report.json"):
        with pytest.raises(OSError) as refused:
            write_together(Whole(tmp_path / "page.html", "page", False), Whole(place, "{}", True))
        assert str(tmp_path) in str(refused.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes", "taken"]


def test_where_the_second_file_cannot_be_renamed_the_first_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new, last = (tmp_path / name for name in ("old.html", "new.html", "report.json"))
    write_whole(old, "old", for_owner_only=True)
    rename = os.replace

    def all_but_the_last(beside: str | Path, place: Path) -> None:
        if place == last:
            raise PermissionError(13, "not permitted")
        rename(beside, place)

    monkeypatch.setattr(os, "replace", all_but_the_last)
    with pytest.raises(PermissionError, match="report.json"):
        write_together(Whole(old, "newer", False), Whole(new, "new", False), Whole(last, "{}", True))
    assert old.read_text() == "old" and old.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == [old]


def test_where_nothing_is_asked_for_nothing_is_written(tmp_path: Path) -> None:
    write_together()
    assert list(tmp_path.iterdir()) == []


def test_files_that_are_there_are_replaced_together_and_leave_no_rest(tmp_path: Path) -> None:
    for words in ("old", "new"):
        write_together(Whole(tmp_path / "page.html", words, False), Whole(tmp_path / "report.json", words, True))
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"page.html": "new", "report.json": "new"}


def test_a_report_whose_document_cannot_be_written_leaves_no_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "report_document", lambda *_, **__: {"one": 1})
    monkeypatch.setattr(page, "render", lambda document, **_: "page")
    (tmp_path / "taken").mkdir()
    with pytest.raises(IsADirectoryError):
        reports.report(tmp_path, tmp_path / "page.html", json_out=tmp_path / "taken")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
    reports.report(tmp_path, tmp_path / "page.html", json_out=tmp_path / "report.json")
    assert (tmp_path / "page.html").read_text() == "page" and (
        tmp_path / "report.json"
    ).read_text() == '{\n "one": 1\n}'


def test_what_tells_of_clients_is_for_the_owner_only(tmp_path: Path) -> None:
    path = write_whole(tmp_path / "forecasts.json", "{}", for_owner_only=True)
    assert path.stat().st_mode & 0o077 == 0


def test_a_page_of_aggregates_has_the_usual_permissions(tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    usual.touch()
    page = write_whole(tmp_path / "report.html", "", for_owner_only=False)
    assert page.stat().st_mode == usual.stat().st_mode
