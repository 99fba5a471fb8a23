"""What the records say of one source of pressure, in a sentence."""

from collections.abc import Sequence

from bidewell.analysis.answers.claim import CANNOT_TELL, CONTRADICTED, SUPPORTED, Claim
from bidewell.factors.table import named_factor
from bidewell.report.language import Language

# That fewer leave is what both claims say.
_SIDES = {SUPPORTED: -1, CONTRADICTED: 1, CANNOT_TELL: 0}


def pressure_words(name: str, claims: Sequence[Claim], language: Language, *, is_trusted: bool) -> str:
    """Start and lasting, each told only where the source's own claim of it has a verdict."""
    source = named_factor(name, "pressure").words[language.code].capitalize()
    if not is_trusted:
        return language.say("{source}: cannot tell, because the check of the fit was not passed.", source=source)
    sentences = {
        (-1, -1): language.say(
            "{source}: fewer leave at the start, and fewer leave once it has lasted.", source=source
        ),
        (-1, 0): language.say("{source}: fewer leave at the start; once it has lasted, cannot tell.", source=source),
        (-1, 1): language.say("{source}: fewer leave at the start; once it has lasted, more leave.", source=source),
        (0, -1): language.say("{source}: at the start, cannot tell; once it has lasted, fewer leave.", source=source),
        (0, 0): language.say("{source}: cannot tell whether it goes with staying, early or late.", source=source),
        (0, 1): language.say("{source}: at the start, cannot tell; once it has lasted, more leave.", source=source),
        (1, -1): language.say("{source}: more leave at the start; once it has lasted, fewer leave.", source=source),
        (1, 0): language.say("{source}: more leave at the start; once it has lasted, cannot tell.", source=source),
        (1, 1): language.say("{source}: more leave at the start, and more leave once it has lasted.", source=source),
    }
    sides = {claim.name: _SIDES[claim.verdict] for claim in claims}
    return sentences[sides["pressure_early"], sides["pressure_late"]]
