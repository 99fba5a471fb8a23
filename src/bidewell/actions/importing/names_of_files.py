"""The files of an export that are read."""

from bidewell.exchange.schema import TABLES
from bidewell.exchange.settings_text import SETTINGS_FILE

FILES = (SETTINGS_FILE, *(f"{table.name}{suffix}" for table in TABLES for suffix in (".csv", ".parquet")))
