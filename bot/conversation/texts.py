"""What the bot says, by key and language; the words lie in content/texts, where people who do not program edit them."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DEFAULT = "vi"


class MissingText(LookupError):
    """No language has this key."""


class Texts:
    """The texts of all languages.

    Args:
        languages: language → key → text; placeholders as in ``str.format`` (``{name}``), nothing else.
    """

    def __init__(self, languages: Mapping[str, Mapping[str, str]]) -> None:
        self._languages = {language: dict(texts) for language, texts in languages.items()}

    def get(self, language: str, key: str, **values: object) -> str:
        """Return the text of ``key``, in Vietnamese where the language lacks it.

        Raises:
            MissingText: Vietnamese lacks it too.
            KeyError: a placeholder has no value.
        """
        text = self._languages.get(language, {}).get(key)
        if text is None:
            text = self._languages.get(DEFAULT, {}).get(key)
        if text is None:
            raise MissingText(key)
        return text.format(**values).strip()

    def keys(self, language: str = DEFAULT) -> Iterator[str]:
        """Yield the keys of a language."""
        yield from self._languages.get(language, {})

    def placeholders(self, language: str, key: str) -> set[str]:
        """Return the names that the text of ``key`` needs."""
        text = self._languages.get(language, {}).get(key, "")
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}
