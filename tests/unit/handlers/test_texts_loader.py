"""Texts are read by topic and language; a broken file is named with its key."""

from __future__ import annotations

import pytest

from bot.content.texts_loader import TextsError, load_texts


def folder(tmp_path, content, name="core.yaml"):
    (tmp_path / "vi").mkdir()
    (tmp_path / "vi" / name).write_text(content, encoding="utf-8")
    return tmp_path


def test_a_key_is_topic_and_name(tmp_path):
    texts = load_texts(folder(tmp_path, "hello: 'Chào {name}'"))
    assert texts.get("vi", "core.hello", name="bà con") == "Chào bà con"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("- a list", "core.yaml"),
        ("hello: 3", "hello"),
        ("hello: 'Chào {name'", "hello"),
        ("hello: 'Chào {}'", "hello"),
        ("hello: 'Chào {name.__class__}'", "hello"),
        ("hello: 'Chào {0}'", "hello"),
        ("hello: [", "not YAML"),
        ("no: 'Không'", "False"),
    ],
)
def test_a_broken_file_is_named(tmp_path, content, words):
    with pytest.raises(TextsError, match=words):
        load_texts(folder(tmp_path, content))


def test_other_files_are_left_alone(tmp_path):
    assert list(load_texts(folder(tmp_path, "not a text", "README.md")).keys()) == []
