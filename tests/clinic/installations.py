"""Installations as a program has them: a home folder, a database of its own, and the command, each call a process."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from tests.clinic_environment import KIND, start_postgresql

ROOT = Path(__file__).parents[2]
OTHER_KIND = "postgresql" if KIND == "sqlite" else "sqlite"


@dataclass(frozen=True)
class Installation:
    """One home folder."""

    home: Path

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("BIDEWELL_", "DJANGO_"))}
        return kept | {"BIDEWELL_HOME": str(self.home), "PYTHONPATH": str(ROOT)}

    def run(self, *arguments: str | Path, exits: int = 0) -> str:
        """What the command prints; on a failure, standard error."""
        command = [sys.executable, "-m", "bidewell", *map(str, arguments)]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == exits, done.stderr
        return done.stderr if exits else done.stdout

    def start(self, *arguments: str | Path) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "bidewell", *map(str, arguments)]
        return subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def python(self, code: str, exits: int = 0) -> str:
        """What a few lines print that run on the installation."""
        lines = f"from bidewell import clinic\nclinic.ready()\n{code}"
        command = [sys.executable, "-c", lines]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == exits, done.stderr
        return done.stdout


def new_installation(folder: Path, kind: str, **settings: str | int | bool) -> Installation:
    """An empty home folder, on a database of this kind."""
    home = folder / f"home-{uuid4().hex[:8]}"
    home.mkdir(mode=0o700)
    if kind == "postgresql":
        settings["database"] = new_postgresql_database()
    _write_settings(home, settings)
    return Installation(home)


def upgraded_installation(folder: Path, kind: str, **settings: str | int | bool) -> Installation:
    """One with nothing in it that is ready to serve: a copy of one that the command has upgraded."""
    first = _first_upgraded(kind)
    home = shutil.copytree(first.home, folder / f"home-{uuid4().hex[:8]}")
    if kind == "postgresql":
        settings["database"] = new_postgresql_database(_database_of(first))
    _write_settings(home, settings)
    return Installation(home)


@cache
def _first_upgraded(kind: str) -> Installation:
    folder = Path(tempfile.mkdtemp(prefix="bidewell-upgraded-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = new_installation(folder, kind)
    made.run("upgrade")
    return made


def _write_settings(home: Path, settings: dict[str, str | int | bool]) -> None:
    lines = [f"{name} = {_toml(value)}\n" for name, value in settings.items()]
    (home / "clinic.toml").write_text("".join(lines), encoding="utf-8")


def _toml(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def new_postgresql_database(like: str = "template1") -> str:
    """The address of a new database: empty, or with the tables of another that nobody is connected to."""
    import psycopg

    server, name = postgresql_server(), f"clinic_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    before, question, after = server.partition("?")
    return before.rpartition("/")[0] + f"/{name}{question}{after}"


def _database_of(installation: Installation) -> str:
    """Its name."""
    address: str = tomllib.loads((installation.home / "clinic.toml").read_text(encoding="utf-8"))["database"]
    return urlsplit(address).path.removeprefix("/")


@cache
def postgresql_server() -> str:
    """The one these tests already run on, or one started for them."""
    named = os.environ.get("BIDEWELL_TEST_DATABASE_URL") or os.environ.get("DATABASE_URL")
    return named or start_postgresql()
