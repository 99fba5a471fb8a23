"""The settings of an installation: a wrong one stops the start and is named; the secret is made once, for its owner."""

import os
import tomllib
from dataclasses import MISSING, asdict, fields
from multiprocessing.pool import ThreadPool
from pathlib import Path

import pytest

from bidewell.web.configuration import (
    Configuration,
    ConfigurationRefused,
    Mail,
    SignIn,
    read_configuration,
    refuse_unknown_environment,
)
from bidewell.web.databases import postgresql

ROOT = Path(__file__).parents[3]
PROXY = "behind_proxy = true\n"
SIGN_IN = '[sign_in]\nname = "Clinic"\nserver = "https://id.example.org"\nclient_id = "b"\n'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def written(home: Path, text: str) -> Path:
    home.mkdir(mode=0o700)
    (home / "clinic.toml").write_text(text, encoding="utf-8")
    return home


def test_a_home_without_a_file_has_the_defaults(home: Path) -> None:
    configuration = read_configuration(home)
    assert configuration.database == "" and not configuration.is_https
    assert configuration.host == "127.0.0.1" and configuration.mail.host == "" and configuration.sign_in is None


def test_every_setting_can_be_made(home: Path) -> None:
    text = f"""
    database = "postgresql://bidewell@localhost/bidewell"
    address = "https://checkin.example.org"
    behind_proxy = true
    idle_minutes = 10
    session_hours = 8
    processes = 3
    threads = 6
    [mail]
    host = "mail.example.org"
    port = 465
    user = "u"
    password = "p"
    sender = "clinic@example.org"
    encrypted = false
    {SIGN_IN}client_secret = "s"
    """
    configuration = read_configuration(written(home, text))
    assert configuration.is_https and configuration.host == "checkin.example.org"
    assert (configuration.processes, configuration.threads, configuration.idle_minutes) == (3, 6, 10)
    assert configuration.mail.port == 465 and not configuration.mail.encrypted
    assert configuration.sign_in is not None and configuration.sign_in.client_secret == "s"


def test_the_page_on_running_has_every_setting_with_its_default() -> None:
    settings = (ROOT / "docs" / "running.md").read_text(encoding="utf-8").partition("\n## Settings\n")[2]
    told = tomllib.loads(settings.partition("```toml\n")[2].partition("```")[0])
    mail, sign_in = told.pop("mail"), told.pop("sign_in")
    made = {one.name: one.default for one in fields(Configuration) if one.default not in (MISSING, None)}
    assert told == made
    assert mail == asdict(Mail())
    assert sign_in.keys() == {one.name for one in fields(SignIn)}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('data_base = "x"', "data_base"),
        ("[mail]\nserver = 'x'", "mail.server"),
        ("[sms]\nhost = 'x'", "sms"),
        ("idle_minutes = '20'", "idle_minutes must be a whole number"),
        ("idle_minutes = true", "idle_minutes must be a whole number"),
        ("idle_minutes = 0", "idle_minutes must be 1 or more"),
        ("session_hours = -1", "session_hours"),
        ("threads = 0", "threads"),
        ("processes = 0", "processes"),
        ("processes = 1.5", "processes"),
        ("behind_proxy = 'yes'", "behind_proxy must be true or false"),
        ("address = 8000", "address must be text"),
        ("address = 'checkin.example.org'", "address"),
        ("address = 'ftp://checkin.example.org'", "address"),
        ("address = 'https://checkin.example.org/clinic'\n" + PROXY, "without a path"),
        ("address = 'http://checkin.example.org'", "https://"),
        ("address = 'https://checkin.example.org'", "behind_proxy"),
        ("database = 'mysql://x/y'", "postgresql://"),
        ("database = 'bidewell.sqlite3'", "postgresql://"),
        ("mail = 'x'", "[mail]"),
        ("[mail]\nport = 'x'", "mail.port"),
        (SIGN_IN, "sign_in.client_secret"),
        ("secret_key = 'x'", "secret_key"),
        ("home = 'x'", "home"),
        ("address = ", "TOML"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_refused_by_its_name(home: Path, text: str, named: str) -> None:
    with pytest.raises(ConfigurationRefused, match=".") as refused:
        read_configuration(written(home, text))
    assert named in str(refused.value)


def test_a_password_never_stands_in_a_refusal(home: Path) -> None:
    with pytest.raises(ConfigurationRefused) as refused:
        read_configuration(written(home, '[mail]\npassword = "hush"\npasswort = "hush"\n'))
    assert "hush" not in str(refused.value)


def test_a_file_that_is_not_text_is_refused(home: Path) -> None:
    (written(home, "") / "clinic.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationRefused, match="UTF-8"):
        read_configuration(home)


def test_the_secret_is_made_once_and_for_its_owner_only(home: Path) -> None:
    first, second = read_configuration(home), read_configuration(home)
    assert first.secret_key == second.secret_key and len(first.secret_key) >= 50
    assert (home / "secret.key").stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in home.iterdir()) == ["secret.key"]


def test_processes_that_start_at_once_read_the_same_secret(home: Path) -> None:
    home.mkdir(mode=0o700)
    with ThreadPool(8) as pool:
        made = pool.map(lambda _: read_configuration(home).secret_key, range(32))
    assert len(set(made)) == 1


@pytest.mark.parametrize("left", ["", "short"])
def test_a_secret_that_is_cut_short_is_refused(home: Path, left: str) -> None:
    written(home, "")
    (home / "secret.key").write_text(left, encoding="ascii")
    (home / "secret.key").chmod(0o600)
    with pytest.raises(ConfigurationRefused, match=r"secret\.key"):
        read_configuration(home)


@pytest.mark.parametrize(("opened", "mode"), [("", 0o750), ("", 0o701), ("secret.key", 0o640), ("secret.key", 0o604)])
def test_what_others_on_the_machine_can_read_is_refused(home: Path, opened: str, mode: int) -> None:
    read_configuration(home)
    (home / opened).chmod(mode)
    with pytest.raises(ConfigurationRefused, match="chmod go="):
        read_configuration(home)


def test_an_unknown_variable_of_the_environment_is_refused_by_its_name() -> None:
    with pytest.raises(ConfigurationRefused, match="BIDEWELL_DATABASE"):
        refuse_unknown_environment(["PATH", "BIDEWELL_HOME", "BIDEWELL_DATABASE"])
    refuse_unknown_environment(["BIDEWELL_HOME", "BIDEWELL_TRACEBACK", "BIDEWELL_VENV", "BIDEWELL_TEST_DATABASE"])


def test_the_environment_is_asked_where_settings_are_read(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "BIDEWELL_ADRESS", "x")
    with pytest.raises(ConfigurationRefused, match="BIDEWELL_ADRESS"):
        read_configuration(home)


def test_an_address_of_a_database_is_taken_apart() -> None:
    made = postgresql("postgresql://bide%40well:p%2Fw@db.example.org:6543/clinic?sslmode=verify-full")
    assert made["USER"] == "bide@well" and made["PASSWORD"] == "p/w" and made["PORT"] == "6543"
    assert made["NAME"] == "clinic" and made["OPTIONS"] == {"sslmode": "verify-full"}
