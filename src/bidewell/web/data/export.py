"""Taking records out: the whole program as a .zip in the records format."""

import tempfile
from typing import BinaryIO, cast

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from bidewell.exchange.file_format import FileFormat
from bidewell.records.access import Permission
from bidewell.web.data.programs import chosen_program, own_programs
from bidewell.web.pages import page, visit


@page(Permission.MANAGE_DATA)
def export(request: HttpRequest) -> HttpResponse:
    program = chosen_program(request)
    return render(
        request, "data/export.html", {"program": program, "programs": own_programs(request), "here": "export"}
    )


@page(Permission.MANAGE_DATA, methods=("POST",))
def export_download(request: HttpRequest) -> HttpResponse:
    """Build it whole in a file that has no name, then send it."""
    from bidewell.actions.exporting import export_archive

    program, seen = chosen_program(request), visit(request)
    file_format: FileFormat = "parquet" if request.POST.get("format") == "parquet" else "csv"
    file = tempfile.TemporaryFile()
    found = export_archive(program, cast(BinaryIO, file), by=seen.person, at=seen.at, file_format=file_format)
    if found.errors:
        messages.warning(request, _("The export has rows to mend; `bidewell check` lists them."))
    file.seek(0)
    sent: HttpResponseBase = FileResponse(file, as_attachment=True, filename=f"records-{seen.day.isoformat()}.zip")
    return cast(HttpResponse, sent)
