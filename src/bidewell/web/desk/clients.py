"""Finding a client, by name or number. What is searched for is posted: a name in an address would reach a log."""

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from bidewell.records.access import Permission, clients_for
from bidewell.records.models import Client
from bidewell.web.desk.words import name_of
from bidewell.web.pages import page, visit

CLIENTS_A_PAGE = 25
MOST_PAGES = 100_000


class SearchForm(forms.Form):
    """Part of a name, or a client number from its beginning."""

    words = forms.CharField(required=False, max_length=100, label=gettext_lazy("Name or client number"))
    at = forms.IntegerField(required=False, min_value=1, max_value=MOST_PAGES, widget=forms.HiddenInput)


@page(Permission.REGISTER_CLIENT, methods=("GET", "POST"))
@sensitive_post_parameters()
def clients(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.POST if request.method == "POST" else {})
    given = form.cleaned_data if form.is_valid() else {}
    words: str = given.get("words", "")
    found = Paginator(_found(request, words), CLIENTS_A_PAGE).get_page(given.get("at") or 1)
    shown = {
        "form": form,
        "may_mark": visit(request).may(Permission.MARK_ATTENDANCE),
        "words": words,
        "found": found,
        "clients": [(client, name_of(client)) for client in found],
    }
    return render(request, "desk/clients.html", shown)


def _found(request: HttpRequest, words: str) -> QuerySet[Client]:
    seen = visit(request)
    reachable = clients_for(seen.person, Permission.REGISTER_CLIENT, seen.day).filter(merged_into=None)
    for word in words.split():
        reachable = reachable.filter(Q(name__icontains=word) | Q(key__istartswith=word))
    return reachable.select_related("program").order_by("name", "key", "pk")
