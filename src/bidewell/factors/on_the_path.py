"""Factors that the alliance may have brought about once treatment began: how engaged, ready and present a client is.

A fit that explains knows of them what was there when care began; one that forecasts may know everything. A name is
known by its words, so that `readiness_to_change` and `sessions_attended` are found too.
"""

from bidewell.factors.factor import Factor
from bidewell.factors.name_words import words_of

_WORDS = frozenset(
    {
        "alliance", "rapport", "attendance", "attended", "attends", "absences", "missed", "engagement", "engaged",
        "intention", "intentions", "intent", "intends", "motivation", "motivated", "readiness", "alianza", "asistencia",
        "ausencias", "compromiso", "intención", "intencion", "motivación", "motivacion", "disposición", "disposicion",
    }
)  # fmt: skip
# Alone, either of these may be anything.
_TOGETHER = (frozenset({"no", "show"}), frozenset({"no", "shows"}))
# Outside the program: neither does the alliance bring about.
_OUTSIDE = frozenset({"pressure", "ride"})


def is_on_the_path(factor: Factor) -> bool:
    """Whether what is measured of it during treatment may follow from the alliance."""
    words = words_of(factor.name)
    is_named_so = bool(_WORDS & words) or any(words >= pair for pair in _TOGETHER)
    return factor.kind not in _OUTSIDE and (factor.group == "motivation" or is_named_so)
