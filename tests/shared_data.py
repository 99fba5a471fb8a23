"""Where public data lie that may not be carried in the repository (no licence, or another one)."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture
def shared_data() -> Path:
    """The folder of public data beside the repository; without it the test is skipped, and says so."""
    if not FOLDER.is_dir():
        pytest.skip("the public data are not beside this repository (../shared/data): nothing was compared")
    return FOLDER
