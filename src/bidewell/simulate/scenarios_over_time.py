"""Scenarios in which clients rate more than the alliance at every check-in: what comes before what, a week earlier."""

from bidewell.simulate.scenario import NOT_FALSE, NOT_TRUE, Scenario
from bidewell.simulate.truth import Finishing, FurtherRating, Truth

ALLIANCE_FIRST = Scenario(
    name="alliance-first",
    words="A week after a better alliance than usual clients are more motivated than usual; and they attend more.",
    sentence="A better alliance comes before more motivation, and goes with better attendance; not the reverse.",
    truth=Truth(alliance=-0.5, attendance_alliance=0.5, further=(FurtherRating("motivation", after_alliance=0.3),)),
    largest="alliance",
    largest_acceptable=("alliance", None),
    claims={
        "alliance_motivation": NOT_FALSE,
        "motivation_alliance": NOT_TRUE,
        "alliance_attendance": NOT_FALSE,
        "attendance_alliance": NOT_TRUE,
        "alliance_total": NOT_FALSE,
    },
)

ALLIANCE_LAST = Scenario(
    name="alliance-last",
    words="A week after clients are more motivated, or less distressed, than usual, they rate the alliance higher.",
    sentence="More motivation and less distress come before a better alliance; not the reverse.",
    truth=Truth(
        alliance=-0.5,
        further=(FurtherRating("motivation", before_alliance=0.3), FurtherRating("distress", before_alliance=-0.3)),
    ),
    largest="alliance",
    largest_acceptable=("alliance", None),
    claims={
        "motivation_alliance": NOT_FALSE,
        "alliance_motivation": NOT_TRUE,
        "outcome_alliance": NOT_FALSE,
        "alliance_outcome": NOT_TRUE,
        "alliance_attendance": NOT_TRUE,
        "attendance_alliance": NOT_TRUE,
        "alliance_total": NOT_FALSE,
    },
)

NOTHING_FIRST = Scenario(
    name="nothing-first",
    words="Motivation and distress are rated at every check-in; nothing comes before anything or goes with leaving.",
    sentence="Cannot tell: nothing comes before anything else.",
    truth=Truth(finishing=Finishing(alliance=0.0), further=(FurtherRating("motivation"), FurtherRating("distress"))),
    largest=None,
    largest_acceptable=(None,),
    claims={
        "alliance_attendance": NOT_TRUE,
        "attendance_alliance": NOT_TRUE,
        "alliance_motivation": NOT_TRUE,
        "motivation_alliance": NOT_TRUE,
        "alliance_outcome": NOT_TRUE,
        "outcome_alliance": NOT_TRUE,
        "alliance_total": NOT_TRUE,
    },
)

OVER_TIME = (ALLIANCE_FIRST, ALLIANCE_LAST, NOTHING_FIRST)
