"""What happens to every request: its moment is fixed, an idle session ends, and what is not allowed is refused."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

GetResponse = Callable[[HttpRequest], HttpResponse]
SEEN = "seen_at"
# Writing the session at every click would make each read a write.
SEEN_EVERY = timedelta(minutes=1)
# Pages of libraries, which cannot carry our mark. Each guards itself; listed one by one in docs/access.md.
LIBRARIES = ("allauth.",)


def moment(get_response: GetResponse) -> GetResponse:
    """Everything a request does happens at one moment."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.at = timezone.now()  # type: ignore[attr-defined]
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
    now = timezone.now()
    seen = request.session.get(SEEN)
    idle = now - datetime.fromisoformat(seen) if seen else timedelta(0)
    if idle > timedelta(minutes=settings.CONFIGURATION.idle_minutes):
        logout(request)
    elif not seen or idle > SEEN_EVERY:
        request.session[SEEN] = now.isoformat()


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
