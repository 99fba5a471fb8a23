"""Gone quiet: how likely it is that a client had already left at the last contact."""

from bidewell.engine.panel import Floats


def chance_left_already(hazard: Floats, still_away: Floats) -> Floats:
    """Chance of having left at the last contact, given no contact since.

    Odds h / ((1 - h) s): h is the hazard at the last contact, s the chance that a client who comes back would be away
    still. In weeks leaving is asked once, at a week's last contact, so s counts from there as well, to the next contact
    of all. On the day of the contact s is 1 and the chance is h; at the definition's window s is 0 and it is certain.
    """
    return hazard / (hazard + (1.0 - hazard) * still_away)
