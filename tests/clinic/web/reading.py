"""A page as one line of text, to look for what it says and for what it must not."""

import re
from typing import Any


def words(response: Any) -> str:
    """Without the forms' tokens: they are random letters, and three of them may well be somebody's name."""
    page = response.content.decode()
    without_tokens = re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", page)
    return re.sub(r"[ \t\r\n]+", " ", without_tokens)
