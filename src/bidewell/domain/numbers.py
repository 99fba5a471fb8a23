"""What counts as a number, wherever records are read."""

import re

PLAIN_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
# No clinic measures anything larger, and the squares of much larger numbers are none.
LARGEST_NUMBER = 1e15


def is_number(text: str) -> bool:
    """Whether a text is a number that can be reckoned with: "inf", "nan" and "1_000" are none."""
    return re.match(PLAIN_NUMBER, text) is not None and abs(float(text)) <= LARGEST_NUMBER
