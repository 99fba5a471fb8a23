"""Rows of imports that point to nothing known here yet."""

from django.db.models import QuerySet

from bidewell.records.models import Program, UnmatchedRow


def waiting(program: Program) -> QuerySet[UnmatchedRow]:
    """The rows of a program that no later import has placed."""
    return UnmatchedRow.objects.filter(batch__program=program, resolved_by=None)
