"""The client's short check-in, in our own words, given away under CC0. Version 1: a changed wording is another version.

Five items every time, two of four in turn. The answers run from "not at all" to "fully" rather than through agreement:
people agree to be polite, and a top answer that claims everything leaves room above "mostly" where ratings crowd.
"Fully" also answers a question about a person, a plan and a likelihood alike, so one row of buttons serves all items.
It has no norms: scores are compared within a client until a program has a sample of its own.
"""

from datetime import date

from bidewell.domain.sessions import Rater
from bidewell.instruments.instrument import Instrument, Role
from bidewell.instruments.item import Choice, Item, Prompt
from bidewell.instruments.licence import Licence, LicenceStatus, Source
from bidewell.instruments.scale import Better, Method, Scale

CHOICES = (
    Choice(1, {"en": "Not at all", "es": "Nada"}),
    Choice(2, {"en": "A little", "es": "Un poco"}),
    Choice(3, {"en": "Somewhat", "es": "Más o menos"}),
    Choice(4, {"en": "Mostly", "es": "En gran parte"}),
    Choice(5, {"en": "Fully", "es": "Del todo"}),
)

ITEMS = (
    Item(
        "bond",
        {
            "en": "How much do you feel understood and cared for by the person you met with?",
            "es": "¿Hasta qué punto siente que la persona con quien se reunió le entiende y se preocupa por usted?",
        },
        group_wording={
            "en": "How much do you feel understood and cared for in your group?",
            "es": "¿Hasta qué punto siente que en su grupo le entienden y se preocupan por usted?",
        },
    ),
    Item(
        "goals",
        {
            "en": "How much do your goals here match what you want for your life?",
            "es": "¿Hasta qué punto sus metas aquí son lo que usted quiere para su vida?",
        },
        group_wording={
            "en": "How much do the goals of your group match what you want for your life?",
            "es": "¿Hasta qué punto las metas de su grupo son lo que usted quiere para su vida?",
        },
    ),
    Item(
        "tasks",
        {
            "en": "How much does what you do in your sessions help you reach your goals?",
            "es": "¿Hasta qué punto lo que hace en sus sesiones le ayuda a llegar a sus metas?",
        },
        group_wording={
            "en": "How much does what you do in your group help you reach your goals?",
            "es": "¿Hasta qué punto lo que hace en su grupo le ayuda a llegar a sus metas?",
        },
    ),
    Item(
        "voice",
        {
            "en": "If something felt wrong here, how safe would it be to say so?",
            "es": "Si algo aquí le pareciera mal, ¿hasta qué punto podría decirlo con confianza?",
        },
        group_wording={
            "en": "If something felt wrong in your group, how safe would it be to say so?",
            "es": "Si algo en su grupo le pareciera mal, ¿hasta qué punto podría decirlo con confianza?",
        },
    ),
    Item(
        "return",
        {
            "en": "How sure are you that you will be at your next session?",
            "es": "¿Hasta qué punto es seguro que usted asistirá a su próxima sesión?",
        },
        group_wording={
            "en": "How sure are you that you will be at your next group?",
            "es": "¿Hasta qué punto es seguro que usted asistirá a su próximo grupo?",
        },
    ),
    Item(
        "engagement",
        {
            "en": "How much did you take part in this session?",
            "es": "¿Hasta qué punto participó en esta sesión?",
        },
        group_wording={
            "en": "How much did you take part in your group this time?",
            "es": "¿Hasta qué punto participó en su grupo esta vez?",
        },
        rotates=True,
    ),
    Item(
        "motivation",
        {
            "en": "How much do you want to be in treatment right now?",
            "es": "¿Hasta qué punto quiere estar en tratamiento en este momento?",
        },
        rotates=True,
    ),
    Item(
        "travel",
        {
            "en": "How easy is it for you to get to your sessions?",
            "es": "¿Hasta qué punto le es fácil llegar a sus sesiones?",
        },
        group_wording={
            "en": "How easy is it for you to get to your group?",
            "es": "¿Hasta qué punto le es fácil llegar a su grupo?",
        },
        rotates=True,
        in_person_only=True,
    ),
    Item(
        "choice",
        {
            "en": "How much is it your own choice to be in treatment?",
            "es": "¿Hasta qué punto es decisión suya estar en tratamiento?",
        },
        rotates=True,
    ),
)

PROMPTS = (
    Prompt(
        "introduction",
        {
            "en": "How are things going for you here? No answer is wrong. You can skip a question, go back or stop.",
            "es": "¿Cómo le va aquí? Ninguna respuesta es mala. Puede saltar una pregunta, volver atrás o parar.",
        },
    ),
    Prompt("free_text", {"en": "What could be better?", "es": "¿Qué podría ser mejor?"}),
    Prompt(
        "free_text_notice",
        {
            "en": "No one reads this right away. If you need help now, please use the number on this page.",
            "es": "Nadie lee esto en el momento. Si necesita ayuda ya, use por favor el número en esta página.",
        },
    ),
)

# Our own rule: with one of the four left out, the other three still say how the relationship stands; two do not.
ALLIANCE = Scale(
    "alliance",
    {"en": "alliance", "es": "alianza"},
    ("bond", "goals", "tasks", "voice"),
    Method.MEAN,
    minimum=1,
    maximum=5,
    better=Better.HIGHER,
    most_missing=1,
)

BIDEWELL_CHECKIN = Instrument(
    code="bidewell_checkin",
    version="1",
    rater=Rater.CLIENT,
    names={"en": "Bidewell check-in", "es": "Cuestionario breve Bidewell"},
    role=Role.ALLIANCE,
    items=ITEMS,
    minimum=1,
    maximum=5,
    scales=(ALLIANCE,),
    main_scale="alliance",
    licence=Licence(LicenceStatus.OWN, "CC0-1.0", verified_on=date(2026, 11, 23)),
    source=Source("Bidewell, own wording, no norms; bond, goals and tasks after Bordin's three parts of the alliance"),
    choices=CHOICES,
    prompts=PROMPTS,
)
