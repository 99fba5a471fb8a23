"""The report page: one HTML file from the report document alone. No script, no request, no other source."""

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bidewell.report.language import Language
from bidewell.report.sections import (
    about,
    answers,
    checks,
    clients,
    compared,
    definitions,
    endings,
    entry,
    going_with,
    leaving,
    names,
    pressure,
    records,
    rests_on,
    retention,
    validation,
)
from bidewell.report.sections.told import Told
from bidewell.report.sections.view import Section

# The order a director reads in five minutes: answers, then who stays, then why it might be, then what stands behind it.
SECTIONS = (
    answers, retention, leaving, entry, going_with, rests_on, pressure, compared,
    validation, definitions, endings, records, checks,
)  # fmt: skip
# Where a row is a card: of any broad table, and of one of six columns and more.
PHONE, TABLET = "max-width: 44rem", "max-width: 60rem"


def render(document: dict[str, Any], language: str | None = None, with_clients: bool = False) -> str:
    """The page in a language (the document's own by default). Clients appear only when asked for."""
    told = Told(document, Language(language or document["language"]))
    say = told.say
    title = say("{program}: who stays, and what goes with it", program=document["program"]["name"])
    return _page(told, title, say("Who stays, and what goes with it"), sections(told, with_clients))


def render_validation(document: dict[str, Any], language: str | None = None) -> str:
    """A validation document (`bidewell validate`) as a page of its own."""
    told = Told(document, Language(language or document["language"]))
    eyebrow = told.say("Were the forecasts right?")
    return _page(told, f"{document['program']['name']}: {eyebrow}", eyebrow, [validation.section(told)])


def _page(told: Told, title: str, eyebrow: str, parts: list[Section]) -> str:
    document, style = told.document, stylesheet()
    return (
        environment()
        .get_template("page.html")
        .render(
            document=document,
            language=told.language,
            say=told.say,
            title=title,
            eyebrow=eyebrow,
            sections=parts,
            definition=names.definition(document["definition"]["name"], told.language),
            style=Markup(style),
            style_hash=fingerprint(style),
            document_language=document["language"] if document["language"] != told.language.code else "",
        )
    )


def sections(told: Told, with_clients: bool) -> list[Section]:
    parts = [part.section(told) for part in SECTIONS]
    if with_clients:
        parts.append(clients.section(told))
    return [*parts, about.section(told)]


@cache
def environment() -> Environment:
    return Environment(
        loader=PackageLoader("bidewell.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def stylesheet() -> str:
    page, cards = (
        files("bidewell.report").joinpath("templates", name).read_text(encoding="utf-8")
        for name in ("page.css", "cards.css")
    )
    of_broad = cards.replace(".cards", ".cards.wide")
    return f"{page}@media screen and ({PHONE}) {{\n{cards}}}\n@media screen and ({TABLET}) {{\n{of_broad}}}\n"


def fingerprint(style: str) -> str:
    """What lets the page's own style sheet through its content security policy, and no other."""
    return base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
