"""Trained models are shared by the checkouts of a user: taken whole or not at all, and trained by one at a time."""

from __future__ import annotations

import gzip
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from bot.embedded.model_cache import KEPT, ModelCache, cache_folder, checksum
from bot.embedded.parts import NLU, train_model

if TYPE_CHECKING:
    from pathlib import Path

NAME = "nlu-0123456789abcdef.tar.gz"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelCache:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = cache_folder()
    assert folder == tmp_path / "cache" / "motcua" / "models"
    return ModelCache(folder)


def trained(folder: Path, name: str = NAME, content: bytes = b"a model " * 50_000) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(gzip.compress(content))
    return folder / name


def test_a_model_is_taken_by_another_checkout(cache: ModelCache, tmp_path: Path) -> None:
    model = trained(tmp_path / "first")
    assert not cache.take(NAME, tmp_path / "second")
    cache.keep(model)
    assert cache.take(NAME, tmp_path / "second")
    assert (tmp_path / "second" / NAME).read_bytes() == model.read_bytes()
    assert [file.name for file in (tmp_path / "second").iterdir()] == [NAME]


@pytest.mark.parametrize("damage", ["cut", "a byte", "empty", "no gzip"])
def test_a_damaged_file_is_not_taken_and_makes_way(damage: str, cache: ModelCache, tmp_path: Path) -> None:
    model = trained(tmp_path / "first")
    content = model.read_bytes()
    middle = len(content) // 2
    damaged = {
        "cut": content[:-10],
        "a byte": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "empty": b"",
        "no gzip": b"a model",
    }[damage]
    cache.folder.mkdir(parents=True)
    (cache.folder / NAME).write_bytes(damaged)
    assert not cache.take(NAME, tmp_path / "second")
    assert not (tmp_path / "second" / NAME).exists()
    cache.keep(model)
    assert cache.take(NAME, tmp_path / "second")


def test_a_damaged_model_is_not_kept(cache: ModelCache, tmp_path: Path) -> None:
    model = trained(tmp_path / "first")
    model.write_bytes(model.read_bytes()[:-1])
    cache.keep(model)
    assert not cache.take(NAME, tmp_path / "second")


def test_many_keep_and_take_at_once(cache: ModelCache, tmp_path: Path) -> None:
    """What each of them gets is one of the models that were kept, whole."""
    contents = [bytes([65 + number]) * 3_000_000 for number in range(4)]
    models = [trained(tmp_path / str(number), content=content) for number, content in enumerate(contents)]

    def work(number: int) -> list[bytes]:
        got = []
        for turn in range(10):
            cache.keep(models[number])
            place = tmp_path / f"{number}-{turn}"
            if cache.take(NAME, place):
                got.append(gzip.decompress((place / NAME).read_bytes()))
            cache.forget(NAME)
        return got

    with ThreadPoolExecutor(4) as pool:
        got = [content for one in pool.map(work, range(4)) for content in one]
    assert got
    assert set(got) <= set(contents)


def test_a_second_training_waits_for_the_first(cache: ModelCache, tmp_path: Path) -> None:
    waits, first_is_done = threading.Event(), threading.Event()
    found = []

    def second() -> None:
        with cache.alone(NAME, waits.set):
            found.append((first_is_done.is_set(), cache.take(NAME, tmp_path / "second")))

    with cache.alone(NAME):
        thread = threading.Thread(target=second)
        thread.start()
        assert waits.wait(30)
        cache.keep(trained(tmp_path / "first"))
        first_is_done.set()
    thread.join(30)
    assert found == [(True, True)]


def test_the_oldest_models_go(cache: ModelCache, tmp_path: Path) -> None:
    names = [f"nlu-{number:016x}.tar.gz" for number in range(KEPT + 2)]
    for number, name in enumerate(names):
        cache.keep(model := trained(tmp_path / "first", name))
        os.utime(cache.folder / name, (number, number))
        assert model.exists()
    cache.keep(trained(tmp_path / "first", NAME))
    assert {file.name for file in cache.folder.glob("nlu-*")} == {*names[-KEPT + 1 :], NAME}


def test_training_takes_what_another_checkout_has_trained(cache: ModelCache, tmp_path: Path) -> None:
    name = checksum(NLU).model_name(NLU)
    trained(cache.folder, name)
    said: list[str] = []
    model = train_model(said.append, tmp_path / "train.log", models=tmp_path / "models")
    assert model == tmp_path / "models" / name
    assert any("taken from" in line for line in said)


def test_training_keeps_what_this_checkout_has(cache: ModelCache, tmp_path: Path) -> None:
    name = checksum(NLU).model_name(NLU)
    trained(tmp_path / "models", name)
    train_model(lambda _line: None, tmp_path / "train.log", models=tmp_path / "models")
    assert (cache.folder / name).exists()


def test_where_nothing_can_be_kept_training_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a file"))
    name = checksum(NLU).model_name(NLU)
    trained(tmp_path / "models", name)
    assert train_model(lambda _line: None, tmp_path / "train.log", models=tmp_path / "models").name == name
