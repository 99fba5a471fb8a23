"""A fitted program on disk: whole or not at all, read back as it was, refused where it is not one."""

import hashlib
import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.engine.fitted import FittedModel, ModelUnreadable
from bidewell.engine.panel import Floats
from bidewell.exchange import saved_model, whole_files
from bidewell.exchange.saved_model import archive_of, from_archive, load_model, save_model
from tests.forecasted_programs import forecasted


@pytest.fixture
def saved() -> SavedProgram:
    return forecasted().saved


def test_what_is_read_is_what_was_kept(saved: SavedProgram, tmp_path: Path) -> None:
    save_model(saved, tmp_path / "model")
    again = load_model(tmp_path / "model")
    for field in fields(SavedProgram):
        if field.name not in ("explain", "forecast"):
            assert getattr(again, field.name) == getattr(saved, field.name), field.name
    for model, kept in ((again.explain, saved.explain), (again.forecast, saved.forecast)):
        assert model.terms == kept.terms and model.layout == kept.layout
        assert (model.mode == kept.mode).all() and (model.draws == kept.draws).all()


def test_saving_again_replaces_and_leaves_nothing_beside_it(saved: SavedProgram, tmp_path: Path) -> None:
    save_model(saved, tmp_path / "model")
    with pytest.raises(FileExistsError, match="may be replaced"):
        save_model(saved, tmp_path / "model")
    save_model(saved, tmp_path / "model", replace=True)
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
    assert load_model(tmp_path / "model").digest == saved.digest


@pytest.mark.parametrize("told", [None, "{}", "[]", "{", '{"format": "another"}'])
def test_a_folder_of_something_else_is_left_alone(saved: SavedProgram, tmp_path: Path, told: str | None) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    if told is not None:
        (tmp_path / "program.json").write_text(told, encoding="utf-8")
    with pytest.raises(FileExistsError, match="no saved program"):
        save_model(saved, tmp_path, replace=True)
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("own", ["notes.txt", "explain/more.csv", "drafts"])
def test_what_somebody_put_beside_a_saved_program_is_named_and_not_lost(
    saved: SavedProgram, tmp_path: Path, own: str
) -> None:
    place = save_model(saved, tmp_path / "model")
    (place / own).write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError, match=own):
        save_model(replace(saved, digest="another"), place, replace=True)
    assert (place / own).read_text(encoding="utf-8") == "mine" and load_model(place).digest == saved.digest


def test_a_saved_program_of_an_earlier_version_may_be_replaced(saved: SavedProgram, tmp_path: Path) -> None:
    place = save_model(saved, tmp_path / "model")
    told = json.loads((place / "program.json").read_text(encoding="utf-8")) | {"version": 1}
    (place / "program.json").write_text(json.dumps(told), encoding="utf-8")
    (place / "digests.json").unlink()
    with pytest.raises(ModelUnreadable, match="version 3; fit the program again"):
        load_model(place)
    assert load_model(save_model(saved, place, replace=True)).digest == saved.digest


def test_a_save_that_fails_keeps_the_earlier_one(
    saved: SavedProgram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_model(saved, tmp_path / "model")

    def full_disk(*_arguments: object, **_named: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(np, "savez_compressed", full_disk)
    with pytest.raises(OSError, match="no space left"):
        save_model(saved, tmp_path / "model", replace=True)
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
    assert load_model(tmp_path / "model").digest == saved.digest


def test_a_save_that_cannot_be_put_in_place_puts_the_earlier_one_back(
    saved: SavedProgram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_model(saved, tmp_path / "model")
    renamed, rename = [], os.rename

    def once_refused(old: Path, new: Path) -> None:
        renamed.append(new)
        if len(renamed) == 3:  # the place is taken, what stands there steps aside, and then
            raise OSError("no rights")
        rename(old, new)

    monkeypatch.setattr(whole_files, "_system_rename", lambda: None)
    monkeypatch.setattr(os, "rename", once_refused)
    with pytest.raises(OSError, match="no rights"):
        save_model(saved, tmp_path / "model", replace=True)
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
    assert load_model(tmp_path / "model").digest == saved.digest


def test_where_two_folders_cannot_change_places_in_one_step_the_new_one_is_there_too(
    saved: SavedProgram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_files, "_system_rename", lambda: None)
    save_model(saved, tmp_path / "model")
    save_model(replace(saved, digest="another"), tmp_path / "model", replace=True)
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
    assert load_model(tmp_path / "model").digest == "another"


def test_of_two_who_save_at_once_one_is_there_and_whoever_reads_meanwhile_finds_one(
    saved: SavedProgram, tmp_path: Path
) -> None:
    place = save_model(saved, tmp_path / "model")

    def save_often(digest: str) -> None:
        for _ in range(4):
            save_model(replace(saved, digest=digest), place, replace=True)

    with ThreadPoolExecutor(2) as pool:
        saving = [pool.submit(save_often, digest) for digest in ("one", "other")]
        while not all(one.done() for one in saving):
            assert load_model(place).digest in (saved.digest, "one", "other")
        for one in saving:
            one.result()
    assert load_model(place).digest in ("one", "other")
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_what_is_read_is_one_save_where_another_takes_its_place_meanwhile(
    saved: SavedProgram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = save_model(saved, tmp_path / "model")
    usual, read = saved_model.FittedModel.load, []

    def after_another_was_saved(folder: Path) -> object:
        if not read:
            save_model(replace(saved, digest="another"), place, replace=True)
        read.append(folder)
        return usual(folder)

    monkeypatch.setattr(saved_model.FittedModel, "load", after_another_was_saved)
    assert load_model(place).digest == "another"
    assert len(read) == 4  # both models of both saves


@pytest.mark.parametrize("change", [{"version": 1}, {"format": "other"}, {"grid": "month"}, {"cut": "yesterday"}])
def test_another_format_is_refused_with_what_to_do(
    saved: SavedProgram, tmp_path: Path, change: dict[str, object]
) -> None:
    save_model(saved, tmp_path / "model")
    file = tmp_path / "model" / "program.json"
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | change), encoding="utf-8")
    with pytest.raises(ModelUnreadable, match="fit the program again"):
        load_model(tmp_path / "model")


@pytest.mark.parametrize("missing", ["program.json", "digests.json", "forecast/arrays.npz", "explain/model.json"])
def test_a_damaged_folder_is_refused(saved: SavedProgram, tmp_path: Path, missing: str) -> None:
    save_model(saved, tmp_path / "model")
    (tmp_path / "model" / missing).unlink()
    with pytest.raises(ModelUnreadable, match="fit the program again"):
        load_model(tmp_path / "model")


@pytest.mark.parametrize("file", ["program.json", "explain/model.json", "explain/arrays.npz", "forecast/arrays.npz"])
@pytest.mark.parametrize(
    "damage", [lambda held: held[: len(held) // 2], lambda held: held[:500] + bytes(200) + held[700:]]
)
def test_a_damaged_file_is_refused_with_what_to_do(
    saved: SavedProgram, tmp_path: Path, file: str, damage: Callable[[bytes], bytes]
) -> None:
    place = save_model(saved, tmp_path / "model") / file
    place.write_bytes(damage(place.read_bytes()))
    with pytest.raises(ModelUnreadable, match="fit the program again"):
        load_model(tmp_path / "model")


@pytest.mark.parametrize("held", ["5", '"x"', "[]", "null"])
@pytest.mark.parametrize("file", ["program.json", "explain/model.json"])
def test_json_that_is_no_model_is_refused_with_what_to_do(
    saved: SavedProgram, tmp_path: Path, file: str, held: str
) -> None:
    place = save_model(saved, tmp_path / "model")
    (place / file).write_text(held, encoding="utf-8")
    _digest_anew(place)
    with pytest.raises(ModelUnreadable, match="fit the program again"):
        load_model(place)


def _digest_anew(place: Path) -> None:
    """As if these files were those that were kept."""
    kept = json.loads((place / "digests.json").read_text(encoding="utf-8"))
    found = {file: hashlib.sha256((place / file).read_bytes()).hexdigest() for file in kept}
    (place / "digests.json").write_text(json.dumps(found), encoding="utf-8")


@pytest.mark.parametrize("name", ["prior_mean", "prior_sd", "mode", "draws", "scale_draws"])
@pytest.mark.parametrize("change", [lambda values: values * np.nan, lambda values: values[..., :-1], lambda _: 1.0])
def test_arrays_that_are_no_numbers_or_of_another_model_are_refused(
    saved: SavedProgram, tmp_path: Path, name: str, change: Callable[[Floats], Floats | float]
) -> None:
    arrays = {one: getattr(saved.forecast, one) for one in ("prior_mean", "prior_sd", "mode", "draws", "scale_draws")}
    saved.forecast.save(tmp_path)
    assert (FittedModel.load(tmp_path).draws == saved.forecast.draws).all()
    np.savez(tmp_path / "arrays.npz", **arrays | {name: change(arrays[name])})
    with pytest.raises(ModelUnreadable, match="fit the program again"):
        FittedModel.load(tmp_path)


def test_a_model_without_draws_is_refused(saved: SavedProgram, tmp_path: Path) -> None:
    none = replace(saved.forecast, draws=saved.forecast.draws[:0], scale_draws=saved.forecast.scale_draws[:0])
    none.save(tmp_path)
    with pytest.raises(ModelUnreadable, match="fit the program again"):
        FittedModel.load(tmp_path)


def test_a_digit_that_changed_on_the_disk_is_found(saved: SavedProgram, tmp_path: Path) -> None:
    place = save_model(saved, tmp_path / "model") / "program.json"
    changed = place.read_text(encoding="utf-8").replace(
        f'"clients": {saved.clients}', f'"clients": {saved.clients + 1}'
    )
    place.write_text(changed, encoding="utf-8")
    with pytest.raises(ModelUnreadable, match=r"digests\.json"):
        load_model(tmp_path / "model")


def test_a_damaged_archive_is_refused(saved: SavedProgram) -> None:
    archive = archive_of(saved)
    for damaged in (archive[:-100], archive[:5000] + bytes(200) + archive[5200:]):
        with pytest.raises(ModelUnreadable, match="fit the program again"):
            from_archive(damaged)


def test_no_client_is_in_what_is_kept(saved: SavedProgram, tmp_path: Path) -> None:
    save_model(saved, tmp_path / "model")
    text = "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.json"))
    assert not [client for client in forecasted().records.episodes["client"] if f'"{client}"' in text]


@pytest.mark.filterwarnings("ignore")  # ArviZ warns of its own future on import
def test_arviz_reads_the_draws(saved: SavedProgram, tmp_path: Path) -> None:
    import arviz

    save_model(saved, tmp_path / "model")
    layout = json.loads((tmp_path / "model" / "forecast" / "model.json").read_text(encoding="utf-8"))["layout"]
    with np.load(tmp_path / "model" / "forecast" / "arrays.npz", allow_pickle=False) as arrays:
        draws = arrays["draws"]
    posterior = {name: draws[None, :, start:stop] for name, (start, stop) in layout.items()}
    data = arviz.from_dict(posterior=posterior)
    assert data.posterior.sizes["draw"] == len(draws)
    assert float(data.posterior["alliance"].mean()) == pytest.approx(saved.forecast.block("alliance").mean())
