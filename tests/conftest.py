"""What holds for every test: compiled code is shared, and no library takes both cores for itself."""

import gc
import os
from pathlib import Path

import pytest

from tests.chromium import browser

__all__ = ["browser"]

ROOT = Path(__file__).parent.parent
# Files that take more than half a minute, the longest first.
LONGEST = (
    "docs/test_what_documents_show.py",
    "browser/test_report_page.py",
    "clinic/web/test_access_matrix.py",
    "clinic/browser/test_desk.py",
    "clinic/browser/test_check_in.py",
    "clinic/web/test_fuzz.py",
    "clinic/running/test_backup_commands.py",
    "clinic/running/test_worker.py",
    "clinic/browser/test_data.py",
    "clinic/browser/test_administration.py",
    "clinic/browser/test_caseload.py",
    "clinic/actions/test_forecasting.py",
    "clinic/running/test_serve.py",
)

# Before anything imports JAX: what one test process compiles, the other reads from disk.
os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(ROOT / ".cache" / "jax"))
# Two processes on two cores: numerical libraries that each start a thread per core would only wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("POLARS_MAX_THREADS", "2")


def pytest_collection_finish() -> None:
    """Modules and thousands of tests stay to the end: without this they are searched for garbage again and again."""
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files begin first, so that no process is left with one of them when the others have nothing to do."""
    places = {ROOT / "tests" / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))
