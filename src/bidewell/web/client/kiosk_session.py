"""What the browser session of a device holds while it is handed over to clients.

Staff are signed out in it: it holds who handed the device over, and no page of staff opens. The same person's password
brings their session back as it was, with the second factor they had given.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest

from bidewell.records.models import CheckIn, Person

_KEY = "kiosk"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# Written by allauth: how the person signed in.
_METHODS = "account_authentication_methods"
# After so many wrong passwords the device forgets who handed it over: then the whole sign-in is needed.
MOST_TRIES = 5


@dataclass(frozen=True)
class Kiosk:
    """`check_in` is the one being answered; empty where the device is locked."""

    person: int
    proof: str
    methods: list[Any]
    check_in: str = ""
    tries: int = 0


def kiosk_of(request: HttpRequest) -> Kiosk | None:
    """Whether this browser was handed over. A browser without a session is not asked for one."""
    held = request.session.get(_KEY) if request.session.session_key else None
    return Kiosk(**held) if held else None


def is_at_kiosk(request: HttpRequest, check_in: CheckIn) -> bool:
    kiosk = kiosk_of(request)
    return kiosk is not None and kiosk.check_in == str(check_in.ref)


def hand_over_device(request: HttpRequest, person: Person, check_in: CheckIn) -> None:
    """Sign the person out, remember who it was, and open one check-in."""
    methods = request.session.get(_METHODS, [])
    request.session.flush()
    request.session.cycle_key()
    _keep(request, Kiosk(person.pk, person.get_session_auth_hash(), methods, str(check_in.ref)))


def lock_device(request: HttpRequest) -> None:
    """No check-in is open any more; what was on the page is gone."""
    kiosk = kiosk_of(request)
    if kiosk is not None:
        _keep(request, replace(kiosk, check_in=""))


def unlock_device(request: HttpRequest, password: str) -> Person | None:
    """Bring the person's session back. None where the password is wrong, or the account has changed since."""
    kiosk = kiosk_of(request)
    if kiosk is None or kiosk.check_in:
        return None
    person = Person.objects.filter(pk=kiosk.person, is_active=True).first()
    if person is None or person.get_session_auth_hash() != kiosk.proof:
        request.session.flush()
        return None
    if not person.check_password(password):
        _count_try(request, kiosk)
        return None
    request.session.flush()
    login(request, person, backend=BACKEND)
    request.session[_METHODS] = kiosk.methods
    return person


def _count_try(request: HttpRequest, kiosk: Kiosk) -> None:
    if kiosk.tries + 1 >= MOST_TRIES:
        request.session.flush()
    else:
        _keep(request, replace(kiosk, tries=kiosk.tries + 1))


def _keep(request: HttpRequest, kiosk: Kiosk) -> None:
    request.session[_KEY] = asdict(kiosk)
