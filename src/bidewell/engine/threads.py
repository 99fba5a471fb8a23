"""The process's threads: compiled code and large array operations run side by side in them."""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache


@cache
def threads(cores: int | None) -> ThreadPoolExecutor:
    """One pool for so many cores (None: all): starting threads anew takes longer than a small value itself."""
    return ThreadPoolExecutor(max_workers=count(cores))


def count(cores: int | None) -> int:
    """How many threads that is."""
    return cores or os.cpu_count() or 1
