"""On which scales a saved program read its ratings: of ratings on another, its forecasts would be wrong, not unsure."""

from bidewell.analysis.events.further_ratings import further_sources, rating_name
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.domain.settings import ProgramSettings, RatingSource, rating_source


class OtherScale(ValueError):
    """Records describe a rating otherwise than those a program was fitted on; the message says how."""


def refuse_other_scales(settings: ProgramSettings, saved: SavedProgram) -> None:
    """Refuse settings under which a number would not mean what the fit learned. Raises OtherScale.

    A rating that is described no more has been given by nobody, and one that the fit did not read is not read.
    """
    today = rating_source(settings.instruments)
    _refuse(saved.source, today)
    further = further_sources(settings.instruments, today)
    for name, fitted in saved.further_sources.items():
        _refuse(fitted, further.get(name))


def _refuse(fitted: RatingSource | None, today: RatingSource | None) -> None:
    if fitted is None or today is None or today == fitted:
        return
    raise OtherScale(
        f"The rating {rating_name(fitted)} is on another scale than in the fit. Fitted: {_words(fitted)}. "
        f"In these records: {_words(today)}. Fit the program again."
    )


def _words(source: RatingSource) -> str:
    version = f" version {source.version}" if source.version else ""
    return (
        f"{source.name}{version} ({source.role}), {source.item}, rated by {source.rater}, "
        f"from {source.minimum:g} to {source.maximum:g}"
    )
