"""The scenarios: programs that differ in their truth and a few switches."""

from bidewell.simulate.scenario import NOT_FALSE, NOT_TRUE, TRUE, Scenario
from bidewell.simulate.scenarios_over_time import OVER_TIME
from bidewell.simulate.truth import Finishing, Pressure, Rating, Truth

ALLIANCE = Scenario(
    name="alliance",
    words="Clients who rate the alliance higher stay; travel, rides, motivation and orders matter little.",
    sentence="Of what is recorded, the alliance goes most with staying.",
    truth=Truth(alliance=-0.8, travel=0.1, ride_used=-0.1, motivation=-0.1),
    largest="alliance",
    largest_acceptable=("alliance",),
    claims={
        "alliance_staying": TRUE,
        "alliance_largest": TRUE,
        "alliance_ride": NOT_TRUE,
        "alliance_bends": NOT_TRUE,
        "alliance_turns": NOT_TRUE,
        "pressure_early": NOT_TRUE,
        "pressure_late": NOT_TRUE,
    },
)

ACCESS = Scenario(
    name="access",
    words="Clients who live near, or use a ride, stay; the alliance matters little.",
    sentence="Of what is recorded, travel goes most with staying.",
    truth=Truth(alliance=-0.1, travel=0.6, ride_used=-0.6, attendance_travel=-0.2, entry_travel=-0.6),
    largest="travel_minutes",
    largest_acceptable=("travel_minutes", "access"),
    claims={"alliance_largest": NOT_TRUE, "pressure_early": NOT_TRUE, "pressure_late": NOT_TRUE},
)

MANDATE_SUSTAINS = Scenario(
    name="mandate-sustains",
    words="A court order holds people from the first weeks to the last, as long as it runs.",
    sentence="A court order goes with staying, early and late.",
    truth=Truth(
        alliance=-0.15,
        travel=0.1,
        court_order=Pressure(share=0.35, start=-0.9, sustain=-0.9, ends_share=0.7, ends_weeks=(12, 40)),
    ),
    largest="court_order",
    largest_acceptable=("court_order",),
    claims={"pressure_early": TRUE, "pressure_late": TRUE, "pressure_fades": NOT_TRUE, "alliance_largest": NOT_TRUE},
)

MANDATE_FADES = Scenario(
    name="mandate-fades",
    words="A court order holds people in the first weeks; some months later it makes no difference.",
    sentence="A court order goes with staying at the start; the link fades.",
    truth=Truth(
        alliance=-0.15,
        travel=0.1,
        court_order=Pressure(share=0.35, start=-1.1, sustain=0.0, ends_share=0.7, ends_weeks=(12, 40)),
    ),
    largest="court_order",
    largest_acceptable=("court_order", None),
    claims={
        "pressure_early": TRUE,
        "pressure_late": NOT_TRUE,
        "pressure_fades": NOT_FALSE,
        "alliance_largest": NOT_TRUE,
    },
)

NOTHING = Scenario(
    name="nothing",
    words="Nothing recorded makes any difference; one factor among the null ones is rare.",
    sentence="Cannot tell: no factor stands apart.",
    truth=Truth(rare_condition_share=0.03, finishing=Finishing(alliance=0.0)),
    largest=None,
    largest_acceptable=(None,),
    claims={
        "alliance_staying": NOT_TRUE,
        "alliance_largest": NOT_TRUE,
        "alliance_access": NOT_TRUE,
        "alliance_ride": NOT_TRUE,
        "alliance_bends": NOT_TRUE,
        "alliance_turns": NOT_TRUE,
        "pressure_early": NOT_TRUE,
        "pressure_late": NOT_TRUE,
    },
)

IMPROVEMENT_FIRST = Scenario(
    name="improvement-first",
    words="Feeling better comes first: it makes clients rate the alliance higher, and it makes them stay.",
    sentence="With distress accounted for, the alliance does not stand apart; distress goes with leaving.",
    truth=Truth(distress=0.7, rating=Rating(distress=-0.6), records_distress=True),
    largest="distress",
    largest_acceptable=("distress", None),
    claims={"alliance_staying": NOT_TRUE, "alliance_largest": NOT_TRUE},
)

SATISFIED_FINISH = Scenario(
    name="satisfied-finish",
    words="Satisfied clients finish early by agreement; three in ten of them are never recorded as finished.",
    sentence="A better alliance goes with staying, and with an early agreed ending, which is no failure.",
    truth=Truth(
        alliance=-0.5,
        travel=0.1,
        finishing=Finishing(rate=0.10, middle=5, spread=1.5, alliance=1.3, recorded_share=0.7, always_mutual=True),
    ),
    largest="alliance",
    largest_acceptable=("alliance", None),
    claims={"alliance_staying": NOT_FALSE},
)

LEAVES_WHEN_ORDER_ENDS = Scenario(
    name="leaves-when-order-ends",
    words="A court order makes no difference while it runs; when it ends, four in ten of those still in care leave.",
    sentence="A court order does not go with staying; when it ends, many leave.",
    truth=Truth(
        alliance=-0.2,
        travel=0.1,
        first_contact=0.12,
        early=0.03,
        lasting=0.02,
        court_order=Pressure(
            share=0.35, ends_share=0.9, ends_weeks=(6, 20), leave_at_end=0.4, order_completed_share=0.3
        ),
    ),
    largest=None,
    largest_acceptable=(None, "alliance", "court_order"),
    claims={"pressure_early": NOT_TRUE, "pressure_late": NOT_TRUE, "pressure_after": NOT_TRUE},
)

ACTIVE_LIST = Scenario(
    name="active-list",
    words="Recording began half a year before the extract, with the list of clients then in care.",
    sentence="Staying is counted from where each client could be observed; the alliance goes with staying.",
    truth=Truth(alliance=-0.5, travel=0.15),
    largest="alliance",
    largest_acceptable=("alliance", None),
    claims={"alliance_staying": NOT_FALSE},
    recorded_months=6.0,
)

U_SHAPE = Scenario(
    name="u-shape",
    words="Clients with a middling alliance stay; with a very low one many leave, and with a very high one too.",
    sentence="A middling alliance goes with staying longest: very low and very high ratings go with leaving.",
    truth=Truth(
        # Squares only add to the hazard: with a lower one for a middling client about as many stay as elsewhere.
        alliance=-0.1,
        alliance_curve=0.35,
        travel=0.1,
        first_contact=0.15,
        early=0.05,
        lasting=0.02,
    ),
    largest="alliance",
    largest_acceptable=("alliance", None),
    claims={
        "alliance_staying": NOT_TRUE,
        "alliance_bends": TRUE,
        "alliance_turns": TRUE,
        "pressure_early": NOT_TRUE,
        "pressure_late": NOT_TRUE,
    },
)

DEMO = Scenario(
    name="demo",
    words="A program as it might be: two sites, eight therapists, moderate effects of several things at once.",
    sentence="The alliance goes most with staying; travel and a court order go with it less.",
    truth=Truth(
        alliance=-0.45,
        travel=0.18,
        ride_used=-0.25,
        motivation=-0.15,
        age=-0.1,
        new_therapist=0.3,
        first_contact=0.15,
        early=0.05,
        lasting=0.02,
        court_order=Pressure(
            share=0.35, start=-0.6, sustain=0.0, after=0.25, ends_share=0.7, leave_at_end=0.1, order_completed_share=0.4
        ),
        family_insistence=Pressure(share=0.25, start=-0.2, sustain=0.0),
        attendance_alliance=0.15,
        attendance_travel=-0.1,
        telehealth_share=0.08,
        entry_travel=-0.35,
        entry_source=1.0,
    ),
    largest="alliance",
    largest_acceptable=("alliance", None),
    claims={"alliance_staying": NOT_FALSE, "pressure_late": NOT_TRUE},
    therapists=8,
)

SCENARIOS = (
    ALLIANCE,
    ACCESS,
    MANDATE_SUSTAINS,
    MANDATE_FADES,
    NOTHING,
    IMPROVEMENT_FIRST,
    SATISFIED_FINISH,
    LEAVES_WHEN_ORDER_ENDS,
    ACTIVE_LIST,
    U_SHAPE,
    *OVER_TIME,
    DEMO,
)


def scenario_named(name: str) -> Scenario:
    """The scenario of this name; a ValueError lists the names there are."""
    for scenario in SCENARIOS:
        if scenario.name == name:
            return scenario
    raise ValueError(f"no scenario {name!r}; there are {', '.join(known.name for known in SCENARIOS)}")
