"""What a rule is: from the loaded folder to the problems it finds there."""

from collections.abc import Callable, Iterator

from bidewell.exchange.loading import Loaded
from bidewell.exchange.problems import Problem

Rule = Callable[[Loaded], Iterator[Problem]]
