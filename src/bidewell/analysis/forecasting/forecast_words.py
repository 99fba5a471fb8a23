"""A forecast in plain words, English and Spanish. Facts beside chances; never that one brings about the other."""

from collections.abc import Mapping

Words = Mapping[str, str]

STATES: Mapping[str, Words] = {
    "new": {"en": "new", "es": "recién llegada"},
    "steady": {"en": "steady", "es": "estable"},
    "watch": {"en": "watch", "es": "a vigilar"},
    "strain": {"en": "strain", "es": "tensión"},
    "gone_quiet": {"en": "gone quiet", "es": "sin contacto"},
    "not_enough_data": {"en": "not enough data yet", "es": "aún no hay datos suficientes"},
}

NOTES: Mapping[str, Words] = {
    "no_ratings": {"en": "from attendance only, no ratings", "es": "solo por la asistencia, sin valoraciones"},
    "not_trusted": {"en": "the fit cannot be trusted yet", "es": "el ajuste aún no es fiable"},
}

# By what is so with this client: more or less of it than is usual.
ALLIANCE: Mapping[bool, Words] = {
    True: {
        "en": "alliance rated higher than usual",
        "es": "alianza valorada más alto de lo habitual",
    },
    False: {
        "en": "alliance rated lower than usual",
        "es": "alianza valorada más bajo de lo habitual",
    },
}
# Of ratings beside the alliance, by what they are of; who else than the client gave them is said.
RATED: Mapping[str, Words] = {
    "alliance": {"en": "alliance", "es": "alianza"},
    "motivation": {"en": "motivation", "es": "motivación"},
    "engagement": {"en": "engagement", "es": "participación"},
    "use": {"en": "substance use", "es": "consumo"},
    "distress": {"en": "distress", "es": "malestar"},
    "well_being": {"en": "well-being", "es": "bienestar"},
}
RATER: Mapping[str, Words] = {
    "therapist": {"en": "{rating} (rated by the therapist)", "es": "{rating} (según el terapeuta)"},
    "observer": {"en": "{rating} (rated by an observer)", "es": "{rating} (según un observador)"},
}
RATING: Mapping[bool, Words] = {
    True: {"en": "{rating}: higher than usual", "es": "{rating}: más alto de lo habitual"},
    False: {"en": "{rating}: lower than usual", "es": "{rating}: más bajo de lo habitual"},
}
MISSED: Words = {
    "en": "sessions missed since the last visit: {n}",
    "es": "sesiones perdidas desde la última visita: {n}",
}
AWAY: Words = {"en": "no session for {days} days", "es": "sin sesiones desde hace {days} días"}
SHARE: Mapping[bool, Words] = {
    True: {"en": "came to more sessions than is usual", "es": "acudió a más sesiones de lo habitual"},
    False: {"en": "came to fewer sessions than is usual", "es": "acudió a menos sesiones de lo habitual"},
}
PEOPLE: Words = {"en": "this therapist or site", "es": "este terapeuta o esta sede"}
NUMBER: Mapping[bool, Words] = {
    True: {"en": "{factor}: more than usual", "es": "{factor}: más de lo habitual"},
    False: {"en": "{factor}: less than usual", "es": "{factor}: menos de lo habitual"},
}
UNKNOWN: Words = {"en": "{factor}: not known", "es": "{factor}: no se sabe"}
YES_NO: Mapping[bool, Words] = {
    True: {"en": "{factor}: yes", "es": "{factor}: sí"},
    False: {"en": "{factor}: no", "es": "{factor}: no"},
}
VALUE: Words = {"en": "{factor}: {value}", "es": "{factor}: {value}"}
RIDE: Mapping[str, Words] = {
    "none": {"en": "none offered", "es": "no se ofreció"},
    "offered": {"en": "offered", "es": "ofrecido"},
    "accepted": {"en": "accepted", "es": "aceptado"},
    "used": {"en": "used", "es": "usado"},
}
PRESSURE: Mapping[str, Words] = {
    "active": {"en": "{factor}: in force", "es": "{factor}: en vigor"},
    "after": {"en": "{factor}: over, or about to end", "es": "{factor}: terminada o a punto de terminar"},
    "none": {"en": "{factor}: none", "es": "{factor}: no"},
}
OTHER: Words = {"en": "other facts about the client", "es": "otros datos de la persona"}

WHAT_IF: Mapping[str, Words] = {
    "alliance_back": {
        "en": "Clients alike in all else, with the alliance at this client's own earlier level",
        "es": "Personas iguales en todo lo demás, con la alianza en el nivel anterior de esta persona",
    },
    "ride_used": {
        "en": "Clients alike in all else who used a ride to sessions",
        "es": "Personas iguales en todo lo demás que usaron transporte a las sesiones",
    },
}


def rating_words(name: str) -> Words:
    """What a rating is called, by its name among a program's ratings: what it is of, and who gave it.

    One that stands in for the alliance may be of anything; then it is called as the records do.
    """
    of = max((role for role in RATED if name.startswith(role)), key=len, default=None)
    if of is None:
        return dict.fromkeys(RATED["alliance"], name.replace("_", " "))
    by = RATER.get(name.removeprefix(of).removeprefix("_"))
    return {language: by[language].format(rating=rating) if by else rating for language, rating in RATED[of].items()}
