"""Words that come with a definition in both languages, said in the language of the page."""

from collections.abc import Mapping

from django.utils.translation import get_language


def in_language(words: Mapping[str, str]) -> str:
    """English where the page's language has none, and nothing where there are no words at all."""
    code = (get_language() or "en").split("-")[0]
    return words.get(code) or words.get("en", "")
