"""The full report document with its sentences in Spanish."""

from tests.report_figures import LOSS, Document
from tests.report_full import edited
from tests.sensitivity_documents import sensitivity
from tests.validation_documents import validation


def spanish() -> Document:
    """The full document with its sentences in Spanish; only warnings are worded in English alone."""
    document = edited(language="es", validation=validation("es"), sensitivity=sensitivity("es"))
    document["definition"]["words"] = (
        "Más de 30 días sin una sesión a la que asistiera, y ningún otro cierre registrado."
    )
    document["verdict"]["words"] = (
        "De los factores registrados aquí, la alianza es la que más acompaña a quedarse: se quedaron 65 frente a 51 de cada 100."
    )
    words = {"alliance": "Alianza, según los clientes", "travel_minutes": "Tiempo de viaje", "court_order": "Orden judicial",
             "ride_support": "Transporte", "family_insistence": "Insistencia de la familia", "motivation": "Motivación antes del tratamiento"}  # fmt: skip
    for row in document["ranking"]:
        row["group_words"] = words[row["factor"]]
        row["contrast"] = "tercio inferior frente a tercio superior de los clientes"
    told = {
        "alliance_staying": "Los clientes que valoran mejor la alianza se quedan más: 65 frente a 51 de cada 100.",
        "alliance_largest": "La alianza acompaña a quedarse más que el viaje, el transporte, la familia o los jueces.",
        "alliance_access": "Llegar con facilidad compensa una relación frágil.",
        "alliance_turns": "Los clientes con una alianza intermedia son los que más se quedan.",
        "pressure_early": "Una orden judicial acompaña a quedarse en las primeras semanas.",
        "pressure_late": "Una orden judicial acompaña a quedarse después de las primeras semanas.",
        "pressure_after": "Los clientes se quedan cuando la orden termina.",
    }
    for row in document["claims"]:
        row.update(words=told[row["claim"]], why="Lo dice el intervalo.", scale=row["scale"])
    document["cannot_say"] = {}
    return _spanish_records(document)


def _spanish_records(document: Document) -> Document:
    """The rest of its sentences: rules, endings, gaps, pressure, parameters and clients."""
    rules = {
        LOSS: "Más de 30 días sin una sesión a la que asistiera, y ningún otro cierre registrado.",
        "recorded_reason": "El programa registró que el cliente se fue.",
        "missed_last_session": "Faltó a la última sesión programada y no hay otro cierre registrado.",
        "below_sessions": "Asistió a menos de 4 sesiones.",
        "short_stay": "La atención duró menos de 90 días.",
        "left_at_order_end": "Como pérdida de contacto; parar al acabar la orden cuenta como irse.",
        "agreed_as_left": "Límite: todo cierre acordado cuenta como irse.",
        "agreed_unattended_as_left": "Límite: un cierre acordado sin última sesión cuenta como irse.",
    }
    for row in document["definitions"]:
        row["words"] = rules[row["name"]]
    endings = ("Se fue", "Completó", "Terminó de acuerdo", "Pasó a un nivel menor", "Lo cerró el programa", "En la cárcel",
               "Se mudó", "Murió", "En el hospital", "No se sabe")  # fmt: skip
    _say(document["endings"], endings)
    _say(document["records"]["missing"], ("Sesiones sin valoración de la alianza.", "Clientes sin minutos de viaje."))
    excluded = ("Derivado, sin ninguna sesión.", "La atención acabó antes del registro.", "Empezó demasiado tarde.")
    _say(document["records"]["excluded"], excluded)
    _say(document["pressure"], ("Una orden judicial acompaña a quedarse al principio; la relación se apaga después.",
                                "Insistencia de la familia: no se puede saber."))  # fmt: skip
    effects = ("Alianza, por desviación típica", "Tiempo de viaje, por desviación típica", "Transporte usado",
               "Orden judicial, principio", "Orden judicial, después del principio", "Orden judicial, al acabar",
               "Insistencia de la familia, principio", "Cuánto difieren los terapeutas")  # fmt: skip
    _say(document["parameters"], effects)
    document["ratings"]["called"] = "la alianza"
    document["ratings"]["words"] = "La alianza de esos clientes se conoce peor."
    document["initiation"]["words"] = "Una segunda sesión en los 14 días siguientes a la primera."
    document["engagement"]["words"] = "Dos sesiones más en los 34 días siguientes."
    document["model"]["forecast"]["words"] = (
        "Valoraciones de alianza, malestar, además de la asistencia y todo lo demás que se sabe."
    )
    document["model"]["ratings"]["words"] = "Como cortadas en los extremos de su escala."
    _say(document["model"]["beside"], ("Al principio, en medio y más tarde", "Presión cuyo comienzo dura 2 semanas",
                                       "Presión cuyo comienzo dura 8 semanas", "La alianza, de baja a alta"))  # fmt: skip
    _say(document["comparisons"], (
        "De 5 terapeutas, clientes iguales se quedan más que lo habitual con 1 y menos con 1; de los demás no se puede decir.",
        "No se puede decir si clientes iguales se quedan más en una sede que en otra."))  # fmt: skip
    document["model"]["prior_words"] = "Todos los factores parten del mismo supuesto: ninguna diferencia."
    for row in document["ranking"]:
        row["per_person"]["contrast"] = "del 16 al 84 de cada 100"
    for client in document["forecasts"]:
        client["state"] = "sin noticias" if client["gone_quiet"] else "en atención"
        _say(client["reasons"], ("Alianza por debajo de su propio nivel", "Viaje corto"))
        client["what_if"][0]["change"] = "Alianza de vuelta a su nivel anterior"
    return document


def _say(rows: list[Document], words: tuple[str, ...]) -> None:
    for row, sentence in zip(rows, words, strict=True):
        row["words"] = sentence
