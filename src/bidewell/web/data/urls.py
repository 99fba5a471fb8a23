"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from bidewell.web.data.duplicates import client_merge, client_unmerge, duplicates
from bidewell.web.data.export import export, export_download
from bidewell.web.data.imports import import_report, import_start, import_undo, import_upload, imports
from bidewell.web.data.instruments import adopt, check_in_preview, instruments
from bidewell.web.data.instruments_define import define, define_whole, instrument_definition
from bidewell.web.data.instruments_one import instrument, offer, safety_items
from bidewell.web.data.instruments_safety import safety_note
from bidewell.web.data.instruments_text import instrument_text
from bidewell.web.data.overview import data
from bidewell.web.data.unmatched import unmatched

urlpatterns: list[URLPattern | URLResolver] = [
    path("", data, name="data"),
    path("imports", imports, name="imports"),
    path("imports/start", import_start, name="import_start"),
    path("imports/upload", import_upload, name="import_upload"),
    path("imports/<uuid:batch>", import_report, name="import_report"),
    path("imports/<uuid:batch>/undo", import_undo, name="import_undo"),
    path("unmatched", unmatched, name="unmatched"),
    path("export", export, name="export"),
    path("export/download", export_download, name="export_download"),
    path("duplicates", duplicates, name="duplicates"),
    path("duplicates/merge", client_merge, name="client_merge"),
    path("duplicates/<uuid:client>/unmerge", client_unmerge, name="client_unmerge"),
    path("instruments", instruments, name="instruments"),
    path("instruments/check-in", check_in_preview, name="check_in_preview"),
    path("instruments/adopt", adopt, name="instrument_adopt"),
    path("instruments/define", define, name="instrument_define"),
    path("instruments/define/whole", define_whole, name="instrument_define_whole"),
    path("instruments/safety-note", safety_note, name="safety_note"),
    path("instruments/<uuid:instrument>", instrument, name="instrument"),
    path("instruments/<uuid:instrument>/offer", offer, name="instrument_offer"),
    path("instruments/<uuid:instrument>/safety-items", safety_items, name="instrument_safety_items"),
    path("instruments/<uuid:instrument>/text", instrument_text, name="instrument_text"),
    path("instruments/<uuid:instrument>/definition", instrument_definition, name="instrument_definition"),
]
