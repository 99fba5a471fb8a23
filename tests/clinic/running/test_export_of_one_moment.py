"""An export is of one moment: what somebody adds while it reads is in none of its tables, or in all."""

from collections.abc import Callable
from pathlib import Path

from bidewell.exchange.reading import read_records
from tests.clinic.exports import whole
from tests.clinic.installations import Installation

# Somebody adds a factor when the episodes were read and the factors were not.
WHILE_OTHERS_WRITE = """
from pathlib import Path
from threading import Thread
from bidewell.records import frames
from django.utils import timezone
from bidewell.records.models import Episode, Factor

def add_a_factor():
    Factor.objects.create(episode=Episode.objects.first(), name="meanwhile", value="1", recorded_at=timezone.now())

read = frames.session_rows
def reading(*arguments):
    other = Thread(target=add_a_factor)
    other.start()
    other.join()
    return read(*arguments)

frames.session_rows = reading
clinic.export_records("Harbor", Path("{out}"))
print(Factor.objects.filter(name="meanwhile").count())
"""


def test_an_export_is_of_one_moment_while_others_write(upgraded: Callable[..., Installation], tmp_path: Path) -> None:
    installation = upgraded()
    installation.run("import", whole(tmp_path / "first"))
    assert installation.python(WHILE_OTHERS_WRITE.format(out=tmp_path / "out")).strip() == "1"
    assert "meanwhile" not in read_records(tmp_path / "out").factors["name"].to_list()
