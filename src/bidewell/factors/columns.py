"""The columns of the episodes in words, and the values many programs write in them. A program's own stay its own."""

import re
from collections.abc import Mapping

from bidewell.factors.factor import Words

_COLUMNS: Mapping[str, Words] = {
    "age": {"en": "age", "es": "edad"},
    "sex": {"en": "sex", "es": "sexo"},
    "site": {"en": "site", "es": "sede"},
    "payer": {"en": "payer", "es": "pagador"},
    "level_of_care": {"en": "level of care", "es": "nivel de atención"},
    "referral_source": {"en": "referred by", "es": "quién derivó"},
    "prior_episodes": {"en": "earlier episodes", "es": "episodios anteriores"},
}
_VALUES: Mapping[str, Mapping[str, Words]] = {
    "sex": {
        "female": {"en": "female", "es": "mujer"},
        "male": {"en": "male", "es": "hombre"},
    },
    "level_of_care": {
        "outpatient": {"en": "outpatient", "es": "ambulatorio"},
        "intensive_outpatient": {"en": "intensive outpatient", "es": "ambulatorio intensivo"},
        "residential": {"en": "residential", "es": "residencial"},
        "inpatient": {"en": "inpatient", "es": "hospitalario"},
    },
    "payer": {
        "commercial": {"en": "commercial insurance", "es": "seguro privado"},
        "medicaid": {"en": "Medicaid", "es": "Medicaid"},
        "medicare": {"en": "Medicare", "es": "Medicare"},
        "self_pay": {"en": "paid by the client", "es": "paga la persona"},
        "state_funded": {"en": "paid by the state", "es": "paga el estado"},
    },
    "referral_source": {
        "criminal_justice": {"en": "criminal justice", "es": "justicia penal"},
        "court": {"en": "a court", "es": "un tribunal"},
        "employer": {"en": "employer", "es": "empleador"},
        "family": {"en": "family", "es": "familia"},
        "health_care": {"en": "health care", "es": "atención médica"},
        "other_treatment": {"en": "other treatment", "es": "otro tratamiento"},
        "school": {"en": "school", "es": "escuela"},
        "self": {"en": "the client", "es": "la propia persona"},
    },
}
# Letters, digits and underscores only: written for a machine, so its underscores are spaces to a reader.
_CODE = re.compile(r"\w+")


def column_words(name: str) -> Words:
    """What a column or a factor without a row of its own is called."""
    return _COLUMNS.get(name) or in_every_language(_spaced(name))


def recorded_words(column: str, value: str) -> Words:
    """What a value of a column is called: in both languages where many programs write it so, else as it is written."""
    return _VALUES.get(column, {}).get(value.strip().lower()) or in_every_language(_spaced(value))


def in_every_language(words: str) -> Words:
    """Words of the program's own, which nobody translates."""
    return {"en": words, "es": words}


def _spaced(text: str) -> str:
    return text.replace("_", " ") if _CODE.fullmatch(text) else text
