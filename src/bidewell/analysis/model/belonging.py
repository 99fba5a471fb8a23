"""What clients share beyond their factors: a therapist, a site, the meeting of a group."""

from bidewell.analysis.model.engine_rows import EngineRows
from bidewell.analysis.model.usual_priors import GROUP_SESSION_WIDTH, SITE_RATING_WIDTH, SITE_WIDTH, THERAPIST_WIDTH
from bidewell.engine.terms.effects import Effects
from bidewell.engine.terms.term import Term


def belonging_terms(rows: EngineRows, rated: bool) -> list[Term]:
    """Effects of therapists and sites, where there are several, and of group sessions."""
    levels = rows.levels
    found: list[Term] = []
    if len(levels.therapist) > 1:
        found += _of("therapist", levels.therapist, THERAPIST_WIDTH if rated else None, THERAPIST_WIDTH)
    if rated and levels.group_session:
        found.append(Effects("group_session", "group_session", "rating", levels.group_session, GROUP_SESSION_WIDTH, ""))
    if len(levels.site) > 1:
        found += _of("site", levels.site, SITE_RATING_WIDTH if rated else None, SITE_WIDTH)
    return found


def _of(belonging: str, levels: tuple[str, ...], rating_width: float | None, leaving_width: float) -> list[Term]:
    """On the level of the alliance, where it is rated, and on leaving."""
    leaving = Effects(f"{belonging}_leaving", belonging, "leaving", levels, leaving_width, "")
    if rating_width is None:
        return [leaving]
    return [Effects(f"{belonging}_rating", belonging, "level", levels, rating_width, "alliance"), leaving]
