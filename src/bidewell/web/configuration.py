"""The settings of an installation: `clinic.toml` in its home folder, read once. A wrong or unknown one stops the start.

    database = "postgresql://bidewell@localhost/bidewell"   # left out: one SQLite file in the home folder
    address = "https://checkin.example.org"

The home folder is named by BIDEWELL_HOME; it also holds the secret key (made on first use, readable by its owner only),
the database where it is SQLite, the inbox for nightly exports, and collected static files.
"""

import os
import secrets
import tempfile
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

FILE, SECRET_FILE = "clinic.toml", "secret.key"
DEFAULT_HOME = "bidewell-home"
# All other settings stand in the file. One that somebody believes to have made here must not be passed over.
ENVIRONMENT = ("BIDEWELL_HOME", "BIDEWELL_TRACEBACK")
# Read by ./dev and by tests.
ENVIRONMENT_OF_DEVELOPMENT = ("BIDEWELL_VENV", "BIDEWELL_PUBLIC_DATA")
ENVIRONMENT_OF_TESTS = "BIDEWELL_TEST_"


class ConfigurationRefused(ValueError):
    """A setting is wrong, unknown or missing; the words say which and what was expected."""


@dataclass(frozen=True)
class SignIn:
    """An OpenID Connect provider that staff sign in with."""

    name: str
    server: str
    client_id: str
    client_secret: str

    @property
    def origin(self) -> str:
        """Scheme and host of the provider, as a content security policy names it."""
        parts = urlsplit(self.server)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class Mail:
    """The server that sends e-mail. Without one, messages wait in the outbox and are listed as not delivered."""

    host: str = ""
    port: int = 587
    user: str = ""
    password: str = ""
    sender: str = "no-reply@localhost"
    encrypted: bool = True


@dataclass(frozen=True)
class Configuration:
    """What `clinic.toml` may hold."""

    home: Path
    secret_key: str
    address: str = "http://127.0.0.1:8000"
    database: str = ""
    behind_proxy: bool = False
    idle_minutes: int = 20
    session_hours: int = 12
    processes: int = 2
    threads: int = 4
    texts: str = ""  # "recorded": text messages go to texts.jsonl in the home folder, and to nobody
    second_factor: bool = False  # everybody must set one up before anything else
    mail: Mail = field(default_factory=Mail)
    sign_in: SignIn | None = None

    @property
    def is_https(self) -> bool:
        """Whether people reach the clinic over HTTPS; cookies are then sent over nothing else."""
        return self.address.startswith("https://")

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or ""


def home_folder() -> Path:
    """The installation's home, from BIDEWELL_HOME."""
    return Path(os.environ.get("BIDEWELL_HOME", DEFAULT_HOME)).resolve()


def read_configuration(home: Path) -> Configuration:
    """Read and check `clinic.toml`; a home without one has the defaults. Raises ConfigurationRefused."""
    refuse_unknown_environment(os.environ)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    _refuse_open_to_others(home, "the home folder")
    plain = _read(home / FILE)
    sections = {"mail": Mail, "sign_in": SignIn}
    values: dict[str, Any] = {"home": home, "secret_key": _secret(home)}
    for name, value in plain.items():
        if name in values:
            raise ConfigurationRefused(f"{FILE}: {name} cannot be set there")
        values[name] = _section(name, value, sections[name]) if name in sections else value
    configuration: Configuration = _made(Configuration, values, "")
    _check(configuration)
    return configuration


def refuse_unknown_environment(names: Iterable[str]) -> None:
    """A variable of ours that nothing reads is a setting that somebody believes to have made."""
    for name in sorted(names):
        is_known = name in ENVIRONMENT + ENVIRONMENT_OF_DEVELOPMENT or name.startswith(ENVIRONMENT_OF_TESTS)
        if name.startswith("BIDEWELL_") and not is_known:
            raise ConfigurationRefused(
                f"the environment variable {name} is none of Bidewell's; known: {', '.join(ENVIRONMENT)}. "
                f"Settings stand in {FILE}"
            )


def _read(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationRefused(f"{FILE} is not TOML in UTF-8: {error}") from None


def _section(name: str, value: Any, kind: type) -> Any:
    if not isinstance(value, dict):
        raise ConfigurationRefused(f"{FILE}: {name} is a section, written [{name}]")
    return _made(kind, value, f"{name}.")


def _made(kind: type, values: dict[str, Any], prefix: str) -> Any:
    known = {one.name: one for one in fields(kind)}
    for name, value in values.items():
        if name not in known:
            raise ConfigurationRefused(f"{FILE}: unknown setting {prefix}{name}; known: {', '.join(known)}")
        expected = known[name].type
        if expected in (str, int, bool) and type(value) is not expected:
            raise ConfigurationRefused(f"{FILE}: {prefix}{name} must be {_WORDS[expected]}")
    try:
        return kind(**values)
    except TypeError:
        missing = ", ".join(f"{prefix}{name}" for name in known if name not in values)
        raise ConfigurationRefused(f"{FILE}: missing among {missing}") from None


_WORDS = {str: "text in quotes", int: "a whole number", bool: "true or false"}


def _check(configuration: Configuration) -> None:
    parts = urlsplit(configuration.address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise ConfigurationRefused(f"{FILE}: address must be like https://checkin.example.org, without a path")
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise ConfigurationRefused(f"{FILE}: address must begin with https:// unless it is this machine's own")
    if configuration.database and urlsplit(configuration.database).scheme not in ("postgresql", "postgres"):
        raise ConfigurationRefused(f"{FILE}: database must begin with postgresql://, or be left out for SQLite")
    if parts.scheme == "https" and not configuration.behind_proxy:
        raise ConfigurationRefused(
            f"{FILE}: with an address that begins with https://, behind_proxy must be true: a proxy has the certificate"
        )
    if configuration.texts not in ("", "recorded"):
        raise ConfigurationRefused(f'{FILE}: texts must be "recorded", or be left out')
    for name in ("idle_minutes", "session_hours", "processes", "threads"):
        if getattr(configuration, name) < 1:
            raise ConfigurationRefused(f"{FILE}: {name} must be 1 or more")


def _secret(home: Path) -> str:
    file = home / SECRET_FILE
    if not file.exists():
        _make_secret(file)
    _refuse_open_to_others(file, SECRET_FILE)
    secret = file.read_text(encoding="ascii").strip()
    if len(secret) < _SECRET_LENGTH:
        raise ConfigurationRefused(f"{SECRET_FILE} is empty or cut short; put back the one that was there")
    return secret


_SECRET_LENGTH = 50


def _make_secret(file: Path) -> None:
    """Written beside its place and linked there: of two processes that start at once, one makes it, both read it."""
    handle, beside = tempfile.mkstemp(dir=file.parent)  # for its owner only
    try:
        with os.fdopen(handle, "w", encoding="ascii") as opened:
            opened.write(secrets.token_urlsafe(_SECRET_LENGTH))
        os.link(beside, file)
    except FileExistsError:
        pass
    finally:
        os.unlink(beside)


def _refuse_open_to_others(path: Path, words: str) -> None:
    """What a client said must not depend on who else has an account on the machine."""
    if path.stat().st_mode & 0o077:
        raise ConfigurationRefused(f"{words} can be read by others on this machine; run: chmod go= {path}")
