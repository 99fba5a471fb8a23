"""The priors of a program's models that no row of the factor table gives, in one place. Why: docs/method.md.

A coefficient is normal around no difference: on the log hazard of ending, or the log odds of attending and answering,
per standard deviation or for present against absent. A width is a half-normal's, of a standard deviation that is itself
estimated.
"""

from bidewell.engine.terms.term import NEUTRAL_PRIOR_SD

# One for every factor, so that no factor wins before there are data; and for all that stands beside what is ranked.
COEFFICIENT_SD = NEUTRAL_PRIOR_SD
# The level of the alliance spreads over about 0.8 standard deviations of the ratings; per standard deviation of the
# level this is the same prior as the other factors'.
ALLIANCE_SD = COEFFICIENT_SD / 0.8
# How much the alliance's effect bends, per squared standard deviation of the ratings: a bend that changes the effect by
# 0.4 from half a standard deviation below the middle to as far above is a strong one.
BEND_SD = 0.2
# The way's product with the alliance, per standard deviation of the way. A ride is used or not: among those who were
# offered one that is about two standard deviations, so its own is hardly wider, and an order's product has the same.
BY_WAY_SD, BY_RIDE_SD = 0.2, COEFFICIENT_SD

# How far therapists differ in any one thing; sites, in ratings and in how care runs; meetings of a group.
THERAPIST_WIDTH, SITE_RATING_WIDTH, SITE_WIDTH, GROUP_SESSION_WIDTH = 0.5, 0.3, 0.4, 0.3
# How far attendance, or answering beside it, strays from a straight course.
COUNTED_COURSE_WIDTH = 0.3

# About one client in fifteen leaves at a contact in the middle of care; wide enough for any program.
USUAL_LOG_HAZARD, USUAL_AGREED_LOG_HAZARD = -2.7, -4.5
# Three of four sessions are attended, and about as many check-ins answered; wide enough for any program.
USUAL_LOG_ODDS = 1.2
