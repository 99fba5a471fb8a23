"""SQLite's writers stand in line: one at a time, and the line moves on whatever becomes of the one in front."""

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from bidewell.records.sqlite.log import move_log
from bidewell.web.databases import sqlite


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "clinic.sqlite3"


@pytest.fixture
def connect(file: Path, django_db_blocker: "pytest.FixtureRequest") -> Iterator[Callable[[], BaseDatabaseWrapper]]:
    """Connections to one database in a file, as the clinic opens them."""
    made: list[BaseDatabaseWrapper] = []

    def connection() -> BaseDatabaseWrapper:
        made.append(ConnectionHandler({"default": sqlite(file)})["default"])
        made[-1].inc_thread_sharing()
        return made[-1]

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        first = connection()
        first.cursor().execute("CREATE TABLE note (words TEXT)")
        yield connection
        for one in made:
            one.close()


def is_free(file: Path) -> bool:
    place = os.open(f"{file}-line", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False
    finally:
        os.close(place)


def write(connection: BaseDatabaseWrapper, words: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO note VALUES (%s)", [words])


@pytest.fixture
def writing(connect: Callable[[], BaseDatabaseWrapper], monkeypatch: pytest.MonkeyPatch) -> BaseDatabaseWrapper:
    """A connection that `transaction.atomic` uses."""
    made = connect()
    monkeypatch.setattr(transaction, "get_connection", lambda using=None: made)
    return made


def test_a_writer_holds_its_place_to_the_end_of_its_transaction(writing: BaseDatabaseWrapper, file: Path) -> None:
    with transaction.atomic():
        write(writing, "kept")
        assert not is_free(file)
        with transaction.atomic():
            write(writing, "kept as well")
        assert not is_free(file)
    assert is_free(file)


def test_a_writer_that_fails_leaves_the_line(writing: BaseDatabaseWrapper, file: Path) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        writing.cursor().execute("INSERT INTO nothing VALUES (1)")
    assert is_free(file)


def test_a_connection_that_is_closed_leaves_the_line(writing: BaseDatabaseWrapper, file: Path) -> None:
    writing.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    assert not is_free(file)
    writing.close()
    assert is_free(file)


def test_one_who_only_reads_does_not_stand_in_line(writing: BaseDatabaseWrapper, file: Path) -> None:
    writing.ensure_connection()
    writing.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    with transaction.atomic():
        writing.cursor().execute("SELECT count(*) FROM note")
        assert is_free(file)


def test_the_next_writer_waits_and_then_writes(
    writing: BaseDatabaseWrapper, connect: Callable[[], BaseDatabaseWrapper]
) -> None:
    other, began = connect(), threading.Event()

    def write_later() -> None:
        began.set()
        other.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        write(other, "second")
        other.commit()

    later = threading.Thread(target=write_later)
    with transaction.atomic():
        write(writing, "first")
        later.start()
        began.wait()
        later.join(0.2)
        assert later.is_alive()
    later.join(10)
    cursor = writing.cursor()
    cursor.execute("SELECT words FROM note")
    assert [words for (words,) in cursor.fetchall()] == ["first", "second"]


def test_a_writer_that_has_waited_too_long_is_told_and_may_try_again(
    writing: BaseDatabaseWrapper, connect: Callable[[], BaseDatabaseWrapper], file: Path
) -> None:
    other = connect()
    other.settings_dict["OPTIONS"]["timeout"] = 0.05
    with transaction.atomic():
        write(writing, "first")
        with pytest.raises(OperationalError, match="database is locked"):
            other.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    assert is_free(file)
    other.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    write(other, "second")
    other.commit()


def test_the_log_is_moved_without_anybody_waiting(connect: Callable[[], BaseDatabaseWrapper], file: Path) -> None:
    writer, worker = connect(), connect()
    with writer.cursor() as cursor:
        cursor.executemany("INSERT INTO note VALUES (%s)", [("words " * 500,)] * 2_000)
        cursor.execute("BEGIN IMMEDIATE")
        assert file.stat().st_size < 1_000_000
        move_log(worker)
        cursor.execute("COMMIT")
    assert file.stat().st_size > 4_000_000
