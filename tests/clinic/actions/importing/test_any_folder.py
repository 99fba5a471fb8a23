"""Whatever a folder holds, it is taken in or refused: never an error, and never half of it."""

import tempfile
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bidewell.actions.importing.folders import import_folder
from bidewell.actions.importing.states import ImportState
from bidewell.records.models import Program
from tests.clinic.cast import NOW
from tests.clinic.exports import SETTINGS, TABLES, WHOLE

pytestmark = pytest.mark.django_db
cells = st.sampled_from(
    ["", "X1", "X2", "P1", "A1", "K1", "T8", "T8|T8|T9", "|", "2026-01-05", "2026-01-05T10:00-05:00", "2199-12-31",
     "attended", "scheduled", "left", "answered", "client", "alliance", "total", "4", "1e308", "-1", "'=1", "\u202e", "x" * 250]
)  # fmt: skip


@st.composite
def tables(draw) -> dict[str, str]:
    """The small export with some cells replaced, rows doubled or left out, and tables missing."""
    made = {}
    for name, header in TABLES.items():
        rows = [row.split(",") for row in WHOLE[name]]
        for _ in range(draw(st.integers(0, 3))):
            row = draw(st.sampled_from(rows))
            row[draw(st.integers(0, len(row) - 1))] = draw(cells)
        rows += draw(st.lists(st.sampled_from(rows), max_size=2))
        if draw(st.integers(0, 5)):
            made[name] = "\n".join([header, *(",".join(row) for row in rows)]) + "\n"
    return made


@given(st.lists(tables(), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_folders_after_each_other(db, exports):
    with tempfile.TemporaryDirectory() as place, transaction.atomic():
        program = Program.objects.create(name="Harbor", time_zone="America/New_York")
        for number, made in enumerate(exports):
            folder = Path(place) / str(number)
            folder.mkdir()
            (folder / "program.toml").write_text(SETTINGS.format(name="Harbor", extract_date=f"2026-03-0{number + 1}"))
            for name, text in made.items():
                (folder / f"{name}.csv").write_text(text, encoding="utf-8")
            report = import_folder(program, folder, by=None, at=NOW)
            assert report.state in (ImportState.DONE, ImportState.REFUSED, ImportState.SAME)
        transaction.set_rollback(True)
