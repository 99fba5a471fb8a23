"""The server that a program's pages come from: processes of granian, and one more beside them for the long work.

It listens on this machine only, unless told otherwise, and speaks plain HTTP: a proxy in front has the certificate.
Requests are not logged. SIGTERM and SIGINT stop everything; a process that dies is started anew.
"""

import logging
import multiprocessing
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

logger = logging.getLogger(__name__)

SECONDS_TO_FINISH = 10
# Each thread keeps its connection to the database; one that ends would have to open it anew.
SECONDS_A_THREAD_WAITS = 600
# The server's own messages may quote an error of a page, so they are held to the same form as the clinic's.
LOGGING = {
    "formatters": {"generic": {"()": "bidewell.web.logs.PlaceOnly"}, "access": {"()": "bidewell.web.logs.PlaceOnly"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "generic", "stream": "ext://sys.stderr"},
        "access": {"class": "logging.StreamHandler", "formatter": "access", "stream": "ext://sys.stderr"},
    },
}
# A process that dies at once must not be started a hundred times a second.
SECONDS_BEFORE_STARTING_ANEW = 3


class CannotListen(Exception):
    """The address is taken or is not this machine's."""


@dataclass(frozen=True)
class Listen:
    """Where the server listens."""

    host: str = "127.0.0.1"
    port: int = 8000

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def listen_at(words: str) -> Listen:
    """From HOST:PORT."""
    host, _, port = words.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise CannotListen(f"{words} is no address to listen on: it is written HOST:PORT, as in 127.0.0.1:8000.")
    return Listen(host.strip("[]"), int(port))


def serve(listen: Listen, *, processes: int, threads: int, beside: Sequence[str], on_start: Callable[[], None]) -> None:
    """Serve until told to stop. `beside`: the command for the long work; `on_start` is called when it answers."""
    # Not forked: a copy of a process that already has threads and a database open can stand still.
    multiprocessing.set_start_method("spawn", force=True)
    server = Server(
        "bidewell.web.wsgi:application",
        address=listen.host,
        port=listen.port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads,
        blocking_threads_idle_timeout=SECONDS_A_THREAD_WAITS,
        log_access=False,
        log_level=LogLevels.warning,
        log_dictconfig=LOGGING,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_FINISH,
    )
    companion = Companion(beside)
    server.on_startup(companion.start)
    server.on_startup(lambda: threading.Thread(target=_once_it_answers, args=(listen, on_start), daemon=True).start())
    server.on_shutdown(companion.stop)
    try:
        server.serve()
    except (OSError, RuntimeError) as error:
        companion.stop()
        raise CannotListen(f"Cannot listen on {listen}: the address is in use, or is not this machine's.") from error


def _once_it_answers(listen: Listen, on_start: Callable[[], None]) -> None:
    """Nobody should open an address a second before there is something to see."""
    while True:
        try:
            socket.create_connection((listen.host, listen.port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            on_start()
            return


class Companion:
    """A process that runs as long as the server does."""

    def __init__(self, command: Sequence[str]) -> None:
        self.command = command
        self.stopping = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(self.command)
        threading.Thread(target=self._start_anew_when_it_dies, daemon=True).start()

    def stop(self) -> None:
        self.stopping.set()
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(SECONDS_TO_FINISH)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def _start_anew_when_it_dies(self) -> None:
        while self.process is not None:
            code = self.process.wait()
            if self.stopping.is_set():
                return
            logger.error("the process for long work ended with %s and is started anew", code)
            self.stopping.wait(SECONDS_BEFORE_STARTING_ANEW)
            if not self.stopping.is_set():
                self.process = subprocess.Popen(self.command)
