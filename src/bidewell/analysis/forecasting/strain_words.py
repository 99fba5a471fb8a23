"""Strain and repair in plain words, English and Spanish: what was seen beside what usual ups and downs bring."""

from collections.abc import Mapping

from bidewell.analysis.forecasting.forecast_words import Words

# What became of a strain: two codes say that it is over. Chances are of clients alike, by the ups and downs of the fit:
# those hold what a program usually does about strain as well.
OVER = ("as_expected", "beyond_expected")
# Codes of which a rating after the beginning tells, and the one of clients without a strain.
SEEN, NOTHING = ("not_back", *OVER), "none"
REPAIR: Mapping[str, Words] = {
    "open": {
        "en": "The alliance lies below this client's own usual level, and lower than one would expect from the rating "
        "before. By usual ups and downs alone, {ahead} of 100 would be back near it {unit} later.",
        "es": "La alianza está por debajo del nivel habitual de esta persona, y más baja de lo que hacía esperar la "
        "valoración anterior. Solo por los altibajos habituales, {ahead} de 100 estarían de nuevo cerca de él {unit} "
        "después.",
    },
    "not_back": {
        "en": "The alliance fell below this client's own usual level, and was not back near it at the last rating. "
        "By usual ups and downs alone, {by_then} of 100 would have been.",
        "es": "La alianza cayó por debajo del nivel habitual de esta persona, y en la última valoración no había "
        "vuelto cerca de él. Solo por los altibajos habituales, habrían vuelto {by_then} de 100.",
    },
    "as_expected": {
        "en": "The alliance fell below this client's own usual level and is back near it. By usual ups and downs "
        "alone, {by_then} of 100 would have been by then: no more than is expected.",
        "es": "La alianza cayó por debajo del nivel habitual de esta persona y ha vuelto cerca de él. Solo por los "
        "altibajos habituales, {by_then} de 100 habrían vuelto para entonces: no más de lo que se espera.",
    },
    "beyond_expected": {
        "en": "The alliance fell below this client's own usual level and is back near it. By usual ups and downs "
        "alone, only {by_then} of 100 would have been by then: sooner than most.",
        "es": "La alianza cayó por debajo del nivel habitual de esta persona y ha vuelto cerca de él. Solo por los "
        "altibajos habituales, no más de {by_then} de 100 habrían vuelto para entonces: antes que la mayoría.",
    },
    "not_rated_since": {
        "en": "The alliance fell below this client's own usual level. It was not rated of late; by usual ups and downs "
        "alone, most would be back near it by now.",
        "es": "La alianza cayó por debajo del nivel habitual de esta persona. Últimamente no se ha valorado; solo por "
        "los altibajos habituales, la mayoría estaría ahora de nuevo cerca de él.",
    },
}
PERIODS: Mapping[str, Words] = {
    "week": {"en": "{n} weeks", "es": "{n} semanas"},
    "session": {"en": "{n} sessions", "es": "{n} sesiones"},
}
STRAIN: Words = {
    "en": "Strain: the alliance is more than {below} points below the client's own usual level, and lower than one "
    "would expect from the rating before. It is called so where the chance of that is {fires_at} of 100 or more. With "
    "nothing but ordinary ups and downs, that happens at no more than {rate} of 100 ratings.",
    "es": "Tensión: la alianza está más de {below} puntos por debajo del nivel habitual de la persona, y más baja de "
    "lo que hace esperar la valoración anterior. Se llama así donde la probabilidad de eso es de {fires_at} de 100 o "
    "más. Con altibajos corrientes y nada más, eso ocurre como mucho en {rate} de cada 100 valoraciones.",
}


def strain_words(repair: str, ahead: float, by_then: float, periods: int, grid: str, language: str) -> str | None:
    """What became of a strain, in a sentence or two; None where there is none to tell of."""
    if repair == NOTHING:
        return None
    unit = PERIODS[grid][language].format(n=periods)
    return REPAIR[repair][language].format(ahead=_of_hundred(ahead), by_then=_of_hundred(by_then), unit=unit)


def strain_definition(below: float, fires_at: float, rate: float, language: str) -> str:
    """What strain means in a program, `below` in points of its rating."""
    points = f"{below:.1f}" if language == "en" else f"{below:.1f}".replace(".", ",")
    return STRAIN[language].format(below=points, fires_at=_of_hundred(fires_at), rate=round(100 * rate))


def _of_hundred(chance: float) -> int:
    """Whole ones of a hundred; never none and never all, which no model knows."""
    return min(max(round(100.0 * chance), 1), 99)
