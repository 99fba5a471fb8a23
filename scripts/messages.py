"""Spanish for the clinic's pages: what is still to be said, and the compiled catalogues that Django reads.

    scripts/messages.py            add new sentences to each audience's django.po, drop unused ones, compile them
    scripts/messages.py --check    change nothing; fail where a sentence has no Spanish or a catalogue is not compiled
    scripts/messages.py client     only this audience

An audience is a folder of `web/`; its sentences come from its Python files and from `web/templates/<audience>/`.
"""

import ast
import io
import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.template import Engine
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

WEB = Path(__file__).parent.parent / "src" / "bidewell" / "web"
# Files that stand beside the folders belong to the shared audience, and so do the refusals of actions.
SHARED = "shared"
ACTIONS = WEB.parent / "actions"
CALLS = {"_", "gettext", "gettext_lazy", "pgettext", "ngettext", "ngettext_lazy"}
UNSTEADY = (b"#", b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By')
# Pages of libraries that we word ourselves.
LIBRARIES = {"account": ("mfa", "usersessions", "socialaccount")}
Message = str | tuple[str, str]


def in_python(file: Path) -> Iterator[Message]:
    """The sentences of a Python file: first arguments of the translating calls."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            words = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if words:
                yield (words[0], words[1]) if node.func.id.startswith("ngettext") else words[0]


def in_template(file: Path) -> Iterator[Message]:
    """The sentences of a template, as Django itself reads them."""
    template = Engine.get_default().from_string(file.read_text(encoding="utf-8"))
    for node in template.nodelist.get_nodes_by_type(TranslateNode):
        # Django looks a literal's percent signs up doubled.
        yield str(getattr(node.filter_expression.var, "literal", None) or node.filter_expression.var).replace("%", "%%")
    for node in template.nodelist.get_nodes_by_type(BlockTranslateNode):
        singular, _ = node.render_token_list(node.singular)
        if node.trimmed:
            singular = " ".join(line.strip() for line in singular.strip().splitlines())
        if not node.plural:
            yield singular
            continue
        plural, _ = node.render_token_list(node.plural)
        if node.trimmed:
            plural = " ".join(line.strip() for line in plural.strip().splitlines())
        yield singular, plural


def templates_of(folder: str) -> list[Path]:
    """Pages, and the text of letters."""
    return sorted(one for one in (WEB / "templates" / folder).rglob("*.*") if one.suffix in (".html", ".txt"))


def sentences(audience: str) -> list[Message]:
    """All of an audience, each once."""
    files = sorted((WEB / audience).rglob("*.py"))
    if audience == SHARED:
        files += sorted(WEB.glob("*.py")) + sorted(ACTIONS.rglob("*.py"))
    templates = templates_of(audience)
    for library in LIBRARIES.get(audience, ()):
        templates += templates_of(library)
    found = [one for file in files for one in in_python(file)]
    found += [one for file in templates for one in in_template(file)]
    return list(dict.fromkeys(found))


def brought_up_to_date(known: Catalog, wanted: list[Message]) -> Catalog:
    """The known translations of what is wanted, and empty ones for the rest."""
    fresh = Catalog(locale="es", charset="utf-8", fuzzy=False)
    for message in wanted:
        before = known.get(message if isinstance(message, str) else message[0])
        fresh.add(message, before.string if before else None)
    return fresh


def untranslated(catalogue: Catalog) -> list[str]:
    """Sentences that have no Spanish one."""

    def is_empty(words: str | tuple[str, ...] | None) -> bool:
        return not words or (not isinstance(words, str) and not all(words))

    return [str(one.id) for one in catalogue if one.id and is_empty(one.string)]


def text_of(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalogue, omit_header=False, width=110, sort_output=False)
    # No dates: the same sentences give the same file.
    return b"".join(line for line in out.getvalue().splitlines(True) if not line.startswith(UNSTEADY))


def compiled(catalogue: Catalog) -> bytes:
    out, read = io.BytesIO(), read_po(io.BytesIO(text_of(catalogue)), locale="es")
    # Its header has a date too: today's, where the text has none.
    read.creation_date = datetime(2000, 1, 1, tzinfo=UTC)
    write_mo(out, read)
    return out.getvalue()


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bidewell.web.settings")
    os.environ.setdefault("BIDEWELL_HOME", tempfile.mkdtemp())
    django.setup()
    check, wrong = "--check" in sys.argv, []
    named = [one for one in sys.argv[1:] if one in settings.AUDIENCES]
    for audience in named or settings.AUDIENCES:
        folder = WEB / audience / "locale" / "es" / "LC_MESSAGES"
        po, mo = folder / "django.po", folder / "django.mo"
        known = read_po(po.open("rb"), locale="es") if po.exists() else Catalog(locale="es")
        fresh = brought_up_to_date(known, sentences(audience))
        missing = untranslated(fresh)
        wrong += [f"{audience}: no Spanish for: {one}" for one in missing]
        if not check:
            folder.mkdir(parents=True, exist_ok=True)
            po.write_bytes(text_of(fresh))
            mo.write_bytes(compiled(fresh))
        elif not po.exists() or po.read_bytes() != text_of(fresh) or mo.read_bytes() != compiled(fresh):
            wrong.append(f"{audience}: the catalogue is not up to date; run scripts/messages.py")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
