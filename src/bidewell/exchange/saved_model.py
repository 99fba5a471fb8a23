"""A saved program as a folder: what was learned as JSON, its two models beside it. No client is in it."""

import hashlib
import io
import json
import os
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo
from zipfile import Path as ZipPath

from bidewell.analysis.events.periods import GRIDS
from bidewell.analysis.forecasting.expected_contacts import Gaps
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.analysis.forecasting.typical import Typical
from bidewell.analysis.model.engine_rows import Levels
from bidewell.domain.settings import RatingSource
from bidewell.engine.fitted import NOT_AS_WRITTEN, FittedModel, ModelUnreadable
from bidewell.engine.terms.term import Standard
from bidewell.exchange.whole_files import folder_beside, replace_folder

FORMAT = "bidewell-model"
VERSION = 3
_FILE = "program.json"
_MODELS = ("explain", "forecast")
# What is kept, and SHA-256 of each file: one changed digit is still JSON, and would be another model.
_MEMBERS = (_FILE, *(f"{model}/{part}" for model in _MODELS for part in ("model.json", "arrays.npz")))
_DIGESTS = "digests.json"


def save_model(saved: SavedProgram, folder: Path, *, replace: bool = False) -> Path:
    """Write the folder whole or not at all, and return it. An earlier saved program gives way where `replace`.

    Raises FileExistsError for everything else that is there.
    """
    refuse_what_is_there(folder, replace=replace)
    with folder_beside(folder, for_owner_only=False) as beside:
        _write(saved, beside)
        replace_folder(beside, folder)
    return folder


def refuse_what_is_there(folder: Path, *, replace: bool) -> None:
    """Raise FileExistsError for a folder that may not be given up: no saved program, or with files of somebody's."""
    if not os.path.lexists(folder):
        return
    if not _is_ours(folder):
        raise FileExistsError(f"{folder} exists and holds no saved program; choose another folder")
    if not replace:
        raise FileExistsError(f"{folder} holds a saved program; choose another folder, or say that it may be replaced")
    if foreign := _foreign(folder):
        raise FileExistsError(
            f"{folder} holds {foreign}, which is no part of a saved program: nothing was replaced. Move it away, or "
            "choose another folder"
        )


def _is_ours(folder: Path) -> bool:
    """Of whatever version."""
    try:
        plain = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(plain, dict) and plain.get("format") == FORMAT


def _foreign(folder: Path) -> Path | None:
    """Something in the folder that no save wrote."""
    within = (path.relative_to(folder) for path in folder.rglob("*"))
    return next((path for path in within if path.as_posix() not in {*_MEMBERS, *_MODELS, _DIGESTS}), None)


def _write(saved: SavedProgram, folder: Path) -> None:
    plain = {"format": FORMAT, "version": VERSION, "cut": saved.cut.isoformat()}
    for field in fields(saved):
        if field.name not in (*_MODELS, "cut"):
            plain[field.name] = _plain(getattr(saved, field.name))
    (folder / _FILE).write_text(json.dumps(plain, indent=1, ensure_ascii=False), encoding="utf-8")
    for name in _MODELS:
        (folder / name).mkdir()
        getattr(saved, name).save(folder / name)
    (folder / _DIGESTS).write_text(json.dumps(_digests(folder), indent=1), encoding="utf-8")


def _digests(folder: Path | ZipPath) -> dict[str, str]:
    return {member: hashlib.sha256((folder / member).read_bytes()).hexdigest() for member in _MEMBERS}


def _refuse_changed(folder: Path | ZipPath) -> None:
    """Refuse files that are not those that were kept."""
    if json.loads((folder / _DIGESTS).read_text(encoding="utf-8")) != _digests(folder):
        raise ModelUnreadable(f"{_DIGESTS}: a file is not as it was kept; fit the program again")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return asdict(value) if isinstance(value, (Levels, Standard, RatingSource, Gaps, Typical)) else value


def load_model(folder: Path) -> SavedProgram:
    """Read what `save_model` wrote. Raises ModelUnreadable.

    Where another takes its place meanwhile, that one is read: never some files of the one and some of the other.
    """
    while True:
        opened = _which(folder)
        try:
            saved = _read(folder)
        except ModelUnreadable:
            if _which(folder) == opened:
                raise
        else:
            if _which(folder) == opened:
                return saved


def _which(folder: Path) -> tuple[int, int] | None:
    """Tells a folder from another that has taken its place."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_ino, found.st_ctime_ns


def _read(folder: Path | ZipPath) -> SavedProgram:
    try:
        plain = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        if (plain.pop("format"), plain.pop("version")) != (FORMAT, VERSION):
            raise ModelUnreadable(f"{_FILE}: expected {FORMAT}, version {VERSION}; fit the program again")
        _refuse_changed(folder)
        if plain["grid"] not in GRIDS:
            raise ModelUnreadable(f"{_FILE}: unknown grid; fit the program again")
        plain["cut"] = date.fromisoformat(plain["cut"])
        plain["levels"] = Levels(**{name: tuple(values) for name, values in plain["levels"].items()})
        plain["rating"] = Standard(**plain["rating"])
        plain["further"] = {name: Standard(**unit) for name, unit in plain["further"].items()}
        plain["source"] = None if plain["source"] is None else RatingSource(**plain["source"])
        plain["further_sources"] = {name: RatingSource(**one) for name, one in plain["further_sources"].items()}
        plain["gaps"] = Gaps.restored(plain["gaps"])
        plain["rides_compared"] = tuple(plain["rides_compared"])
        plain["typical"] = Typical.restored(plain["typical"])
        plain |= {name: FittedModel.load(folder / name) for name in _MODELS}
        return SavedProgram(**plain)
    except (OSError, *NOT_AS_WRITTEN, BadZipFile, zlib.error) as damage:
        if isinstance(damage, ModelUnreadable):
            raise
        raise ModelUnreadable(f"{_FILE} or {_DIGESTS} is missing or damaged; fit the program again") from damage


def archive_of(saved: SavedProgram) -> bytes:
    """The folder as one zip archive, the same bytes for the same program."""
    written = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, ZipFile(written, "w", ZIP_DEFLATED) as archive:
        _write(saved, Path(folder))
        for file in sorted(path for path in Path(folder).rglob("*") if path.is_file()):
            # A ZipInfo of its own: the time of writing would make every archive another one.
            archive.writestr(ZipInfo(file.relative_to(folder).as_posix()), file.read_bytes(), ZIP_DEFLATED)
    return written.getvalue()


def from_archive(archive: bytes) -> SavedProgram:
    """Read what `archive_of` made; nothing is written. Raises ModelUnreadable."""
    try:
        with ZipFile(io.BytesIO(archive)) as opened:
            return _read(ZipPath(opened))
    except BadZipFile as damage:
        raise ModelUnreadable("the archive is damaged; fit the program again") from damage
