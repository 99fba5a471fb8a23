"""Every kind of problem a folder of records can have: how grave it is, what it means, what to do.

`found` is the only way to make a problem, so no message can say what is not written here. Names put into the words are
names from the format (tables, columns, settings), never what a cell held.
"""

from dataclasses import dataclass

from bidewell.exchange.problems import ROWS_SHOWN, Problem, Severity


@dataclass(frozen=True)
class ProblemKind:
    """One kind of problem. `{name}` in its words is filled with a name of the format."""

    code: str
    severity: Severity
    words: str
    remedy: str


def _error(code: str, words: str, remedy: str) -> ProblemKind:
    return ProblemKind(code, Severity.ERROR, words, remedy)


def _warning(code: str, words: str, remedy: str) -> ProblemKind:
    return ProblemKind(code, Severity.WARNING, words, remedy)


FOLDER = (
    _error("no_folder", "There is no such folder.", "Check the path; `bidewell init` writes a template."),
    _error("not_a_folder", "This is not a folder.", "Give the folder that holds program.toml."),
    _error("no_rights", "It may not be read by you.", "Ask its owner for the right to read it."),
    _error("unreadable_file", "It is damaged or not what its name says.", "Export it again."),
    _error("two_files", "The table is there twice, as CSV and as Parquet.", "Keep one of the two."),
    _error("missing_table", "The table is not there; nothing can be said without it.", "Add {name}.csv or .parquet."),
    _warning("absent_table", "The table is not there.", "Add {name}.csv or .parquet, if these were recorded."),
    _warning(
        "other_files",
        "The folder holds other CSV or Parquet files; they are not read.",
        "Check their names: episodes, sessions, checkins, assignments, factors.",
    ),
    _warning("empty_program", "There are no episodes yet: the folder is empty.", "Fill in the tables."),
    _warning("empty_table", "The table has columns and no rows.", "Fill it in, or remove the file."),
)

SETTINGS = (
    _error("no_settings", "There is no program.toml.", "Write one; `bidewell init` gives a template with comments."),
    _error("settings_not_toml", "The file is not valid TOML.", "Repair that place; texts stand in quotes."),
    _error("missing_setting", "{name} is missing.", "Add it."),
    _error("unknown_setting", "{name} is not a setting Bidewell knows.", "Correct its name, or remove it."),
    _error("wrong_setting", "{name} does not have a value of the expected form.", "Correct it."),
    _warning(
        "unrecorded_factor",
        "{name} describes a factor that no record has.",
        "Correct its name to that of the factor meant, which is read as another kind till then; or remove it.",
    ),
)

CSV = (
    _error("empty_file", "The file is empty.", "Export it again with its first row of column names."),
    _error("nul_bytes", "The file holds NUL bytes: it is damaged or not text.", "Export it again as CSV UTF-8."),
    _error("utf_16", "The file is UTF-16 text.", "Save it as CSV UTF-8."),
    _error("unknown_encoding", "The file is neither UTF-8 nor Windows-1252 text.", "Save it as CSV UTF-8."),
    _warning("windows_1252", "The file is not UTF-8; it is read as Windows-1252.", "Save it as CSV UTF-8."),
    _warning(
        "semicolons",
        "Cells are separated by semicolons; they are read so, and a comma in a number as a decimal point.",
        "Nothing, if that is right.",
    ),
    _warning("other_separator", "Cells are separated by {name}; they are read so.", "Nothing, if that is right."),
    _error("ragged_rows", "The rows have more or fewer cells than there are column names.", "Quote cells with commas."),
    _error("stray_quotes", "A quotation mark stands inside a cell.", "Quote the whole cell and double the mark."),
    _error("open_quote", "A quotation mark opens a cell and never closes.", "Close it, or remove it."),
    _warning("blank_rows", "Blank rows are skipped.", "Nothing, if no one is missing."),
    _error("long_cells", "A cell is longer than {name} characters.", "Look for a missing quotation mark; shorten it."),
)

COLUMNS = (
    _error("missing_column", "The column is missing.", "Add it."),
    _error("no_header", "The first row names none of the columns needed.", "Begin with a row of column names."),
    _error("duplicate_column", "A column is there twice.", "Keep one of the two."),
    _error("unnamed_column", "A column with cells has no name.", "Name it, or remove it."),
    _warning("unknown_column", "The format has no such column; it is not read.", "Correct its name, or remove it."),
    _warning("nearly_column", "It is kept as an extra column, but is almost {name}.", "Correct its name, if meant."),
    _error("wrong_type", "The column's type cannot hold what is expected.", "Write it as text or in the right type."),
)

CELLS = (
    _error("missing_value", "A cell that is needed is empty.", "Fill it in, or remove the row."),
    _error("wrong_number", "This is not a number.", "Write the number alone; leave it empty where unknown."),
    _error("off_limits", "The number is outside what is possible.", "Correct it; leave it empty where unknown."),
    _error("wrong_date", "This is not a day on the calendar in the form needed.", "Write it as 2026-01-31."),
    _error(
        "time_for_day",
        "A time is given where a day is needed.",
        "Write the day in the program's time zone, as 2026-01-31.",
    ),
    _error(
        "date_order_unknown",
        "Written like 03/04/2026: it does not say whether the month or the day comes first.",
        "Write it as 2026-01-31.",
    ),
    _error("wrong_time", "This is not a time in the form needed.", "Write it as 2026-01-31T14:30-05:00."),
    _warning("naive_times", "The times have no offset; they are read in the program's time zone.", "Add it, if known."),
    _warning(
        "no_time_of_day", "Only the day is given, no time of day; noon is taken.", "Add the time where it is recorded."
    ),
    _warning(
        "mixed_times",
        "Some times have an offset and some have none; the latter are read in the program's time zone.",
        "Write all of them in one form.",
    ),
    _warning("time_twice", "The clocks went back: this time came twice. The first is taken.", "Add the offset."),
    _warning("time_skipped", "The clocks went forward: this time never was. It is moved on.", "Correct it."),
    _error("unknown_code", "The code is not known.", "Correct it, or list it as a code of your own in program.toml."),
)

EPISODE_RULES = (
    _error("duplicated_id", "An identifier is used more than once.", "Give every row its own."),
    _error(
        "reserved_id",
        "An identifier ends in ~ and a number: Bidewell gives such identifiers to the returns of a client.",
        "Write it another way, in all tables.",
    ),
    _error("end_before_start", "The episode ends before it starts.", "Correct one of the two days."),
    _warning(
        "extract_long_after",
        "No session was attended in the {name} days before the extract date: nobody would count as still in care.",
        "Set extract_date in program.toml to the day the records were exported.",
    ),
    _error("after_extract", "It lies after the extract date.", "Correct it, or the extract_date in program.toml."),
    _error("overlapping_episodes", "Episodes of one client in one program overlap.", "Join them, or correct the days."),
    _warning(
        "never_closed",
        "A later episode of the client began, but this one was never closed; its last contact counts.",
        "Add the end and the ending, if known.",
    ),
    _warning("start_before_referral", "The episode starts before its referral.", "Correct it, if it is an error."),
    _warning("offer_before_referral", "The first offer is before the referral.", "Correct it, if it is an error."),
    _warning(
        "observed_after_end", "Recording began after the episode's end; it is not counted.", "Correct it, if an error."
    ),
    _warning("ending_without_end", "There is an ending without a day.", "Add the day it was recorded."),
    _warning("end_without_ending", "The episode ended, but how is not recorded.", "Add the ending, if known."),
    _warning("started_without_sessions", "The episode started, but has no sessions.", "Add them, if there were any."),
    _warning(
        "active_list",
        "No episode ended before the first ratings, though some had long begun: only clients still in care seem to "
        "have been imported, which makes staying look longer than it is.",
        "Set observed_from to the day recording began, or import those who left as well.",
    ),
)

SESSION_RULES = (
    _error(
        "unknown_episode", "It points to an episode that is not there.", "Add the episode, or correct the identifier."
    ),
    _error("session_before_start", "An attended session is before its episode's start.", "Correct one of the two."),
    _error("session_after_end", "An attended session is after its episode's end.", "Correct one of the two."),
    _warning(
        "back_after_leaving",
        "A client recorded as left attended again; within the definition's window the leaving is taken back.",
        "Nothing, if that is right.",
    ),
    _warning("booking_outside", "Sessions not attended lie outside their episode.", "Nothing, if that is right."),
    _warning(
        "attended_not_started",
        "Sessions were attended, but the episode has no start; it is not counted.",
        "Give its start.",
    ),
    _warning("same_day_sessions", "Several attended sessions of one episode on one day.", "Counted as one contact."),
    _warning("outcome_unknown", "Sessions in the past are still scheduled.", "Record what became of them."),
)

CHECKIN_RULES = (
    _error("duplicated_item", "An item is there twice in one check-in.", "Keep one row per check-in and item."),
    _error("checkin_differs", "Rows of one check-in differ in episode, time, rater or instrument.", "Correct them."),
    _error(
        "unknown_session", "It points to a session that is not there.", "Add the session, or correct the identifier."
    ),
    _error("session_of_another", "Its session belongs to another episode.", "Correct episode or session."),
    _error("unknown_instrument", "The instrument is not described in program.toml.", "Add [instruments.NAME] to it."),
    _error("off_scale", "The rating is off the instrument's scale.", "Correct it, or minimum and maximum."),
    _error("value_without_item", "There is a value without an item.", "Name the item or score."),
    _error("value_without_answer", "There is a value, but the check-in was not answered.", "Correct status or value."),
    _warning("answer_without_item", "The check-in was answered, but has no item.", "Add the answers, if recorded."),
    _warning("other_rater", "The rater is not the one program.toml gives for the instrument.", "Not used as a rating."),
    _warning("other_version", "The version is not the one in program.toml.", "Not used as a rating."),
    _warning("answered_before_session", "The check-in is before the day of its session.", "Correct it, if an error."),
)

SPELL_RULES = (
    _error("to_before_from", "It ends before it begins.", "Correct one of the two days."),
    _warning("overlapping_assignments", "Several therapists at one time.", "Nothing, if the caseload is shared."),
    _error(
        "not_a_number", "This factor is a number, and the value is none.", "Correct it, or its kind in program.toml."
    ),
    _error("negative_minutes", "Travel minutes are negative.", "Correct them."),
    _warning("minutes_of_days", "The way takes longer than a day.", "Correct it, if it is not in minutes."),
    _warning(
        "nearly_numbers",
        "Nearly all values of this factor are numbers; with one that is none it is read as categories.",
        "Leave it empty where unknown, or say the factor's kind in program.toml.",
    ),
    _warning(
        "far_from_the_rest",
        "The number lies far from all others of this factor, as a code for missing does; it counts as measured.",
        "Leave it empty where unknown; correct it, if an error.",
    ),
    _error("unknown_ride", "This is no step of ride support.", "Correct it."),
    _warning("duplicated_factor", "The same factor is there twice from the same day.", "Keep one row."),
    _warning(
        "contradicting_factor",
        "The same factor has another value from the same day; the later row counts.",
        "Keep the row that is right.",
    ),
)

DERIVING = (
    _error("no_such_column", "The export has no column {name}, which the mapping names.", "Correct the mapping."),
    _warning("rows_left_out", "Rows of the export are no sessions; each is listed with its reason.", "Read the list."),
    _warning("unread_cells", "Cells are not in the form or among the codes the mapping gives.", "Extend the mapping."),
    _warning("unknown_staff", "Staff are not in [staff] of the mapping; their names are kept.", "Extend the mapping."),
    _warning(
        "late_discharge",
        "The discharge is long after the last contact, as when charts are closed in batches. Its day is kept as the "
        "end; leaving is judged by the contacts.",
        "Nothing, if that is right.",
    ),
    _warning(
        "contact_after_discharge",
        "Contacts follow their own discharge; the episode ends with the last of them.",
        "Correct the discharge, if it is an error.",
    ),
    _warning(
        "discharge_after_return",
        "The discharge is after the client's next episode began; the episode ends when that one begins.",
        "Correct the discharge, if it is an error.",
    ),
    _warning("several_discharges", "An episode has several days of discharge; the last is taken.", "Check them."),
    _warning("discharge_after_extract", "The discharge lies after the extract date; it is left out.", "Correct it."),
)

PROBLEM_KINDS = (
    FOLDER + SETTINGS + CSV + COLUMNS + CELLS + EPISODE_RULES + SESSION_RULES + CHECKIN_RULES + SPELL_RULES + DERIVING
)
_BY_CODE = {kind.code: kind for kind in PROBLEM_KINDS}


def found(
    code: str,
    *,
    file: str = "",
    column: str = "",
    rows: tuple[int, ...] = (),
    count: int = 1,
    expected: str = "",
    name: str = "",
) -> Problem:
    """A problem of a known kind. `name` is a name of the format, never a cell's value."""
    kind = _BY_CODE[code]
    words, remedy = kind.words.replace("{name}", name), kind.remedy.replace("{name}", name)
    return Problem(kind.severity, code, words, remedy, file, column, rows[:ROWS_SHOWN], count, expected)
