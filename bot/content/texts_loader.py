"""Reading what the bot says: `texts/<language>/<topic>.yaml`, one file a topic, a key a line."""

from __future__ import annotations

import functools
import string
from importlib.resources import files
from typing import TYPE_CHECKING

import yaml

from bot.content.english_loader import load_english
from bot.content.safe_yaml import parse
from bot.conversation.texts import Texts

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


class TextsError(ValueError):
    """A file of texts cannot be used; the message names the file and the key."""


def load_texts(folder: Traversable | None = None) -> Texts:
    """Return the texts of all languages; the key of `name` in `core.yaml` is `core.name`.

    Args:
        folder: holds a folder for each language; the packaged one by default, which is read once a process.

    Raises:
        TextsError: a file is no mapping of names to texts, or a text's placeholders are broken.
    """
    return _packaged() if folder is None else _read(folder)


@functools.cache
def _packaged() -> Texts:
    return _read(files("bot.content") / "texts")


def _read(source: Traversable) -> Texts:
    languages = {language.name: _language(language) for language in _sorted(source) if language.is_dir()}
    return Texts(languages, {"en": load_english()})


def _language(folder: Traversable) -> dict[str, str]:
    texts: dict[str, str] = {}
    for entry in _sorted(folder):
        if entry.name.endswith(".yaml"):
            topic = entry.name.removesuffix(".yaml")
            texts |= {f"{topic}.{name}": text for name, text in _topic(entry, f"{folder.name}/{entry.name}").items()}
    return texts


def _topic(entry: Traversable, where: str) -> dict[str, str]:
    try:
        content = parse(entry.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise TextsError(f"{where}: not YAML: {error}") from error
    if not isinstance(content, dict):
        raise TextsError(f"{where}: not a mapping of names to texts")
    for name, text in content.items():
        if not isinstance(name, str) or not isinstance(text, str):
            raise TextsError(f"{where}: {name}: not a text")
        _check(text, f"{where}: {name}")
    return content


def _check(text: str, where: str) -> None:
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError as error:
        raise TextsError(f"{where}: {error}") from error
    if not all(name.isidentifier() for name in names):
        raise TextsError(f"{where}: a placeholder is a name in braces")


def _sorted(folder: Traversable) -> list[Traversable]:
    return sorted(folder.iterdir(), key=lambda entry: entry.name)
