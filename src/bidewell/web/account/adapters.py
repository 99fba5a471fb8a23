"""How allauth behaves here: nobody signs up, and an outside sign-in opens only an invited person's account."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from bidewell.records.models import Person


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """People are invited by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SignInAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """The provider says who it is; whether that person works here is ours to say."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Connect a first sign-in to the invited person with the same verified address; refuse all others."""
        if sociallogin.is_existing:
            return
        verified = {one.email.lower() for one in sociallogin.email_addresses if one.verified}
        person = Person.objects.filter(email__in=verified, is_active=True).first()
        if person is None:
            raise PermissionDenied
        sociallogin.connect(request, person)
