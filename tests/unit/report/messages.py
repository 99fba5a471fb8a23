"""Every sentence the report says, as found in its Python files and templates."""

from pathlib import Path

from babel.messages.extract import extract_from_dir

import bidewell.report

REPORT = Path(bidewell.report.__file__).parent
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]


def said_in_the_report() -> set[str]:
    found = extract_from_dir(str(REPORT), METHODS, {}, keywords={"say": None})
    return {message for _, _, message, _, _ in found if isinstance(message, str)}
