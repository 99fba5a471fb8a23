"""The words that a name of a column or factor is made of, by which some kinds of factors are known."""

import re


def words_of(name: str) -> frozenset[str]:
    """Lower-case words, whatever stands between them: of `Readiness-to_change2` "readiness", "to" and "change"."""
    return frozenset(re.findall(r"[^\W\d_]+", name.lower()))
