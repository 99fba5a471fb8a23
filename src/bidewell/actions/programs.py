"""How a program wants Bidewell to behave, and its sites."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bidewell.actions.auditing import note
from bidewell.actions.refusals import Refused
from bidewell.actions.saving import save_unless_changed
from bidewell.records.models import Person, Program, Site


def change_program(
    program: Program, values: Mapping[str, Any], *, version: int, by: Person | None, at: datetime
) -> None:
    """Write some settings; the audit trail names them, without their words."""
    changed = [column for column, value in values.items() if getattr(program, column) != value]
    with transaction.atomic():
        for column in changed:
            setattr(program, column, values[column])
        if "name" in changed and Program.objects.filter(name=program.name).exclude(pk=program.pk).exists():
            raise Refused(_("Another program already has this name."))
        save_unless_changed(program, changed, version)
        note("program_changed", program, by=by, at=at, program=program, changed=sorted(changed))


def name_site(program: Program, name: str, *, site: Site | None = None, by: Person | None, at: datetime) -> Site:
    """Add a site, or give one another name. Imported records find a site by its name."""
    name = name.strip()
    with transaction.atomic():
        others = program.sites.exclude(pk=site.pk) if site else program.sites.all()
        if others.filter(name=name).exists():
            raise Refused(_("There already is a site with this name."))
        what = "site_renamed" if site else "site_added"
        site = site or Site(program=program)
        site.name = name
        site.save()
        note(what, site, by=by, at=at, program=program)
    return site
