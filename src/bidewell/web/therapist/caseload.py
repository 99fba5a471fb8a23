"""The caseload: a row a client, the likeliest to leave first, with what the forecasts stand on."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bidewell.records.access import Permission
from bidewell.records.models import Session
from bidewell.web.pages import Visit, page, visit
from bidewell.web.therapist.listed import in_care, listed, silent
from bidewell.web.therapist.model_told import WORKER_IS_LATE, models_told
from bidewell.web.therapist.row import Row, rows_of

Order = Callable[[Row], Any]
# By the word in the address; the first one is the usual order.
ORDERS: dict[str, tuple[str | Promise, Order]] = {
    "chance": (_("Likeliest to leave"), lambda row: row.urgency),
    "news": (_("New information"), lambda row: (not row.is_new, row.urgency)),
    "silence": (_("Longest without contact"), lambda row: (-(row.days_since_contact or 0), row.urgency)),
    "name": (_("Name"), lambda row: row.name.casefold()),
}


@page(Permission.SEE_CASELOAD)
def caseload(request: HttpRequest) -> HttpResponse:
    """The clients assigned to whoever looks, and those covered for."""
    seen = visit(request)
    chosen = request.GET.get("order", "")
    order = chosen if chosen in ORDERS else "chance"
    snapshots = list(listed(seen.person, Permission.SEE_CASELOAD, seen.day))
    rows = sorted(rows_of(snapshots, seen.at), key=ORDERS[order][1])
    waiting = [one.stale_since for one in snapshots if one.stale_since is not None]
    context = {
        "rows": in_care(rows),
        "silent": silent(rows),
        "new": sum(1 for row in in_care(rows) if row.is_new),
        "orders": [(code, words, code == order) for code, (words, _) in ORDERS.items()],
        "has_groups": leads_a_group(seen),
        "late_since": _late_since(min(waiting, default=None), seen),
        "foretold_on": _too_old(rows, seen),
        **model_context(seen),
    }
    return render(request, "therapist/caseload.html", context)


def model_context(seen: Visit, permission: Permission = Permission.SEE_CASELOAD) -> dict[str, Any]:
    """What the line about the model needs, on every page with forecasts."""
    models = models_told(seen.programs(permission), seen.at)
    return {"models": models, "day": seen.day}


def leads_a_group(seen: Visit) -> bool:
    """Whether a session of a group was ever this therapist's."""
    own = [one.pk for one in seen.memberships]
    return Session.objects.filter(held_by__therapist__in=own, group__isnull=False).exists()


def _late_since(earliest: datetime | None, seen: Visit) -> datetime | None:
    return earliest if earliest is not None and seen.at - earliest > WORKER_IS_LATE else None


def _too_old(rows: Iterable[Row], seen: Visit) -> date | None:
    """The day of the oldest chances, if the worker has let a whole day pass: it makes them anew each night."""
    oldest = min((row.foretold_on for row in rows if row.is_open and row.foretold_on), default=None)
    return oldest if oldest is not None and oldest < seen.day - timedelta(days=1) else None
