"""How fast the clinic answers on a large database: the real server, its worker beside it, everything on this machine.

    python benchmarks/clinic_speed.py --kind sqlite
    python benchmarks/clinic_speed.py --kind postgresql

Makes the database of `clinic_database.py` where it is missing. Measures a caseload page of 60 clients (wrk, some
connections that ask again at once) and check-ins that arrive at an even pace whatever the server does: the time of each
counts from when it was meant to be sent. Bars: the page's p95 under 150 ms; check-ins at 50 a second, p99 under 100 ms.
The night's fit is taken as made, unless asked for: it keeps one core busy for minutes.
"""

import argparse
import json
import os
import queue
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import clinic_database

from bidewell import clinic

SENDERS = 32
LUA = Path(__file__).with_name("caseload.lua")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--clients", type=int, default=clinic_database.CLIENTS)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--rate", type=int, default=50, help="check-ins a second")
    parser.add_argument("--beside-fit", action="store_true", help="while the night's fit is made")
    parser.add_argument("--connections", type=int, default=4, help="of the caseload page")
    chosen = parser.parse_args()
    home = (chosen.home or Path(f"build/clinic-{chosen.kind}")).resolve()
    if (home / "records").exists():
        clinic_database.configure(home, chosen.kind)
        clinic.upgrade(home)
    else:
        clinic_database.build(home, chosen.kind, chosen.clients)
    tokens = offered(home, 2 * chosen.rate * chosen.seconds)
    settle_fit(beside=chosen.beside_fit)
    server = Server(home)
    try:
        print(f"the day has begun, {a_day_begun():.0f} s after the start")
        measure(server, tokens, chosen)
        print(f"all forecasts fresh {until_fresh():.1f} s after the last check-in")
    finally:
        server.stop()


def measure(server: "Server", tokens: list[str], chosen: argparse.Namespace) -> None:
    cookie = signed_in(server)
    print(f"{chosen.kind}: server with {os.cpu_count()} cores, shared with the clients that measure")
    for _ in range(5):
        server.ask("GET", "/caseload/", headers={"Cookie": cookie})
    half = chosen.rate * chosen.seconds
    print("caseload alone:    ", caseload(server, cookie, chosen.connections, chosen.seconds))
    print("check-ins alone:   ", check_ins(server, tokens[:half], chosen.rate))
    found: list[str] = []
    beside = threading.Thread(target=lambda: found.append(caseload(server, cookie, 1, chosen.seconds)))
    beside.start()
    print("check-ins, beside: ", check_ins(server, tokens[half:], chosen.rate))
    beside.join()
    print("caseload, beside:  ", found[0])


def offered(home: Path, wanted: int) -> list[str]:
    """Tokens of check-ins that wait for their answers, a session each."""
    clinic.ready(home)
    from django.db import connections, transaction
    from django.utils import timezone

    from bidewell.actions.check_ins.links import token_of
    from bidewell.actions.check_ins.offering import offer_check_in
    from bidewell.domain.sessions import SessionStatus
    from bidewell.records.models import Session

    at = timezone.now()
    visits = Session.objects.filter(status__in=(SessionStatus.ATTENDED, SessionStatus.SCHEDULED), check_ins=None)
    in_care = visits.filter(program__name="Measured", episode__snapshot__is_open=True)
    sessions = in_care.order_by("-scheduled_at", "pk").select_related("program")
    with transaction.atomic():
        tokens = [token_of(offer_check_in(one, by=None, at=at)) for one in sessions[:wanted]]
    connections.close_all()
    if len(tokens) < wanted:
        sys.exit(f"only {len(tokens)} check-ins can still be offered of {wanted}: make the database anew")
    return tokens


def settle_fit(*, beside: bool) -> None:
    """The night's fit is due, or was made just now."""
    from django.utils import timezone

    from bidewell.actions.jobs.states import JobState
    from bidewell.records.models import Job, Program

    Job.objects.filter(kind="refit").delete()
    if not beside:
        at = timezone.now()
        made = [Job(kind="refit", program=one, state=JobState.DONE, due_at=at) for one in Program.objects.all()]
        Job.objects.bulk_create(made)


class Server:
    """The clinic as it is served."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            self.port = taken.getsockname()[1]
        command = [sys.executable, "-m", "bidewell", "serve", "--home", str(home), "--listen", f"127.0.0.1:{self.port}"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        if not self.process.stdout.readline():
            sys.exit("the server did not start")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        response.read()
        connection.close()
        return response.status

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


def signed_in(server: Server) -> str:
    """The cookie of the therapist with 60 clients."""
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    form = browser.open(f"{server.address}/account/login").read().decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[0]
    answers = {"login": clinic_database.EMAIL, "password": clinic_database.PASSWORD, "csrfmiddlewaretoken": token}
    page = browser.open(f"{server.address}/account/login", urlencode(answers).encode()).read().decode()
    rows = len(set(re.findall(r"/caseload/[0-9a-f-]{36}\"", page)))
    print(f"a caseload page of {rows} clients, {len(page) / 1024:.0f} KiB")
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def caseload(server: Server, cookie: str, connections: int, seconds: int) -> str:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(LUA), f"{server.address}/caseload/"]
    done = subprocess.run(command, env=os.environ | {"COOKIE": cookie}, capture_output=True, text=True, check=True)
    return f"{connections} connections, " + done.stdout.strip().splitlines()[-1]


def check_ins(server: Server, tokens: list[str], rate: int) -> str:
    """Each is sent at its time by whichever sender is free; a late one counts from when it should have been sent."""
    begun = time.perf_counter() + 0.5
    waiting: queue.SimpleQueue[tuple[float, str]] = queue.SimpleQueue()
    for number, token in enumerate(tokens):
        waiting.put((begun + number / rate, token))
    took: list[float] = []
    wrong: list[int] = []
    senders = [threading.Thread(target=send, args=(server, waiting, took, wrong)) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    spread = statistics.quantiles(took, n=1000, method="inclusive")
    p50, p95, p99 = (1000 * spread[at] for at in (499, 949, 989))
    pace = len(took) / (time.perf_counter() - begun)
    return (
        f"p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms, longest {1000 * max(took):.1f} ms; "
        f"{len(took)} at {pace:.1f} a second, {len(wrong)} not taken"
    )


def send(server: Server, waiting: "queue.SimpleQueue[tuple[float, str]]", took: list[float], wrong: list[int]) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    while True:
        try:
            due, token = waiting.get_nowait()
        except queue.Empty:
            break
        time.sleep(max(0.0, due - time.perf_counter()))  # an even pace, whatever the server does
        connection.request("POST", f"/c/{token}/answers", body(), {"Content-Type": "application/json"})
        response = connection.getresponse()
        response.read()
        took.append(time.perf_counter() - due)
        if response.status != 200:
            wrong.append(response.status)
    connection.close()


def body() -> str:
    """Five answers that every check-in asks for, as a phone sends them."""
    now = time.time() * 1000
    items = ("bond", "goals", "tasks", "voice", "return")
    answers = [{"item": one, "value": 4, "shown": now - 9000, "answered": now - 5000} for one in items]
    return json.dumps({"now": now, "state": "finished", "sharing": "therapist", "language": "en", "answers": answers})


def a_day_begun() -> float:
    """Seconds until the short jobs of a new day and its forecasts are done: they are not what is measured."""
    from bidewell.actions.jobs.states import UNFINISHED
    from bidewell.actions.jobs.worker import LOOK_AROUND_SECONDS
    from bidewell.records.models import Job

    begun = time.perf_counter()
    time.sleep(2 * LOOK_AROUND_SECONDS)  # the worker asks for what is due when it looks around: twice, to be sure
    while Job.objects.filter(state__in=UNFINISHED).exclude(kind="refit").exists():
        time.sleep(1)  # the jobs take minutes
    until_fresh()
    return time.perf_counter() - begun


def until_fresh() -> float:
    """Seconds until no forecast is older than what it should know."""
    from bidewell.records.models import Snapshot

    begun = time.perf_counter()
    while Snapshot.objects.filter(stale_since__isnull=False, is_open=True).exists():
        time.sleep(0.05)  # how finely the wait is measured
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
