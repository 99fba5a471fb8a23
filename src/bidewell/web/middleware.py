"""What happens to every request: its moment is fixed, an idle session ends, and what is not allowed is refused."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bidewell.records.models import Person
from bidewell.web import pages

GetResponse = Callable[[HttpRequest], HttpResponse]
SEEN, BEGUN = "seen_at", "begun_at"
# Writing the session at every click would make each read a write.
SEEN_EVERY = timedelta(minutes=1)
# Pages of libraries, which cannot carry our mark. Each guards itself; listed one by one in docs/access.md.
LIBRARIES = ("allauth.",)


def moment(get_response: GetResponse) -> GetResponse:
    """Everything a request does happens at one moment."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.at = timezone.now()  # type: ignore[attr-defined]  # read by `pages.moment`
        return get_response(request)

    return answer


def end_idle_session(get_response: GetResponse) -> GetResponse:
    """A session nobody has used for a while ends; nothing of a page stays in the browser's cache."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            _end_or_touch(request)
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


def _end_or_touch(request: HttpRequest) -> None:
    now, seen, begun = pages.moment(request), _kept(request, SEEN), _kept(request, BEGUN)
    limits = settings.CONFIGURATION
    is_idle = seen is not None and now - seen > timedelta(minutes=limits.idle_minutes)
    is_over = begun is not None and now - begun > timedelta(hours=limits.session_hours)
    if is_idle or is_over:
        logout(request)
        messages.info(request, _("You were signed out, because nothing happened for a while. Sign in again."))
        return
    if begun is None:
        request.session[BEGUN] = now.isoformat()
    if seen is None or now - seen > SEEN_EVERY:
        request.session[SEEN] = now.isoformat()


def _kept(request: HttpRequest, name: str) -> datetime | None:
    kept = request.session.get(name)
    return datetime.fromisoformat(kept) if kept else None


def speak_persons_language(get_response: GetResponse) -> GetResponse:
    """In a browser where no language was chosen, a person's own is spoken."""

    def answer(request: HttpRequest) -> HttpResponse:
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and request.user.is_authenticated:
            assert isinstance(request.user, Person)
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return get_response(request)

    return answer


class RefuseByDefault:
    """A view that does not say who may come in lets nobody in."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, arguments: Any, named: Any) -> None:
        """Called by Django once it knows the view."""
        if not hasattr(view, "permission") and not view.__module__.startswith(LIBRARIES):
            raise PermissionDenied


class LibrariesInPersonsZone:
    """Times on pages of libraries are those of the person's program, as `pages.page` has it for ours."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Their templates are rendered after the view, and the thread goes on to somebody else's request.
        with timezone.override(None):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, arguments: Any, named: Any) -> None:
        """Called by Django once it knows the view."""
        if view.__module__.startswith(LIBRARIES) and request.user.is_authenticated:
            timezone.activate(pages.visit(request).zone)


# Without these nobody could set a second factor up, or give up doing so.
OPEN_WITHOUT_SECOND_FACTOR = frozenset({"account_logout", "account_reauthenticate", "language"})


def ask_for_second_factor(get_response: GetResponse) -> GetResponse:
    """Where `second_factor = true` stands in clinic.toml, nothing opens to a person who has not set one up."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not settings.CONFIGURATION.second_factor or not request.user.is_authenticated:
            return get_response(request)
        is_due = not is_mfa_enabled(request.user)
        request.second_factor_is_due = is_due  # type: ignore[attr-defined]  # read by the frame of pages
        if is_due and not _is_about_second_factor(request.path_info):
            return redirect("mfa_index")
        return get_response(request)

    return answer


def _is_about_second_factor(path: str) -> bool:
    try:
        name = resolve(path).url_name or ""
    except Resolver404:
        return False
    return name.startswith("mfa_") or name in OPEN_WITHOUT_SECOND_FACTOR
