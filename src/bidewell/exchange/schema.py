"""The records format, version 1: one table of columns per record table.

Reading, checking, writing, the template and the data dictionary all derive from these rows. A name here is a promise:
rows may be added, never renamed or given another meaning within a format version.
"""

from dataclasses import dataclass
from enum import StrEnum

from bidewell.domain.endings import Ending
from bidewell.domain.sessions import CheckInStatus, Modality, Rater, SessionStatus
from bidewell.domain.sharing import Sharing

FORMAT_VERSION = 1
NAMES_SEPARATOR = "|"


class Kind(StrEnum):
    """What a cell may hold."""

    ID = "id"
    TEXT = "text"
    NAMES = "names"
    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    COUNT = "count"
    CODE = "code"


EXPECTED = {
    Kind.ID: "an identifier: any text without blanks at its ends",
    Kind.TEXT: "text",
    Kind.NAMES: f"one or several identifiers, separated by {NAMES_SEPARATOR}",
    Kind.DATE: "a day as YYYY-MM-DD, from 1970 on",
    Kind.TIME: "a time as YYYY-MM-DDTHH:MM with an offset (-05:00 or Z), from 1970 on",
    Kind.NUMBER: "a number with a decimal point, without units or thousands separators",
    Kind.COUNT: "a whole number",
    Kind.CODE: "one of the codes listed",
}


@dataclass(frozen=True)
class Column:
    """One column: what it is called, what it holds, and the sentence the data dictionary says about it."""

    name: str
    kind: Kind
    words: str
    required: bool = False
    codes: tuple[str, ...] = ()
    own_codes: str = ""  # the section of program.toml that maps a program's own codes, if it may have some
    may_be_after_extract: bool = False
    more_than: float | None = None
    at_least: float | None = None
    at_most: float | None = None

    @property
    def expected(self) -> str:
        """The form a cell must have, in words."""
        if self.codes:
            own = f", or a code of your own listed in [{self.own_codes}] of program.toml" if self.own_codes else ""
            return f"one of {', '.join(self.codes)}{own}"
        return EXPECTED[self.kind] + _limits(self)


def _limits(column: Column) -> str:
    if column.more_than is not None and column.at_most is not None:
        return f", more than {column.more_than:g} and at most {column.at_most:g}"
    if column.at_least is not None and column.at_most is not None:
        return f", from {column.at_least:g} to {column.at_most:g}"
    return f", {column.at_least:g} or more" if column.at_least is not None else ""


@dataclass(frozen=True)
class Table:
    """One table of the folder: NAME.csv or NAME.parquet."""

    name: str
    words: str
    columns: tuple[Column, ...]
    required: bool = False
    keeps_extra_columns: bool = False

    def column(self, name: str) -> Column:
        """The column of this name; the schema knows it or it is a programming error."""
        return next(column for column in self.columns if column.name == name)

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names in the order of the format."""
        return tuple(column.name for column in self.columns)

    @property
    def required_names(self) -> tuple[str, ...]:
        """Names of the columns without which the table says nothing."""
        return tuple(column.name for column in self.columns if column.required)


EPISODES = Table(
    name="episodes",
    words="One row per episode of care, from referral to ending. A re-admission is a new row.",
    required=True,
    keeps_extra_columns=True,
    columns=(
        Column(
            "episode",
            Kind.ID,
            "The episode's identifier, unique in the folder. Every other table points to it.",
            required=True,
        ),
        Column("client", Kind.ID, "The person. Several episodes of one person share it.", required=True),
        Column("program", Kind.TEXT, "The program, where a folder holds several."),
        Column("site", Kind.TEXT, "The place of treatment."),
        Column("level_of_care", Kind.TEXT, "Level of care at the start, in the program's own words."),
        Column("payer", Kind.TEXT, "Who pays."),
        Column("referral_source", Kind.TEXT, "Who referred the client."),
        Column("referred_on", Kind.DATE, "Day of the referral."),
        Column("first_offered_on", Kind.DATE, "Day of the first appointment offered."),
        Column(
            "observed_from",
            Kind.DATE,
            "Clients already in care when recording began count from this day: who left before it could not be seen.",
        ),
        Column("start", Kind.DATE, "Day of admission. Empty: referred, never started."),
        Column("end", Kind.DATE, "Day the ending was recorded. Empty: still open."),
        Column(
            "ending",
            Kind.CODE,
            "How the episode ended. Empty: open, or not recorded.",
            codes=tuple(Ending),
            own_codes="endings",
        ),
        Column("ending_judged_by", Kind.TEXT, "Who judged the ending: a role or a person's identifier."),
        Column(
            "prior_episodes",
            Kind.COUNT,
            "How many episodes the client had before this one, as far as is known.",
            at_least=0,
        ),
        Column(
            "planned_interval_days",
            Kind.NUMBER,
            "Planned days between contacts. Empty: the program's default_planned_interval_days.",
            at_least=0.5,
            at_most=366,
        ),
    ),
)

SESSIONS = Table(
    name="sessions",
    words="One row per scheduled session, whatever became of it. Calls and messages are not sessions.",
    columns=(
        Column("session", Kind.ID, "The session's identifier, unique in the folder.", required=True),
        Column("episode", Kind.ID, "The episode it belongs to.", required=True),
        Column(
            "scheduled_at",
            Kind.TIME,
            "When it was to begin. A booking (status scheduled) may lie after the extract date.",
            required=True,
            may_be_after_extract=True,
        ),
        Column(
            "status",
            Kind.CODE,
            "What became of it. Only attended is a contact.",
            required=True,
            codes=tuple(SessionStatus),
            own_codes="statuses",
        ),
        Column("staff", Kind.NAMES, "Who held it: one or several."),
        Column("group", Kind.TEXT, "The group, where it was a group session."),
        Column("level_of_care", Kind.TEXT, "Level of care at that time."),
        Column("modality", Kind.CODE, "Where it took place.", codes=tuple(Modality)),
        Column("reason", Kind.TEXT, "Why it was missed or cancelled: a short code, never free text about a person."),
        Column(
            "planned_interval_days",
            Kind.NUMBER,
            "Planned days until the next session, where it changed.",
            at_least=0.5,
            at_most=366,
        ),
    ),
)

CHECKINS = Table(
    name="checkins",
    words="One row per item or score of a check-in. A check-in without answers is one row with neither item nor value.",
    columns=(
        Column("checkin", Kind.ID, "The check-in's identifier. Unique together with item.", required=True),
        Column("episode", Kind.ID, "The episode it belongs to.", required=True),
        Column("session", Kind.ID, "The session it speaks about."),
        Column("at", Kind.TIME, "When it was answered, or offered where it was not.", required=True),
        Column("rater", Kind.CODE, "Who answered. Raters are never merged.", required=True, codes=tuple(Rater)),
        Column(
            "instrument", Kind.TEXT, "The instrument: a name described in [instruments] of program.toml.", required=True
        ),
        Column("version", Kind.TEXT, "Version of the instrument."),
        Column("mode", Kind.TEXT, "How it was answered: phone, kiosk, paper, ..."),
        Column("status", Kind.CODE, "How far it got.", required=True, codes=tuple(CheckInStatus)),
        Column(
            "sharing",
            Kind.CODE,
            "Who here may see the answers, as the client chose: the therapist, only the supervisor, or nobody (only "
            "counted). Only what the therapist may see is used in forecasts. Empty: therapist.",
            codes=tuple(Sharing),
        ),
        Column("item", Kind.TEXT, "The item or score."),
        Column("value", Kind.NUMBER, "Its value, on the instrument's own scale."),
    ),
)

ASSIGNMENTS = Table(
    name="assignments",
    words="Who was responsible for an episode, from when to when.",
    columns=(
        Column("episode", Kind.ID, "The episode.", required=True),
        Column("therapist", Kind.ID, "The therapist, by the identifier used in sessions.staff.", required=True),
        Column("from", Kind.DATE, "First day.", required=True),
        Column("to", Kind.DATE, "Last day. Empty: still so.", may_be_after_extract=True),
    ),
)

FACTORS = Table(
    name="factors",
    words="What may go with staying: travel_minutes, ride_support, court_order, or any name a program adds.",
    columns=(
        Column("episode", Kind.ID, "The episode.", required=True),
        Column("name", Kind.TEXT, "The factor's name.", required=True),
        Column(
            "value",
            Kind.TEXT,
            "A number or a word. ride_support: offered, accepted or used. Pressure (court_order, ...): its type, or 1.",
            required=True,
        ),
        Column("from", Kind.DATE, "First day it held. Empty: before treatment."),
        Column("to", Kind.DATE, "Last day it held, or will hold. Empty: still so.", may_be_after_extract=True),
        Column(
            "reliability",
            Kind.NUMBER,
            "Reliability of the measurement. Empty: taken as exact.",
            more_than=0,
            at_most=1,
        ),
    ),
)

TABLES = (EPISODES, SESSIONS, CHECKINS, ASSIGNMENTS, FACTORS)
