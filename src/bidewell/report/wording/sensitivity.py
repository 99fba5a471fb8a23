"""What the ranking depends on, in words: never more than was looked at, and never as cause."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bidewell.report.language import Language
from bidewell.report.sections.names import definition as definition_words

if TYPE_CHECKING:  # a page that shows a document needs no fit, and no compiler
    from bidewell.analysis.sensitivity.comparison import ModelComparison
    from bidewell.analysis.sensitivity.variant import Variant
    from bidewell.analysis.sensitivity.whole import Sensitivity
    from bidewell.factors.factor import Factor


def rests_on_words(found: "Sensitivity", definition: str, language: Language, *, is_named: bool) -> str:
    """The line that stands with every ranking; `is_named`: the verdict before it names the factor it speaks of."""
    usual = found.definitions[0]
    if usual.first is None:
        return language.say("No factor could be put first, so there is nothing that could depend on choices.")
    said = [
        language.say(
            "This ranking rests on what counts as leaving ({definition}), on the starting guess, and on what is "
            "recorded.",
            definition=definition_words(definition, language),
        ),
        "" if is_named else _introduced(usual.first, language),
        _on_priors(found, language),
        _on_definitions(found, language),
        _on_what_is_recorded(found, language),
    ]
    return " ".join(sentence for sentence in said if sentence)


def comparison_words(answer: str, rating: str, language: Language) -> str:
    """The comparison's answer; `rating` is what the rating left out is called."""
    answers = {
        "better": language.say("The records are foretold better with {rating}.", rating=rating),
        "no better": language.say("The records are foretold no better with {rating}.", rating=rating),
        "cannot tell": language.say("Cannot tell if {rating} helps to foretell the records.", rating=rating),
    }
    return answers[answer]


def why_words(found: "ModelComparison", language: Language) -> str:
    """What the answer stands on."""
    reasons = {
        "clear": language.say("The difference is larger than chance makes."),
        "no_gain": language.say("The whole range lies below a gain that would count."),
        "too_close": language.say("The range holds both a gain that counts and none."),
        "few_clients": language.say("There are too few clients: 100 are needed."),
        "few_left": language.say("Too few left to say that there is no gain: 200 are needed."),
        "doubtful": language.say("The answer turns with a few clients whose part is not known well."),
        "untrusted": language.say("The check of a fit was not passed."),
    }
    code = "no_gain" if found.why == "clear" and found.answer == "no better" else found.why
    return reasons[code]


def prior_words(name: str, language: Language) -> str:
    """A starting guess by how wide it is."""
    words = {
        "usual": language.say("As usual"),
        "halved": language.say("Half as wide"),
        "doubled": language.say("Twice as wide"),
        "nearly_flat": language.say("Nearly flat (ten times as wide)"),
    }
    return words[name]


def _introduced(first: "Factor", language: Language) -> str:
    return language.say(
        "Of the factors compared, {factor} comes first, though that is not sure.", factor=first.words[language.code]
    )


def _on_priors(found: "Sensitivity", language: Language) -> str:
    other = _other_first(found.priors)
    if found.on_priors == "depends" and other is not None and other.first is not None:
        return language.say(
            "Which factor comes first depends on the starting guess: {guess}, it is {factor}.",
            guess=_lowered(prior_words(other.name, language)),
            factor=other.first.words[language.code],
        )
    sentences = {
        "same": language.say("With other starting guesses the same factor comes first."),
        "standing": language.say("With other starting guesses the same factor comes first, but not always by far."),
        "not known": language.say("Whether other starting guesses change it was not looked at."),
    }
    return sentences.get(found.on_priors, "")


def _on_definitions(found: "Sensitivity", language: Language) -> str:
    other = _other_first(found.definitions)
    if found.on_definitions == "depends" and other is not None and other.first is not None:
        return language.say(
            "Which factor comes first depends on what counts as leaving. "
            "By another rule it is {factor} ({definition}).",
            factor=other.first.words[language.code],
            definition=definition_words(other.name, language),
        )
    number = sum(one.first is not None for one in found.definitions[1:])
    sentences = {
        "same": language.say("Under other rules of leaving looked at ({n}), the same factor comes first.", n=number),
        "standing": language.say(
            "Under other rules of leaving looked at ({n}), the same factor comes first, but not always by far.",
            n=number,
        ),
        "not known": language.say("Whether another rule of leaving changes it was not looked at."),
    }
    return sentences.get(found.on_definitions, "")


def _on_what_is_recorded(found: "Sensitivity", language: Language) -> str:
    """The E-value of the factor that comes first."""
    first = found.definitions[0].first
    one = next((one for one in found.unmeasured if first is not None and one.factor.name == first.name), None)
    if one is None:
        return ""
    if one.interval <= 1.0:
        return language.say("The link of {factor} with leaving may be chance.", factor=one.factor.words[language.code])
    return language.say(
        "Could something not recorded explain the link of {factor} away? "
        "Only if it goes with both that factor and leaving, each by a ratio of {ratio} or more.",
        factor=one.factor.words[language.code],
        ratio=language.number(one.estimate, 1),
    )


def _other_first(variants: "Sequence[Variant]") -> "Variant | None":
    usual, *others = variants
    return next((one for one in others if one.first is not None and one.first != usual.first), None)


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]
