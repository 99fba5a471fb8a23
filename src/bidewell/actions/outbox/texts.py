"""What messages say: nothing of treatment, of a program, of a person. Anyone may see a locked phone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

LINK, REMINDER = "check_in_link", "appointment_reminder"


@dataclass(frozen=True)
class Text:
    """A subject, which e-mail alone has, and the words."""

    subject: str
    words: str


TEXTS: Mapping[str, Mapping[str, Text]] = {
    LINK: {
        "en": Text(
            "A few short questions",
            "Could you take one minute for a few short questions? {link}\n\n"
            "The link works until {day}, {time}. If you do not want these messages, tell us and we will stop.",
        ),
        "es": Text(
            "Unas preguntas cortas",
            "¿Tiene un minuto para unas preguntas cortas? {link}\n\n"
            "El enlace sirve hasta el {day}, {time}. Si no quiere estos mensajes, díganos y no enviaremos más.",
        ),
    },
    REMINDER: {
        "en": Text(
            "Your appointment",
            "This is a reminder of your appointment on {day}, {time}. To change it, please call us.",
        ),
        "es": Text(
            "Su cita",
            "Le recordamos su cita del {day}, {time}. Si quiere cambiarla, por favor llámenos.",
        ),
    },
}


def text_of(kind: str, language: str, *, moment: datetime, time_zone: str, link: str = "") -> Text:
    """The text of one message, with its day and time where the program is."""
    text = TEXTS[kind].get(language) or TEXTS[kind]["en"]
    spoken = language if language in TEXTS[kind] else "en"
    local = moment.astimezone(ZoneInfo(time_zone))
    form = "EEEE d 'de' MMMM" if spoken == "es" else "EEEE, MMMM d"
    day, time = format_date(local, form, locale=spoken), format_time(local, "short", locale=spoken)
    return Text(text.subject, text.words.format(link=link, day=day, time=time.replace("\u202f", " ")))
