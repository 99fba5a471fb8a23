"""Columns that several tables have: codes held to their list by the database, and references fit for an address."""

from enum import StrEnum
from typing import Any
from uuid import uuid4

from django.db import models

CODE_LENGTH = 40
KEY_LENGTH = 200


def code_field(codes: type[StrEnum], **options: Any) -> "models.CharField[str, str]":
    """A column for one of the codes. `holds_one_of` makes the database refuse any other."""
    return models.CharField(max_length=CODE_LENGTH, choices=[(code.value, code.value) for code in codes], **options)


def holds_one_of(column: str, codes: type[StrEnum], name: str) -> models.CheckConstraint:
    """The constraint behind a code column."""
    known = [code.value for code in codes]
    return models.CheckConstraint(condition=models.Q(**{f"{column}__in": known}), name=name)


def not_after(first: str, last: str, name: str) -> models.CheckConstraint:
    """The constraint that a stretch does not end before it begins; either end may be open."""
    ordered = models.Q(**{f"{last}__gte": models.F(first)})
    is_open = models.Q(**{f"{first}__isnull": True}) | models.Q(**{f"{last}__isnull": True})
    return models.CheckConstraint(condition=ordered | is_open, name=name)


class Referred(models.Model):
    """What pages point to. An address holds this random reference, never a record number that may identify a client."""

    ref = models.UUIDField(default=uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """What two people may save at once: `actions.saving` tells the second one instead of overwriting the first."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
