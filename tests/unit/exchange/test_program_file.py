"""program.toml is read strictly, and a problem names the key and the form expected."""

import dataclasses
from datetime import date

import pytest

from bidewell.domain.endings import Ending
from bidewell.domain.sessions import SessionStatus
from bidewell.domain.settings import ProgramSettings, RatingSource
from bidewell.exchange.program_file import read_settings
from bidewell.exchange.settings_text import settings_as_toml, write_settings

PLAIN = 'format = 1\nname = "Demo"\ntime_zone = "America/New_York"\nextract_date = 2026-06-30\n'
INSTRUMENT = '[instruments.alliance]\nrole = "alliance"\nrater = "client"\nitem = "total"\nminimum = 1\nmaximum = 5\n'


def read(tmp_path, text):
    (tmp_path / "program.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_settings(tmp_path)


@pytest.mark.parametrize(
    "text, code, key",
    [
        (PLAIN.replace("format = 1\n", ""), "missing_setting", "format"),
        (PLAIN.replace("format = 1", "format = 2"), "wrong_setting", "format"),
        (PLAIN.replace("format = 1", "format = true"), "wrong_setting", "format"),
        (PLAIN.replace("America/New_York", "New York"), "wrong_setting", "time_zone"),
        (PLAIN.replace("America/New_York", "../../etc/passwd"), "wrong_setting", "time_zone"),
        (PLAIN.replace("America/New_York", "America"), "wrong_setting", "time_zone"),
        (PLAIN.replace("2026-06-30", '"2026-06-30"'), "wrong_setting", "extract_date"),
        (PLAIN.replace("2026-06-30", "2026-06-30T10:00:00"), "wrong_setting", "extract_date"),
        (PLAIN + "timezone = 1\n", "unknown_setting", "timezone"),
        (PLAIN + 'demo = "yes"\n', "wrong_setting", "demo"),
        (PLAIN + "default_planned_interval_days = 0\n", "wrong_setting", "default_planned_interval_days"),
        (PLAIN + "default_planned_interval_days = true\n", "wrong_setting", "default_planned_interval_days"),
        (PLAIN + 'planned_ending_codes = "GRAD"\n', "wrong_setting", "planned_ending_codes"),
        (PLAIN + 'endings = "left"\n', "wrong_setting", "endings"),
        (PLAIN + '[endings]\n"AMA" = "gone"\n', "wrong_setting", "endings.AMA"),
        (PLAIN + '[endings]\n"died" = "left"\n', "wrong_setting", "endings.died"),
        (PLAIN + '[statuses]\n"NS" = ["no_show"]\n', "wrong_setting", "statuses.NS"),
        (PLAIN + INSTRUMENT.replace('"alliance"', '"bond"'), "wrong_setting", "instruments.alliance.role"),
        (PLAIN + INSTRUMENT.replace("maximum = 5\n", ""), "missing_setting", "instruments.alliance.maximum"),
        (PLAIN + INSTRUMENT.replace("maximum = 5", "maximum = 1"), "wrong_setting", "instruments.alliance.maximum"),
        (PLAIN + INSTRUMENT.replace("maximum = 5", "maximum = nan"), "wrong_setting", "instruments.alliance.maximum"),
        (PLAIN + INSTRUMENT + "items = 3\n", "unknown_setting", "instruments.alliance.items"),
        (PLAIN + "[instruments]\nalliance = 3\n", "wrong_setting", "instruments.alliance"),
        (PLAIN + '[factors.housing]\nkind = "thing"\n', "wrong_setting", "factors.housing.kind"),
    ],
)
def test_a_wrong_setting_is_named_with_the_form_expected(tmp_path, text, code, key):
    _, problems = read(tmp_path, text)
    assert [problem.code for problem in problems] == [code]
    assert key in problems[0].words
    assert problems[0].expected or code == "unknown_setting"


@pytest.mark.parametrize("text", ["format = ", b"\xff\xfe", "a = 1\na = 2", "x = " + "[" * 5000, "x = " + "1" * 5000])
def test_what_is_not_toml_is_told_and_not_repeated(tmp_path, text):
    _, problems = read(tmp_path, text)
    assert [problem.code for problem in problems] == ["settings_not_toml"]


def test_own_codes_are_read_and_planned_codes_are_completed(tmp_path):
    text = PLAIN + 'planned_ending_codes = ["GRAD"]\n[endings]\n"AMA" = "left"\n[statuses]\n"NS" = "no_show"\n'
    settings, problems = read(tmp_path, text)
    assert problems == ()
    assert settings.endings == {"GRAD": Ending.COMPLETED, "AMA": Ending.LEFT}
    assert settings.statuses == {"NS": SessionStatus.NO_SHOW}


def test_a_byte_order_mark_is_no_problem(tmp_path):
    assert read(tmp_path, b"\xef\xbb\xbf" + PLAIN.encode())[1] == ()


FULL = ProgramSettings(
    name='Ours: "the" \\ first\n\x7f\x01 ünïcode \U0001f600',
    time_zone="Europe/Madrid",
    extract_date=date(2026, 6, 30),
    demo=True,
    continuous_exposure=True,
    default_planned_interval_days=14,
    endings={'A "quoted" code': Ending.LEFT, "B.C": Ending.MOVED},
    statuses={"NS": SessionStatus.NO_SHOW},
    instruments=(RatingSource("our scale.v2", "alliance", "client", "2", "total", 0.1, 7.0),),
    factor_kinds={"housing here": "category"},
)


@pytest.mark.parametrize(
    "settings",
    [
        FULL,
        dataclasses.replace(FULL, endings={}, statuses={}, instruments=(), factor_kinds={}),
        dataclasses.replace(FULL, instruments=(dataclasses.replace(FULL.instruments[0], version=""),)),
    ],
)
def test_settings_written_are_read_back_the_same(tmp_path, settings):
    write_settings(settings, tmp_path)
    assert read_settings(tmp_path) == (settings, ())


def test_settings_are_written_in_the_order_people_read_them():
    assert settings_as_toml(FULL).startswith("format = 1\nname = ")
