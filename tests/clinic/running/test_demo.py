"""The demo: a program that ends today, whatever day that is, with made-up people, served within a minute."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import polars as pl
import pytest

from bidewell.actions.demo.names import made_up_names
from bidewell.actions.demo.records import demo_records
from bidewell.domain.sessions import SessionStatus
from bidewell.exchange.check import check_records
from bidewell.exchange.writing import write_records
from tests.clinic.installations import Installation
from tests.clinic.running.test_serve import free_port

WEEK = [date(2026, 11, 23) + timedelta(days=number) for number in range(7)]


@pytest.mark.parametrize("today", [*WEEK, date(2028, 2, 29)], ids=str)
def test_the_records_end_today_and_hold_next_weeks_appointments(today: date) -> None:
    records = demo_records(today)
    days, is_booked = records.sessions["day"], records.sessions["status"] == SessionStatus.SCHEDULED
    assert records.settings.extract_date == today and records.settings.demo
    assert records.sessions.filter(is_booked)["day"].min() == today
    assert days.max() > today and not is_booked.filter(days < today).any()
    assert records.sessions.filter(pl.col("day") == today).height >= 8
    assert records.checkins["day"].max() < today
    assert records.episodes["site"].n_unique() == 2 and records.assignments["therapist"].n_unique() == 8


def test_the_records_have_nothing_to_mend(tmp_path: Path) -> None:
    folder = write_records(demo_records(WEEK[2]), tmp_path / "records")
    assert check_records(folder).errors == ()


def test_every_client_gets_a_name_of_their_own() -> None:
    names = list(made_up_names())
    assert len(set(names)) == len(names) >= 600
    assert names == list(made_up_names())


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    running: list[subprocess.Popen[str]] = []

    def started(*arguments: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "bidewell", "demo", *arguments]
        environment = Installation(tmp_path).environment
        del environment["BIDEWELL_HOME"]
        running.append(subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, text=True))
        return running[-1]

    yield started
    for process in running:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def test_a_newcomer_is_on_a_caseload_within_a_minute(
    start: Callable[..., "subprocess.Popen[str]"], tmp_path: Path
) -> None:
    begun, port = time.monotonic(), free_port()
    demo = start("--listen", f"127.0.0.1:{port}")
    printed = until(demo, "Open http")
    email, password = re.findall(r"^therapist +(\S+) +(\S+)", printed, re.M)[0]
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    page = sign_in(browser, f"http://127.0.0.1:{port}", email, password)
    assert time.monotonic() - begun < 60
    assert page.count("/caseload/") > 5 and "every person on these pages is made up" in page
    roles = re.findall(r"^(\w+) +\S+@demo\.example", printed, re.M)
    assert roles == ["therapist", "supervisor", "director", "front_desk", "data_manager", "administrator"]
    address = re.findall(r"check-in: (\S+)", printed)[0]
    assert browser.open(address).status == 200
    assert (tmp_path / "demo" / "THIS-IS-A-DEMO.txt").exists()


def until(process: "subprocess.Popen[str]", words: str) -> str:
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if line.startswith(words):
            return printed
    raise AssertionError(printed)


def sign_in(browser: OpenerDirector, address: str, email: str, password: str) -> str:
    """The page that somebody lands on."""
    form = browser.open(f"{address}/account/login").read().decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[0]
    answers = {"login": email, "password": password, "csrfmiddlewaretoken": token}
    page: str = browser.open(f"{address}/account/login", urlencode(answers).encode()).read().decode()
    return page
