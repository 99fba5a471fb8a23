"""What can be wrong between rows and between tables: a file per table, each a tuple of rules."""

from bidewell.exchange.rules.episodes import EPISODE_RULES
from bidewell.exchange.rules.rule import Rule

RULES: tuple[Rule, ...] = (*EPISODE_RULES,)
