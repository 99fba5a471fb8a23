"""The therapist's side of the short check-in: the same item codes and answers, asked about the same session. CC0.

Clients and therapists see the relationship differently, and the gap is worth a talk; the two are never averaged.
"""

from dataclasses import replace

from bidewell.domain.sessions import Rater
from bidewell.instruments.bidewell_checkin import BIDEWELL_CHECKIN
from bidewell.instruments.item import Item, Prompt
from bidewell.instruments.scale import Words

_WORDING: dict[str, Words] = {
    "bond": {
        "en": "How much do you think the client feels understood and cared for by you?",
        "es": "¿Hasta qué punto cree que esta persona siente que usted la entiende y se preocupa por ella?",
    },
    "goals": {
        "en": "How much do the goals you work on match what the client wants?",
        "es": "¿Hasta qué punto las metas del trabajo son lo que esta persona quiere?",
    },
    "tasks": {
        "en": "How much does what you do in sessions help the client reach those goals?",
        "es": "¿Hasta qué punto lo que hacen en las sesiones ayuda a esta persona a llegar a esas metas?",
    },
    "voice": {
        "en": "If something felt wrong to the client, how safe would it be to tell you?",
        "es": "Si algo le pareciera mal a esta persona, ¿hasta qué punto podría decírselo con confianza?",
    },
    "return": {
        "en": "How sure are you that the client will be at the next session?",
        "es": "¿Hasta qué punto es seguro que esta persona asistirá a la próxima sesión?",
    },
    "engagement": {
        "en": "How much did the client take part in this session?",
        "es": "¿Hasta qué punto participó esta persona en la sesión?",
    },
    "motivation": {
        "en": "How much does the client want to be in treatment right now?",
        "es": "¿Hasta qué punto quiere esta persona estar en tratamiento en este momento?",
    },
    "travel": {
        "en": "How easy is it for the client to get to sessions?",
        "es": "¿Hasta qué punto le es fácil a esta persona llegar a las sesiones?",
    },
    "choice": {
        "en": "How much is it the client's own choice to be in treatment?",
        "es": "¿Hasta qué punto es decisión de esta persona estar en tratamiento?",
    },
}

_GROUP_WORDING: dict[str, Words] = {
    "bond": {
        "en": "How much do you think the client feels understood and cared for in the group?",
        "es": "¿Hasta qué punto cree que esta persona siente que en el grupo la entienden y se preocupan por ella?",
    },
    "tasks": {
        "en": "How much does what you do in the group help the client reach those goals?",
        "es": "¿Hasta qué punto lo que hacen en el grupo ayuda a esta persona a llegar a esas metas?",
    },
    "voice": {
        "en": "If something felt wrong to the client, how safe would it be to say so in the group?",
        "es": "Si algo le pareciera mal a esta persona, ¿hasta qué punto podría decirlo en el grupo con confianza?",
    },
    "return": {
        "en": "How sure are you that the client will be at the next group?",
        "es": "¿Hasta qué punto es seguro que esta persona asistirá al próximo grupo?",
    },
    "engagement": {
        "en": "How much did the client take part in the group this time?",
        "es": "¿Hasta qué punto participó esta persona en el grupo esta vez?",
    },
    "travel": {
        "en": "How easy is it for the client to get to the group?",
        "es": "¿Hasta qué punto le es fácil a esta persona llegar al grupo?",
    },
}

PROMPTS = (
    Prompt(
        "introduction",
        {
            "en": "How is the work with this client going? Please answer before you see what the client said.",
            "es": "¿Cómo ve el trabajo con esta persona? Por favor responda antes de ver lo que ella respondió.",
        },
    ),
)


def _as_the_therapist_sees_it(item: Item) -> Item:
    return replace(item, wording=_WORDING[item.code], group_wording=_GROUP_WORDING.get(item.code, {}))


BIDEWELL_CHECKIN_THERAPIST = replace(
    BIDEWELL_CHECKIN,
    rater=Rater.THERAPIST,
    names={"en": "Bidewell check-in, therapist", "es": "Cuestionario breve Bidewell, terapeuta"},
    items=tuple(_as_the_therapist_sees_it(item) for item in BIDEWELL_CHECKIN.items),
    prompts=PROMPTS,
)
