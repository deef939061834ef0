"""Finding the names of administrative units in what people type."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.guidance.keystrokes import without_keystrokes
from bot.guidance.places.gazetteer import Level, UnitKind
from bot.guidance.places.spelling import Spelling
from bot.guidance.text import clean, fold
from bot.guidance.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.guidance.places.gazetteer import AdminUnit, Gazetteer

_PREFIXES: dict[tuple[str, ...], UnitKind] = {
    ("thi", "tran"): UnitKind.TOWNSHIP,
    ("thanh", "pho"): UnitKind.CITY,
    ("thi", "xa"): UnitKind.TOWN,
    ("phuong",): UnitKind.WARD,
    ("phg",): UnitKind.WARD,
    ("p",): UnitKind.WARD,
    ("f",): UnitKind.WARD,
    ("xa",): UnitKind.COMMUNE,
    ("x",): UnitKind.COMMUNE,
    ("tt",): UnitKind.TOWNSHIP,
    ("huyen",): UnitKind.DISTRICT,
    ("h",): UnitKind.DISTRICT,
    ("tp",): UnitKind.CITY,
    ("tx",): UnitKind.TOWN,
    ("tinh",): UnitKind.PROVINCE,
}
_ALIASES = {
    ("tpcm",): ("thanh", "pho", "ca", "mau"),
    ("tpbl",): ("thanh", "pho", "bac", "lieu"),
    ("tp", "cm"): ("thanh", "pho", "ca", "mau"),
    ("tp", "bl"): ("thanh", "pho", "bac", "lieu"),
    ("tvt",): ("tran", "van", "thoi"),
    ("cmau",): ("ca", "mau"),
}
_ALIAS_BEGINS = frozenset(typed[0] for typed in _ALIASES)
_NUMBERS = {"mot": "1", "hai": "2", "ba": "3", "bon": "4", "nam": "5", "sau": "6", "bay": "7", "tam": "8", "chin": "9"}
_HAMLETS = frozenset({"ap", "khom", "kinh", "kenh", "rach", "duong", "hem", "xom", "tuyen"})
_NUMBERED_PLACES = frozenset({"to", "so", "khu", "doi"})
"""These begin a place only before a number: "tổ 3", "số 12"."""
_ENDS_HAMLET = frozenset({"ap", "khom", "duong", "hem", "to", "so"})
"""These begin another place behind the first ("số 12 đường …"); "rạch" and "kinh" may be part of its name."""
_LONGEST_NAME = 4
_MOST_WORDS_TO_GUESS = 12
"""In a long sentence some words always resemble a name."""
_MOST_MENTIONS = 12
_MOST_GUESSES = 8
"""Nobody names so many places, or misspells so many, in one message; each is compared with the others or with all."""
_OLD = ("cũ", "xưa")
_NEW = ("mới",)
_BEFORE_MERGER = ("truoc sap nhap", "truoc khi sap nhap", "hoi truoc")
_AROUND = 2


@dataclass(frozen=True, slots=True)
class Mention:
    """A unit's name in the text.

    Attributes:
        start: index of its first token.
        end: index after its last token.
        units: the units of all times with this name, and of this kind where a kind was typed.
        kind: the kind typed before the name.
        exact: False when the spelling was guessed.
        loose: townships of the name, where "xã" was typed: people say it for a township too.
        old: "cũ" stands beside it.
        new: "mới" stands beside it.
    """

    start: int
    end: int
    units: tuple[AdminUnit, ...]
    kind: UnitKind | None
    exact: bool = True
    loose: tuple[AdminUnit, ...] = ()
    old: bool = False
    new: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """The names in a text, and the hamlets, canals and streets as typed."""

    mentions: tuple[Mention, ...]
    detail: str | None


class NameFinder:
    """Knows the names of all units. Built once."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._units: dict[tuple[str, ...], list[AdminUnit]] = {}
        for unit in gazetteer:
            self._units.setdefault(_bare_words(unit), []).append(unit)
        self._spelling = Spelling(self._units)

    def parse(self, text: str) -> Parsed:
        """Find the units named in ``text``, in order."""
        return _Scan(without_keystrokes(text), self._units, self._spelling).run()

    def names(self, text: str) -> tuple[str, ...]:
        """Return the folded names, without their kinds, that ``text`` names as they are spelled; nothing guessed.

        A name of one word counts behind its kind only.
        """
        text = without_keystrokes(text)
        tokens, found = Tokens(text), []
        for mention in _Scan(text, self._units, self._spelling, guess=False).run().mentions:
            names = {_bare_words(unit) for unit in mention.units}
            typed = any(self._spells(tokens, mention, unit) for unit in mention.units)
            if typed and (mention.kind is not None or all(len(name) > 1 for name in names)):
                found += [" ".join(name) for name in sorted(names)]
        return tuple(found)

    @staticmethod
    def _spells(tokens: Tokens, mention: Mention, unit: AdminUnit) -> bool:
        said = unit.name.removeprefix(unit.kind.words).split()
        return tokens.follow(mention.end - len(said), *said)


def _bare_words(unit: AdminUnit) -> tuple[str, ...]:
    return tuple(fold(unit.name.removeprefix(unit.kind.words)).split())


class _Scan:
    """One pass over one text."""

    def __init__(
        self, text: str, units: dict[tuple[str, ...], list[AdminUnit]], spelling: Spelling, *, guess: bool = True
    ) -> None:
        self._text = clean(text)
        self._tokens = Tokens(text)
        self._units = units
        self._spelling = spelling
        self._mentions: list[Mention] = []
        self._details: list[str] = []
        self._guesses = 0 if guess else _MOST_GUESSES
        self._guess = guess
        words = self._tokens.plain(0, len(self._tokens))
        self._before_merger = any(said in words for said in _BEFORE_MERGER)

    def run(self) -> Parsed:
        index = 0
        while index < len(self._tokens) and len(self._mentions) < _MOST_MENTIONS:
            mention = self._mention(index)
            if mention is not None:
                self._mentions.append(self._marked(mention))
                index = mention.end
            elif self._begins_hamlet(index):
                index = self._take_hamlet(index)
            else:
                index += 1
        if self._guess and not any(unit.level is Level.COMMUNE for mention in self._mentions for unit in mention.units):
            self._guess_bare_name()
        return Parsed(tuple(self._mentions), ", ".join(self._details) or None)

    def _mention(self, index: int) -> Mention | None:
        alias = self._alias(index)
        if alias is not None:
            return alias
        kind, taken = self._prefix(index)
        if kind is None:
            length = self._name_at(index)
            return self._exact(index, index, length, None) if length else None
        length = self._name_at(index + taken, numbered=kind is UnitKind.WARD)
        if length:
            return self._exact(index, index + taken, length, kind)
        return self._guess_after(index, index + taken, kind) if taken and kind is not None else None

    def _alias(self, index: int) -> Mention | None:
        if self._tokens[index].plain not in _ALIAS_BEGINS:
            return None
        for typed, meant in _ALIASES.items():
            if tuple(self._tokens[index + offset].plain for offset in range(len(typed))) != typed:
                continue
            kind, taken = _prefix_of(meant)
            units = _of_kind(self._units[meant[taken:]], kind)
            return Mention(index, index + len(typed), units, kind)
        return None

    def _prefix(self, index: int) -> tuple[UnitKind | None, int]:
        return _prefix_of(tuple(self._tokens[index + offset].plain for offset in range(2)))

    def _name_at(self, index: int, *, numbered: bool = False) -> int:
        """Return how many tokens the longest name at ``index`` has, 0 for none."""
        if numbered and (number := self._ward_number(index)):
            return 1 if (number,) in self._units else 0
        if self._tokens[index].plain.isdigit():
            return 0
        words = tuple(self._tokens[index + offset].plain for offset in range(_LONGEST_NAME))
        return next((length for length in range(_LONGEST_NAME, 0, -1) if words[:length] in self._units), 0)

    def _ward_number(self, index: int) -> str | None:
        plain = self._tokens[index].plain
        if plain.isdigit():
            return str(int(plain)) if len(plain) <= 2 else None  # noqa: PLR2004 - wards have one or two digits
        return _NUMBERS.get(plain)

    def _exact(self, start: int, at: int, length: int, kind: UnitKind | None) -> Mention:
        number = self._ward_number(at) if kind is UnitKind.WARD and length == 1 else None
        words = (number,) if number else tuple(self._tokens[at + offset].plain for offset in range(length))
        units = _of_kind(self._units[words], kind)
        spelled = tuple(unit for unit in units if self._says(at, unit)) if not number else units
        loose = self._units[words] if kind is UnitKind.COMMUNE else ()
        townships = tuple(unit for unit in loose if unit.kind is UnitKind.TOWNSHIP and unit not in units)
        return Mention(start, at + length, spelled or units, kind, loose=townships)

    def _says(self, index: int, unit: AdminUnit) -> bool:
        """Whether the name was typed with this unit's diacritics (or none): "Tân Thạnh" is not "Tân Thành"."""
        return self._tokens.follow(index, *unit.name.removeprefix(unit.kind.words).split())

    def _guess_after(self, start: int, at: int, kind: UnitKind) -> Mention | None:
        """Guess a misspelled name behind its kind."""
        self._guesses += 1
        if self._guesses > _MOST_GUESSES:
            return None
        last = min(at + _LONGEST_NAME, len(self._tokens))
        end = next((stop for stop in range(at, last) if self._breaks(at, stop)), last)
        best = self._spelling.best(self._tokens, at, range(at + 1, end + 1), kind.level)
        return None if best is None else Mention(start, best.end, _of_kind(best.units, kind), kind, exact=False)

    def _guess_bare_name(self) -> None:
        """Guess a misspelled commune anywhere, where none was recognised in a short answer."""
        if self._details or len(self._tokens) > _MOST_WORDS_TO_GUESS:
            return
        taken = {index for mention in self._mentions for index in range(mention.start, mention.end)}
        best = None
        for start in range(len(self._tokens)):
            ends = [
                end
                for end in range(start + 2, min(start + _LONGEST_NAME, len(self._tokens)) + 1)
                if not taken & set(range(start, end))
            ]
            found = self._spelling.best(self._tokens, start, ends, None)
            if found is not None and (best is None or found.score > best.score):
                best = found
        if best is not None:
            mention = Mention(best.start, best.end, best.units, None, exact=False)
            self._mentions = sorted((*self._mentions, self._marked(mention)), key=lambda each: each.start)

    def _breaks(self, at: int, index: int) -> bool:
        """Whether another place, or a new part of the sentence, begins at ``index``."""
        if index <= at:
            return False
        between = self._text[self._tokens[index - 1].end : self._tokens[index].start]
        kind, taken = self._prefix(index)
        plain_follows = index > at + 1
        named = kind is not None and self._name_at(index + taken, numbered=kind is UnitKind.WARD) > 0
        other = plain_follows and self._tokens[index].plain in _ENDS_HAMLET and self._begins_hamlet(index)
        return named or other or any(mark in between for mark in ",;(-")

    def _begins_hamlet(self, index: int) -> bool:
        plain = self._tokens[index].plain
        following = self._tokens[index + 1]
        if plain in _NUMBERED_PLACES:
            return following.plain[:1].isdigit()
        return plain in _HAMLETS and bool(following.plain)

    def _take_hamlet(self, index: int) -> int:
        """Keep the hamlet as typed; a commune's name at its end is left for the scan."""
        end = next(
            (stop for stop in range(index + 1, len(self._tokens)) if self._breaks(index, stop)), len(self._tokens)
        )
        for start in range(index + 2, end):
            if start + self._name_at(start) == end and self._name_at(start):
                end = start
                break
        self._details.append(self._text[self._tokens[index].start : self._tokens[end - 1].end])
        return end

    def _marked(self, mention: Mention) -> Mention:
        """Add "cũ" or "mới" standing beside the name."""
        after = [self._tokens[mention.end + offset] for offset in range(_AROUND)]
        old = self._before_merger or any(token.says(*_OLD) for token in after)
        new = not old and after[0].says(*_NEW)
        return replace(mention, old=old, new=new)


def _prefix_of(words: tuple[str, ...]) -> tuple[UnitKind | None, int]:
    for length in (2, 1):
        if kind := _PREFIXES.get(words[:length]):
            return kind, length
    return None, 0


def _of_kind(units: Sequence[AdminUnit], kind: UnitKind | None) -> tuple[AdminUnit, ...]:
    """Keep the units of that kind, else of its level: people say "xã" for a township too."""
    if kind is None:
        return tuple(units)
    return tuple(unit for unit in units if unit.kind is kind) or tuple(
        unit for unit in units if unit.level is kind.level
    )
