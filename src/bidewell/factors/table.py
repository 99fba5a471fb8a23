"""The table of named factors: a row each, and where its prior comes from."""

from collections.abc import Mapping

from bidewell.factors.columns import column_words
from bidewell.factors.factor import Factor, Words

_LOW_TO_HIGH = {
    "en": "low (16 of 100 clients are lower) against high (16 of 100 are higher)",
    "es": "bajo (16 de cada 100 personas tienen menos) frente a alto (16 de cada 100 tienen más)",
}
_SHORT_TO_LONG = {
    "en": "short (16 of 100 clients have less) against long (16 of 100 have more)",
    "es": "corto (16 de cada 100 personas tienen menos) frente a largo (16 de cada 100 tienen más)",
}
_PRESENT = {"en": "present against absent", "es": "presente frente a ausente"}
_ORDER = {
    "en": "present for as long as is usual in this program, against absent",
    "es": "presente el tiempo habitual en este programa, frente a ausente",
}
# Offered and accepted have effects of their own: what remains to compare with is no offer, or none that is recorded.
_RIDE = {
    "en": "used against none offered or recorded",
    "es": "usado frente a ninguno ofrecido o registrado",
}

FACTORS: tuple[Factor, ...] = (
    Factor(
        "alliance",
        {"en": "alliance (client-rated)", "es": "alianza (según la persona atendida)"},
        "alliance",
        "numeric",
        {
            "en": "one step above the usual, held, against one step below",
            "es": "un nivel por encima de lo habitual frente a uno por debajo",
        },
        -0.25,
        0.25,
        "mixed studies of alliance in substance-use care, shrunk",
        can_be_changed=True,
    ),
    Factor(
        "travel_minutes",
        {"en": "travel time", "es": "tiempo de viaje"},
        "access",
        "numeric",
        _SHORT_TO_LONG,
        0.12,
        0.12,
        "Beardsley et al. 2003, doi 10.1016/s0740-5472(03)00188-0",
        unit="minutes",
        transform="log1p",
        zero_for_telehealth=True,
        can_be_changed=True,
    ),
    Factor(
        "travel_miles",
        {"en": "distance", "es": "distancia"},
        "access",
        "numeric",
        _SHORT_TO_LONG,
        0.12,
        0.12,
        "Beardsley et al. 2003, doi 10.1016/s0740-5472(03)00188-0",
        unit="miles",
        transform="log1p",
        zero_for_telehealth=True,
        can_be_changed=True,
    ),
    Factor(
        "ride_support",
        {"en": "ride to sessions", "es": "transporte a las sesiones"},
        "access",
        "ride",
        _RIDE,
        -0.20,
        0.25,
        "Friedmann et al. 2001, doi 10.1016/s0740-5472(01)00185-4; Chaiyachati et al. 2018",
        can_be_changed=True,
    ),
    Factor(
        "wait_days",
        {"en": "days from referral to first session", "es": "días desde la derivación hasta la primera sesión"},
        "access",
        "numeric",
        _SHORT_TO_LONG,
        0.15,
        0.15,
        "NIATx studies, indirect",
        unit="days",
        transform="log1p",
        can_be_changed=True,
    ),
    Factor(
        "court_order",
        {"en": "court order", "es": "orden judicial"},
        "pressure",
        "pressure",
        _ORDER,
        0.0,
        0.35,
        "neutral on purpose: the claim is under test",
    ),
    Factor(
        "probation",
        {"en": "probation or parole", "es": "libertad vigilada o condicional"},
        "pressure",
        "pressure",
        _ORDER,
        0.0,
        0.35,
        "neutral on purpose: the claim is under test",
    ),
    Factor(
        "family_insistence",
        {"en": "family insists on treatment", "es": "la familia insiste en el tratamiento"},
        "pressure",
        "pressure",
        _ORDER,
        0.0,
        0.25,
        "Wild, Cunningham & Ryan 2006, doi 10.1016/j.addbeh.2006.01.002",
    ),
    Factor(
        "employer_pressure",
        {"en": "employer insists on treatment", "es": "el empleador insiste en el tratamiento"},
        "pressure",
        "pressure",
        _ORDER,
        0.0,
        0.35,
        "Weisner et al. 2009, judged too indirect to lean either way",
    ),
    Factor(
        "child_welfare_case",
        {"en": "open child-welfare case", "es": "caso abierto de protección de menores"},
        "pressure",
        "pressure",
        _ORDER,
        0.0,
        0.35,
        "no study found",
    ),
    Factor(
        "family_involvement",
        {"en": "family takes part in treatment", "es": "la familia participa en el tratamiento"},
        "support",
        "binary",
        _PRESENT,
        -0.20,
        0.20,
        "Ariss & Fairbairn 2020, doi 10.1037/ccp0000495, indirect",
        can_be_changed=True,
    ),
    Factor(
        "motivation",
        {"en": "motivation before treatment", "es": "motivación antes del tratamiento"},
        "motivation",
        "numeric",
        _LOW_TO_HIGH,
        -0.25,
        0.20,
        "Joe, Simpson & Broome 1998; Wild et al. 2006",
    ),
    Factor(
        "external_motivation",
        {"en": "motivation from outside", "es": "motivación externa"},
        "motivation",
        "numeric",
        _LOW_TO_HIGH,
        0.0,
        0.15,
        "Wild et al. 2006, doi 10.1016/j.addbeh.2006.01.002",
    ),
    Factor(
        "distress",
        {"en": "distress", "es": "malestar"},
        "distress",
        "numeric",
        _LOW_TO_HIGH,
        0.0,
        0.35,
        "intake severity predicts leaving poorly: Blanchard et al. 2023, doi 10.1016/j.dadr.2023.100183",
    ),
)

UNKNOWN_PRIOR_SD = 0.35
_CONTRASTS: Mapping[str, Words] = {"numeric": _LOW_TO_HIGH, "pressure": _ORDER, "ride": _RIDE}


def named_factor(name: str, kind: str) -> Factor:
    """The table's row for a name, read as the given kind; a name the table does not have gets a neutral row."""
    for known in FACTORS:
        if known.name == name and known.kind == kind:
            return known
    group = next(
        (known.group for known in FACTORS if known.name == name), "pressure" if kind == "pressure" else "other"
    )
    return Factor(
        name,
        column_words(name),
        group,
        kind,
        _CONTRASTS.get(kind, _PRESENT),
        0.0,
        UNKNOWN_PRIOR_SD,
        "neutral: nothing is known about this factor",
    )


def kind_of(name: str) -> str | None:
    """The kind the table gives a name, if it has one."""
    return next((known.kind for known in FACTORS if known.name == name), None)
