"""Attributes of people that no ranking may be about: a comparison may be made within them, never of them.

The grounds are those of United States and European anti-discrimination law. A name is known by its words, so that
`client_age` and `race_ethnicity` are found too.
"""

from bidewell.factors.name_words import words_of

_WORDS = frozenset(
    {
        "age", "ages", "birth", "birthdate", "birthday", "birthyear", "dob", "born", "sex", "gender", "transgender",
        "orientation", "pregnancy", "pregnant", "race", "racial", "ethnicity", "ethnic", "hispanic", "latino", "latina",
        "nationality", "citizenship", "immigrant", "immigration", "religion", "religious", "faith", "disability",
        "disabled", "genetic", "edad", "sexo", "género", "genero", "raza", "etnia", "nacionalidad", "religión",
        "discapacidad", "embarazo",
    }
)  # fmt: skip
# Alone, either of these may be anything.
_TOGETHER = frozenset({"national", "origin"})


def is_protected(name: str) -> bool:
    """Whether a column or factor of this name is an attribute that law protects."""
    words = words_of(name)
    return bool(_WORDS & words) or words >= _TOGETHER
