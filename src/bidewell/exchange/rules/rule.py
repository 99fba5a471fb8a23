"""What a rule is: from the loaded folder to the problems it finds there."""

from collections.abc import Callable, Iterator

import polars as pl

from bidewell.exchange.loading import Loaded
from bidewell.exchange.problems import Problem

Rule = Callable[[Loaded], Iterator[Problem]]


def is_again(identifier: str) -> pl.Expr:
    """An identifier that an earlier row has; an empty one is another problem."""
    return pl.col(identifier).is_not_null() & ~pl.col(identifier).is_first_distinct()
