"""How the tables of a records folder are written. It loads nothing, because commands name it in their help."""

from typing import Literal, get_args

FileFormat = Literal["csv", "parquet"]
FILE_FORMATS: tuple[str, ...] = get_args(FileFormat)
