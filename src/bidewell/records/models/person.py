"""People who work with the program. Those that came with imported records have no address and cannot sign in."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from bidewell.records.fields import Referred


class People(BaseUserManager["Person"]):
    """Makes people; an address is stored in lower case, so that it is one person's whatever the keyboard did."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Person":
        person = Person(email=email.lower(), **fields)
        person.set_password(password)
        person.save()
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser, Referred):
    """A member of staff. What a person may do follows from memberships alone."""

    email = models.EmailField(unique=True, null=True, blank=True)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=10, default="en")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = People()

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    @property
    def awaits_invitation(self) -> bool:
        """Nobody has been in this account yet. Whoever signs in with a passkey or elsewhere has no password either."""
        return bool(self.email) and self.is_active and self.last_login is None and not self.has_usable_password()
