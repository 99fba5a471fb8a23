"""What can be wrong between rows and between tables: a file per table, each a tuple of rules."""

from bidewell.exchange.rules.checkins import CHECKIN_RULES
from bidewell.exchange.rules.episodes import EPISODE_RULES
from bidewell.exchange.rules.factors import FACTOR_RULES
from bidewell.exchange.rules.folder import FOLDER_RULES
from bidewell.exchange.rules.recording import RECORDING_RULES
from bidewell.exchange.rules.rule import Rule
from bidewell.exchange.rules.sessions import SESSION_RULES
from bidewell.exchange.rules.spells import SPELL_RULES

RULES: tuple[Rule, ...] = (
    *FOLDER_RULES,
    *EPISODE_RULES,
    *SESSION_RULES,
    *CHECKIN_RULES,
    *SPELL_RULES,
    *FACTOR_RULES,
    *RECORDING_RULES,
)
