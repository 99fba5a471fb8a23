"""The desk's device in a client's hands: at one address a check-in while one is open, and a lock otherwise."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from bidewell.actions import auditing
from bidewell.actions.check_ins.links import token_of
from bidewell.actions.check_ins.opening import OPEN
from bidewell.records.access import Permission
from bidewell.records.models import CheckIn, Person
from bidewell.web.client.check_in import first_page
from bidewell.web.client.kiosk_session import kiosk_of, lock_device, unlock_device
from bidewell.web.client.opened import opened, shown
from bidewell.web.pages import moment, page


@page(Permission.ANYONE)
def kiosk(request: HttpRequest) -> HttpResponse:
    """What is open on this device now."""
    held = kiosk_of(request)
    if held is not None and held.check_in:
        known = _open_check_in(held.check_in)
        if known is not None:
            return first_page(request, opened(request, token_of(known), known))
        lock_device(request)
    return _locked(request)


@csrf_exempt
@page(Permission.ANYONE, methods=("POST",))
def kiosk_over(request: HttpRequest) -> HttpResponse:
    """The client is done, or has gone: lock.

    The pages of a check-in tell nobody where they stand, so a plain form on them has no origin to be held against, and
    a lock that is forged harms nobody.
    """
    lock_device(request)
    return redirect("kiosk")


@page(Permission.ANYONE, methods=("POST",))
def kiosk_unlock(request: HttpRequest) -> HttpResponse:
    """Back to the person who handed the device over."""
    held = kiosk_of(request)
    person = unlock_device(request, request.POST.get("password", ""))
    if person is None:
        if held is not None and not held.check_in:
            handed_over_by = Person.objects.filter(pk=held.person).first()
            auditing.note("kiosk_not_unlocked", handed_over_by, by=None, at=moment(request))
        return _locked(request, _("That was not right. Try again, or sign in anew."))
    auditing.note("kiosk_unlocked", person, by=person, at=moment(request))
    return redirect("home")


def _locked(request: HttpRequest, problem: str = "") -> HttpResponse:
    held = kiosk_of(request)
    context = {"is_handed_over": held is not None, "problem": problem, "is_kiosk": True}
    return shown(request, "client/locked.html", translation.get_language() or "en", context, 403 if problem else 200)


def _open_check_in(ref: str) -> CheckIn | None:
    joined = CheckIn.objects.select_related("program", "instrument", "session", "episode__client")
    return joined.filter(ref=ref, status__in=OPEN).first()
