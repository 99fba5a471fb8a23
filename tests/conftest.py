"""What holds for every test: compiled code is shared, and no library takes both cores for itself."""

import os
from pathlib import Path

from tests.chromium import browser

__all__ = ["browser"]

ROOT = Path(__file__).parent.parent

# Before anything imports JAX: what one test process compiles, the other reads from disk.
os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(ROOT / ".cache" / "jax"))
# Two processes on two cores: numerical libraries that each start a thread per core would only wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("POLARS_MAX_THREADS", "2")
