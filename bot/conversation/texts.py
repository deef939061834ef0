"""What the bot says, by key and language; the words lie in content/texts, where people who do not program edit them."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.guidance.phrasebook import Phrasebook

DEFAULT = "vi"


class MissingText(LookupError):
    """No language has this key."""


class Texts:
    """The texts of all languages.

    Args:
        languages: language → key → text; placeholders as in ``str.format`` (``{name}``), nothing else.
        content: language → what is said in it for the phrases of the rulebook, the catalogue and the procedures.
    """

    def __init__(
        self, languages: Mapping[str, Mapping[str, str]], content: Mapping[str, Phrasebook] | None = None
    ) -> None:
        self._languages = {language: dict(texts) for language, texts in languages.items()}
        self._content = dict(content or {})

    def get(self, language: str, key: str, **values: object) -> str:
        """Return the text of ``key``, in Vietnamese where the language lacks it.

        Content among the values is said in the language, as far as that is written.

        Raises:
            MissingText: Vietnamese lacks it too.
            KeyError: a placeholder has no value.
        """
        text = self._languages.get(language, {}).get(key)
        if text is None:
            text = self._languages.get(DEFAULT, {}).get(key)
        if text is None:
            raise MissingText(key)
        book = self._content.get(language)
        if book is not None:
            values = {name: book.said(value) if isinstance(value, str) else value for name, value in values.items()}
        return text.format(**values).strip()

    def told(self, language: str, text: str) -> str:
        """Return content as it is told in a language: Vietnamese where nobody has written it in that one."""
        book = self._content.get(language)
        return text if book is None else book.lines(text)

    def label(self, language: str, text: str) -> str:
        """Return content as it stands on a button."""
        book = self._content.get(language)
        return text if book is None else book.label(text)

    def keys(self, language: str = DEFAULT) -> Iterator[str]:
        """Yield the keys of a language."""
        yield from self._languages.get(language, {})

    def placeholders(self, language: str, key: str) -> set[str]:
        """Return the names that the text of ``key`` needs."""
        text = self._languages.get(language, {}).get(key, "")
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}
