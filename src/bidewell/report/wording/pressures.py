"""What the records say of one source of pressure, in a sentence."""

from bidewell.analysis.answers.claim import CANNOT_TELL, CONTRADICTED, SUPPORTED, judged_ratio
from bidewell.analysis.answers.pressure_effects import PressureEffect
from bidewell.analysis.interval import Interval
from bidewell.factors.table import named_factor
from bidewell.report.language import Language


def pressure_words(effect: PressureEffect, language: Language, *, is_trusted: bool) -> str:
    """Start and lasting, each told only where its range leaves no difference out."""
    source = named_factor(effect.source, "pressure").words[language.code].capitalize()
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
    return sentences[_side(effect.start), _side(effect.sustain)]


def _side(ratio: Interval) -> int:
    """-1 where fewer leave, 1 where more do, 0 where it cannot tell: by the rule that judges the claims."""
    return {SUPPORTED: -1, CONTRADICTED: 1, CANNOT_TELL: 0}[judged_ratio(ratio, holds_below=True)[0]]
