"""Where public data lie that may not be carried in the repository (no licence, or another one)."""

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).parents[2] / "shared" / "data"
FOLDER = Path(os.environ.get("BIDEWELL_PUBLIC_DATA", BESIDE))


@pytest.fixture
def shared_data() -> Path:
    """The folder of public data, named or beside the repository; without it the test is skipped, and says so."""
    if not FOLDER.is_dir():
        pytest.skip("no public data in BIDEWELL_PUBLIC_DATA, nor beside the repository: nothing was compared")
    return FOLDER
