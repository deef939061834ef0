"""Another language for what the office's content says: whole phrases, each beside the Vietnamese it was written for.

Answers are compiled from Vietnamese phrases, and what is done with these (clauses apart, first letters lowered, several
in a row) is undone here, so that a phrase is written once however it comes to stand in a sentence. A phrase that was
edited since is found no more: then its Vietnamese is told, never an English sentence that says something else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.guidance.answers.plain import clauses, upper_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST: Final = 1500
"""Characters of the longest text that is looked up: content has none that is longer."""
_AROUND: Final = re.compile(r"^(?P<lead>[–•]?\s*(?:Dạ, )?)(?P<said>.*?)(?P<end>[.;]?)$", re.DOTALL)
_GROUPED: Final = re.compile(r"\d{1,3}(?:\.\d{3})+")
_PLACE: Final = re.compile(r"\{(\w+)\}")
_LISTED: Final = re.compile(r"(, | hoặc | và )")
_LINKS: Final = {", ": ", ", " hoặc ": " or ", " và ": " and "}
_WHEN: Final = (("chỉ ", "only "), ("khi ", "when "), ("nếu ", "if "))
"""Words that an answer may leave out because its own sentence has them, and what they are in English."""
_SEVERAL: Final = 2
_NUMBER: Final = re.compile(r"\d+(?:[.,/]\d+)*")


_ACCENTED: Final = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE)
_APART: Final = re.compile(r"\([^()]*\)|“[^“”]*”")
_SENTENCE: Final = 4
"""Accented words of which a sentence has this many, and the name of a place has not."""


def in_vietnamese(text: str) -> bool:
    """Return whether a text tells something in Vietnamese; names in brackets or quotation marks are none of it."""
    return sum(_ACCENTED.search(word) is not None for word in _APART.sub(" ", text).split()) >= _SENTENCE


def numbers(text: str) -> set[str]:
    """Return the numbers of a text, however their thousands are grouped."""
    return {re.sub(r"[.,](?=\d{3}(?!\d))", "", number) for number in _NUMBER.findall(text)}


class Phrasebook:
    """English by the Vietnamese words that it was written for.

    Args:
        entries: Vietnamese → English. Names in braces stand for whatever fills them; a final full stop is left out.
    """

    def __init__(self, entries: Mapping[str, str] | None = None) -> None:
        self.entries = {said: english.rstrip(".") for said, english in (entries or {}).items()}
        self.used: set[str] = set()
        """What was looked up and found, for those who check that nothing is written in vain."""
        self._exact = {
            key: (said, part)
            for apart in (_without_notes, _parts)
            for said, english in self.entries.items()
            for key, part in apart(said, english)
        }
        self._exact |= {_key(said): (said, english) for said, english in self.entries.items()}
        self._open = [(_pattern(said), said) for said in self.entries if _PLACE.search(said)]

    def __contains__(self, text: str) -> bool:
        """Whether there is English for all of a text."""
        return self._found(text) is not None

    def said(self, text: str) -> str:
        """Return a text in English, or as it is where not all of it is known."""
        found = self._found(text)
        return text if found is None else found

    def label(self, text: str) -> str:
        """Return a text for a button: what stands in brackets behind a name is left out there."""
        found = self._found(text)
        return text if found is None else re.sub(r" \([^()]*\)$", "", found)

    def lines(self, text: str) -> str:
        """Return a text of several lines, each in English where it is known."""
        return "\n".join(self.said(line) for line in text.split("\n"))

    def unknown(self, texts: Iterable[str]) -> list[str]:
        """Return the phrases of some texts for which there is no English, each once."""
        found = dict.fromkeys(part for text in texts for part in self._missing(text))
        return list(found)

    def _missing(self, text: str) -> Iterable[str]:
        if text in self:
            return ()
        parts = clauses(text)
        return [text] if len(parts) < _SEVERAL else [part for part in parts if part not in self]

    def _found(self, text: str) -> str | None:
        if len(text) > MOST or not text.strip():
            return None
        if _GROUPED.fullmatch(text):
            return text.replace(".", ",")
        around = _AROUND.match(text)
        if around is None:
            return None
        said = self._phrase(around["said"].strip())
        if said is None:
            return None
        if around["said"].strip()[:1].isupper() or around["lead"].endswith("Dạ, "):
            said = upper_first(said)
        return f"{around['lead'].removesuffix('Dạ, ')}{said}{around['end']}"

    def _phrase(self, text: str) -> str | None:
        for attempt in (self._whole, self._sentences, self._filled, self._case, self._note, self._row):
            if (found := attempt(text)) is not None:
                return found
        return None

    def _whole(self, text: str) -> str | None:
        if (found := self._exact.get(_key(text))) is not None:
            self.used.add(found[0])
            return found[1]
        for left_out, word in _WHEN:
            found = self._exact.get(_key(f"{left_out}{text}"))
            if found is not None and found[1].startswith(word):
                self.used.add(found[0])
                return found[1].removeprefix(word)
        return None

    def _sentences(self, text: str) -> str | None:
        parts = clauses(text)
        if len(parts) < _SEVERAL:
            return None  # one, or none: dots alone
        found = [said for part in parts if (said := self._phrase(part)) is not None]
        if len(found) < len(parts):
            return None
        if ". " in text:
            return ". ".join((found[0], *map(upper_first, found[1:])))
        return "; ".join(found)

    def _filled(self, text: str) -> str | None:
        for pattern, key in self._open:
            if (match := pattern.fullmatch(text)) is not None:
                self.used.add(key)
                values = {name: self.said(value) for name, value in match.groupdict().items()}
                return self.entries[key].format(**values)
        return None

    def _case(self, text: str) -> str | None:
        case, colon, said = text.partition(": ")
        return self._both(case, said, "{0}: {1}") if colon else None

    def _note(self, text: str) -> str | None:
        name, opened, note = text.partition(" (")
        return self._both(name, note[:-1], "{0} ({1})") if opened and note.endswith(")") else None

    def _both(self, one: str, other: str, joined: str) -> str | None:
        first = self._phrase(one)
        second = self._phrase(other) if first is not None else None
        return None if second is None else joined.format(first, second)

    def _row(self, text: str) -> str | None:
        first, *others = _LISTED.split(text)
        if not others:
            return None
        found = [self._whole(first), *(_LINKS.get(part) or self._whole(part) for part in others)]
        return None if None in found else "".join(filter(None, found))


def _key(text: str) -> str:
    said = text.strip().rstrip(".;").removeprefix("Dạ, ")
    return f"{said[:1].lower()}{said[1:]}"


def _without_notes(said: str, english: str) -> Iterable[tuple[str, str]]:
    """Return what stands before the note in brackets that ends an entry: lists tell names without their notes."""
    (name, opened, note), (written, begun, _) = said.partition(" ("), english.partition(" (")
    ends = note.endswith(")") and english.endswith(")") and ")" not in note[:-1]
    return [(_key(name), written)] if opened and begun and ends else []


def _parts(said: str, english: str) -> Iterable[tuple[str, str]]:
    """Return the sentences of an entry apart: a rule's are told with those of its reason, and in another order."""
    parts, written = clauses(said), clauses(english)
    return zip(map(_key, parts), written, strict=True) if 1 < len(parts) == len(written) else ()


def _pattern(entry: str) -> re.Pattern[str]:
    parts = _PLACE.split(_key(entry))
    made = "".join(f"(?P<{part}>.+)" if number % 2 else re.escape(part) for number, part in enumerate(parts))
    first = made[:1]
    return re.compile(f"[{first}{first.upper()}]{made[1:]}" if first.isalpha() else made)
