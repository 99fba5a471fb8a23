"""Forms about people: an invitation, a role, a name and address, a leaving."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bidewell.actions.people import Duties
from bidewell.domain.roles import Role
from bidewell.records.access import in_force
from bidewell.records.models import Membership, Person, Program, Site
from bidewell.web.administration.words import ROLE_CHOICES
from bidewell.web.pages import Visit
from bidewell.web.shared.rows_to_choose import NamedChoiceField, offer


class DutiesForm(forms.Form):
    """Roles, and what belongs to them."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=ROLE_CHOICES, widget=forms.CheckboxSelectMultiple,
        help_text=_("One person may have several. Each opens only its own pages."),
    )  # fmt: skip
    site = forms.ModelChoiceField(
        Site.objects.none(), label=_("Site"), required=False, empty_label=_("Every site"), to_field_name="ref"
    )
    supervisor = forms.ModelChoiceField(
        Person.objects.none(), label=_("Supervisor"), required=False, empty_label=_("Nobody"), to_field_name="ref",
        help_text=_("For a therapist: whose team it is."),
    )  # fmt: skip
    key = forms.CharField(
        label=_("Identifier in the records"), required=False, max_length=200,
        help_text=_("For a therapist: as the column staff of the sessions has it. It may stay empty."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, program: Program, seen: Visit, **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "site", program.sites.order_by("name"))
        offer(self, "supervisor", supervisors(program, seen))

    @property
    def duties(self) -> Duties:
        """What the form says, once it is valid."""
        said = self.cleaned_data
        roles = frozenset(Role(code) for code in said["roles"])
        return Duties(roles, site=said["site"], supervisor=said["supervisor"], key=said["key"].strip() or None)


class InvitationForm(DutiesForm):
    """A new colleague."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    field_order = ("email", "name", "language", "roles", "site", "supervisor", "key")


class PersonForm(forms.Form):
    """A name and an address."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)


class LeavingForm(forms.Form):
    """Who takes over."""

    clients_to = NamedChoiceField(
        Membership.objects.none(), label=_("Who takes over the clients?"), required=False, to_field_name="ref",
        empty_label=_("Choose a therapist"),
    )  # fmt: skip
    team_to = forms.ModelChoiceField(
        Person.objects.none(), label=_("Who supervises the team?"), required=False, to_field_name="ref",
        empty_label=_("Choose a supervisor"),
    )  # fmt: skip

    def __init__(self, *arguments: Any, program: Program, leaving: Person, seen: Visit, **named: Any) -> None:
        super().__init__(*arguments, **named)
        therapists = Membership.objects.filter(in_force(seen.day), program=program, role=Role.THERAPIST)
        others = therapists.exclude(person=leaving).select_related("person").order_by("person__name")
        offer(self, "clients_to", others)
        offer(self, "team_to", supervisors(program, seen).exclude(pk=leaving.pk))


def supervisors(program: Program, seen: Visit) -> Any:
    """The supervisors of a program today."""
    held = Membership.objects.filter(in_force(seen.day), program=program, role=Role.SUPERVISOR).values("person_id")
    return Person.objects.filter(pk__in=held).order_by("name")
