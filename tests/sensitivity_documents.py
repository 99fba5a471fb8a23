"""What a ranking depends on, as a document holds it: made-up numbers that hang together."""

from typing import Any

Document = dict[str, Any]
LOSS = "loss_of_contact"
WORDS = {"alliance": ("Alliance, as clients rate it", "Alianza, según los clientes"),
         "travel_minutes": ("Travel time", "Tiempo de viaje")}  # fmt: skip
SAID = {
    "en": "This ranking rests on what counts as leaving (Loss of contact), on the starting guess, and on what is recorded. "
    "With other starting guesses the same factor comes first. Which factor comes first depends on what counts as leaving. "
    "By another rule it is travel time (Short stay). Could something not recorded explain the link of alliance away? "
    "Only if it goes with both that factor and leaving, each by a ratio of 3.3 or more.",
    "es": "Este orden descansa en qué cuenta como irse (Pérdida de contacto), en el supuesto de partida y en lo que está "
    "registrado. Con otros supuestos de partida queda primero el mismo factor. Qué factor queda primero depende de qué "
    "cuenta como irse. Con otra regla es otro: tiempo de viaje (Estancia corta). ¿Podría algo no registrado "
    "explicar del todo la relación (alianza)? Solo si acompaña tanto a ese factor como a irse, cada vez por una razón de "
    "3,3 o más.",
}
COMPARED = {
    "en": ("The records are foretold better with the alliance.", "The difference is larger than chance makes."),
    "es": ("Los registros se predicen mejor con la alianza.", "La diferencia es mayor de lo que hace el azar."),
}


def variant(name: str, how: str, first: str | None, chance: float, language: str, left: int | None = 390) -> Document:
    words = WORDS[first][language == "es"] if first else None
    half = 0.05
    share = {"mean": chance, "low": max(0.0, chance - half), "high": min(1.0, chance + half)} if first else None
    return {
        "name": name, "how": how, "first": first, "first_words": words, "probability_largest": share,
        "stands_apart": chance > 0.8, "pareto_k": 0.31 if first else None, "draws": 128, "n": 1000, "left": left,
    }  # fmt: skip


def unmeasured(factor: str, ratio: tuple[float, float, float], values: tuple[float, float], language: str) -> Document:
    found = dict(zip(("mean", "low", "high"), ratio, strict=True))
    return {
        "factor": factor, "words": WORDS[factor][language == "es"], "hazard_ratio": found, "risk_ratio": found,
        "common": True, "e_value": values[0], "e_value_of_interval": values[1], "n": 1000, "definition": LOSS,
    }  # fmt: skip


def comparison(language: str) -> Document:
    words, why = COMPARED[language]
    return {
        "answer": "better", "words": words, "why": why, "difference": {"mean": 21.4, "low": 10.3, "high": 32.5},
        "standard_error": 6.7, "parameters_with": 61.0, "parameters_without": 59.5, "highest_k": 0.5,
        "highest_good_k": 0.56, "doubtful": 0, "refitted": 3, "n": 960, "left": 390, "definition": LOSS,
    }  # fmt: skip


def sensitivity(language: str = "en") -> Document:
    priors = [
        variant("usual", "as fitted", "alliance", 0.93, language),
        variant("halved", "reweighted", "alliance", 0.9, language),
        variant("doubled", "refitted", "alliance", 0.94, language),
        variant("nearly_flat", "reweighted", None, 0.0, language),
    ]
    definitions = [
        variant(LOSS, "as fitted", "alliance", 0.93, language),
        variant("recorded_reason", "refitted", None, 0.0, language, left=None),
        variant("short_stay", "refitted", "travel_minutes", 0.55, language, left=431),
    ]
    factors = [
        unmeasured("alliance", (0.52, 0.43, 0.62), (3.3, 2.6), language),
        unmeasured("travel_minutes", (1.12, 0.97, 1.3), (1.5, 1.0), language),
    ]
    return {
        "words": SAID[language], "thorough": True, "priors": {"depends": "same", "rows": priors},
        "definitions": {"depends": "depends", "rows": definitions}, "unmeasured": factors,
        "comparison": comparison(language),
    }  # fmt: skip


def nothing_first() -> Document:
    """Where no factor can be put first."""
    rows = [variant("usual", "as fitted", None, 0.0, "en")]
    words = "No factor could be put first, so there is nothing that could depend on choices."
    return {
        "words": words, "thorough": False, "priors": {"depends": "nothing", "rows": rows},
        "definitions": {"depends": "nothing", "rows": [rows[0] | {"name": LOSS}]}, "unmeasured": [], "comparison": None,
    }  # fmt: skip
