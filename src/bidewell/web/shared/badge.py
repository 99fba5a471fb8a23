"""A state in words, with a shape beside them: a state is never colour alone."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Badge:
    """`look` is its class in the style sheet, `shape` the sign beside the words."""

    words: str | Promise
    look: str
    shape: str
