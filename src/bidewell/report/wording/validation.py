"""What a clinic should read about its forecasts: use them, do not, or it cannot be told yet."""

from collections.abc import Sequence
from itertools import groupby

from bidewell.analysis.validation.assessment import FEWEST_LEFT
from bidewell.analysis.validation.validate import Horizon
from bidewell.report.language import Language


def sentences(horizons: Sequence[Horizon], language: Language) -> list[str]:
    """One sentence for all horizons with the same verdict, in the order of the horizons."""
    same = groupby(horizons, key=lambda one: (one.verdict.code, one.verdict.reason))
    return [sentence(tuple(found), language) for _, found in same]


def sentence(horizons: tuple[Horizon, ...], language: Language) -> str:
    """The verdict of one horizon, or of several that share it."""
    days = language.say(" and ").join(language.number(one.found.days) for one in horizons)
    code, reason = horizons[0].verdict.code, horizons[0].verdict.reason
    if code == "order_only":
        return _order_only(horizons, reason, days, language)
    if code == "use":
        return _use(reason, days, language)
    return (_do_not_use if code == "do_not_use" else _cannot_tell)(reason, days, language)


def _use(reason: str, days: str, language: Language) -> str:
    if reason == "attendance_is_all":
        return language.say(
            "For the next {days} days: these records hold attendance alone. Forecasts from it were better than one "
            "chance for everyone, and came true about as often as told. They may be used.", days=days,
        )  # fmt: skip
    return language.say(
        "For the next {days} days: this model was better than attendance alone here, and its chances came true about "
        "as often as told. Its forecasts may be used.", days=days,
    )  # fmt: skip


def _order_only(horizons: tuple[Horizon, ...], reason: str, days: str, language: Language) -> str:
    distances = [one.found.calibrated.ici.mean for one in horizons if one.found.calibrated and one.found.calibrated.ici]
    how = {
        "too_high": language.say("too high"),
        "too_low": language.say("too low"),
        "too_bold": language.say("too sure of themselves"),
        "too_timid": language.say("too cautious"),
        "off": language.say("off"),
    }
    return language.say(
        "For the next {days} days: this model was better than simpler rules here, but its chances were {how}, by about "
        "{off} of 100. Use it to see whom to look at first, not how likely it is.",
        days=days, how=how[reason], off=language.of_hundred(max(distances)),
    )  # fmt: skip


def _do_not_use(reason: str, days: str, language: Language) -> str:
    words = {
        "attendance": language.say(
            "For the next {days} days: this model is not better than attendance alone here: do not use its forecasts.",
            days=days,
        ),
        "base_rate": language.say(
            "For the next {days} days: this model is not better than one chance for everyone here: do not use its "
            "forecasts.", days=days,
        ),
        "simpler_rule": language.say(
            "For the next {days} days: a simpler rule was better than this model here: do not use its forecasts.",
            days=days,
        ),
    }  # fmt: skip
    return words[reason]


def _cannot_tell(reason: str, days: str, language: Language) -> str:
    words = {
        "open": language.say(
            "For the next {days} days: cannot tell whether this model is better than attendance alone here. Until "
            "that is known, go by attendance.", days=days,
        ),
        "open_base_rate": language.say(
            "For the next {days} days: cannot tell whether these forecasts are better than one chance for everyone "
            "here. Until that is known, do not go by them.", days=days,
        ),
        "too_few": language.say(
            "For the next {days} days: cannot tell. It takes {fewest} clients who left and {fewest} who did not, "
            "among those forecast.", days=days, fewest=language.number(FEWEST_LEFT),
        ),
        "nothing_known": language.say(
            "For the next {days} days: cannot tell. The records are too short to forecast from an earlier day and see "
            "what came of it.", days=days,
        ),
    }  # fmt: skip
    return words[reason]
