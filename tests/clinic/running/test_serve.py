"""`bidewell serve` as a program runs it: pages with their headers, a start that is refused, a stop that is clean."""

import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection

import pytest

from tests.clinic.installations import Installation

Install = Callable[..., Installation]
HTTPS = {"X-Forwarded-Proto": "https", "Host": "checkin.example.org"}
SIGN_IN = "/account/login"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    page: str


class Served:
    """A running server."""

    def __init__(self, clinic: Installation) -> None:
        self.port = free_port()
        self.process = clinic.start("serve", "--listen", f"127.0.0.1:{self.port}")

    def wait_until_it_answers(self) -> None:
        for _ in range(300):
            assert self.process.poll() is None, self.process.communicate()
            try:
                self.get("/")
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not answer in 30 seconds")

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        return self.ask("GET", path, None, headers)

    def ask(self, method: str, path: str, body: str | None, headers: dict[str, str] | None) -> Answer:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read().decode())

    def stop(self, number: signal.Signals) -> str:
        """What it wrote until it ended."""
        self.process.send_signal(number)
        written, _ = self.process.communicate(timeout=30)
        return written


@pytest.fixture
def serving(upgraded: Install) -> Iterator[Callable[..., Served]]:
    running: list[Served] = []

    def start(**settings: str | int | bool) -> Served:
        running.append(Served(upgraded(**settings)))
        running[-1].wait_until_it_answers()
        return running[-1]

    yield start
    for served in running:
        if served.process.poll() is None:
            served.stop(signal.SIGTERM)


def children_of(pid: int) -> list[str]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return found.stdout.split()


def test_behind_a_proxy_every_answer_carries_its_headers(serving: Callable[..., Served]) -> None:
    served = serving(address="https://checkin.example.org", behind_proxy=True, processes=1)
    answer = served.get(SIGN_IN, HTTPS)
    assert answer.status == 200 and "<form" in answer.page
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert int(re.findall(r"max-age=(\d+)", answer.headers["Strict-Transport-Security"])[0]) >= 31_536_000
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]
    cookies = answer.headers.get_all("Set-Cookie") or []
    assert cookies and all("Secure" in cookie and "SameSite=Lax" in cookie for cookie in cookies)
    style = served.get(re.findall(r'href="(/static/shared/page\.[0-9a-f]+\.css)"', answer.page)[0], HTTPS)
    assert style.status == 200 and "immutable" in style.headers["Cache-Control"]
    assert served.get(SIGN_IN, {"Host": "checkin.example.org"}).status == 301
    assert served.get(SIGN_IN, {**HTTPS, "Host": "elsewhere.example.org"}).status == 400


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_with_all_its_processes(serving: Callable[..., Served], number: signal.Signals) -> None:
    served = serving()
    children = children_of(served.process.pid)
    assert len(children) >= 3
    served.stop(number)
    assert served.process.returncode == 0
    assert still_running(children) == []


def still_running(processes: list[str]) -> list[str]:
    """Those that have not ended five seconds later. One that ended and that nobody has asked for counts as ended."""
    for _ in range(50):
        command = ["ps", "-o", "stat=,args=", "-p", ",".join(processes)]
        found = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
        left = [one for one in found if not one.startswith("Z")]
        if not left:
            return []
        time.sleep(0.1)
    return left


def test_nothing_a_person_types_or_asks_for_reaches_the_log(serving: Callable[..., Served]) -> None:
    served = serving(processes=1)
    served.get("/c/Casey-Reed-secret?answer=Casey")
    served.get("/nowhere/Casey", {"User-Agent": "Casey", "Cookie": "sessionid=Casey"})
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    served.ask("POST", SIGN_IN, "login=casey%40example.org&password=Casey", form)
    served.ask("GET", "/%ff%00Casey", None, {"Host": "Casey.example.org"})
    assert "casey" not in served.stop(signal.SIGTERM).lower()


def test_a_home_that_is_not_upgraded_is_refused_in_words(install: Install) -> None:
    assert "Run: bidewell upgrade" in install().run("serve", exits=2)


def test_a_wrong_setting_is_refused_in_one_sentence(install: Install) -> None:
    words = install(address="checkin.example.org").run("serve", exits=2)
    assert words.startswith("Error: clinic.toml: address must") and words.count("\n") == 1


def test_an_address_that_is_taken_or_is_none_is_refused_in_words(upgraded: Install) -> None:
    clinic = upgraded()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "Cannot listen" in clinic.run("serve", "--listen", f"127.0.0.1:{taken.getsockname()[1]}", exits=2)
    assert "HOST:PORT" in clinic.run("serve", "--listen", "8000", exits=2)


def test_an_https_configuration_passes_the_frameworks_own_checks(install: Install) -> None:
    clinic = install(address="https://checkin.example.org", behind_proxy=True)
    told = clinic.python(
        "from django.core import checks\nprint([one.id for one in checks.run_checks(include_deployment_checks=True) if not one.is_silenced()])"
    )
    assert told.strip() == "[]"
