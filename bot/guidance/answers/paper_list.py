"""How papers are written: each in short or in full, with its conditions, and a list within the room of an answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.guidance.answers.fields import lower_first
from bot.guidance.answers.model import Row, Say
from bot.guidance.answers.plain import clauses, folded, plain_name, starts, upper_first
from bot.guidance.catalogue.values import CopyOf, Hand, Paper

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.guidance.catalogue.telling import Told

_SHORT_CONDITION = 45
_SHORT_WHEN = 70
_LONGER_WHEN = 110
_MOST_LISTED = 10
_MOST_IN_BRIEF = 3
_BY_WAY = re.compile(r"^khi (?:lam|nop|gui|dang ky|den) (?:truc tiep|ho so|buu dien|qua)\b")
"""A condition that only says by which way somebody hands in."""
IN_BRACKETS = re.compile(r" ?\([^()]*\)")
"""What a paper's name adds in brackets: its form's number, which one it is."""
MOST_IN_A_LINE = 6
_ROOM = 1150
"""Characters that the papers of a list may take with all their conditions; those left over stand there by name."""
WHEN = ("khi", "neu", "chi", "chi khi")
_JOINED = (*WHEN, "tru", "de", "cho")
_WORDS_OF_A_CLAUSE = 5
_WORDS_OF_A_PAPER = 4
UNLESS = ("khoi", "khong phai", "khong can", "tru", "duoc mien")
_COPIES = ("ban sao", "ban chup", "ban dien tu", "ban chung thuc", "ban cap")
_KINDS_OF_COPY = (
    ("certified", re.compile(r"ban (?:sao )?(?:co )?chung thuc(?: tu ban chinh)?")),
    ("register", re.compile(r"(?:ban (?:sao )?)?(?:cap )?tu so goc")),
    ("photo", re.compile(r"ban chup kem (?:dua xem )?ban chinh(?: de doi chieu)?")),
    (
        "electronic",
        re.compile(
            r"ban dien tu(?:,? \(?(?:ke ca|ca) (?:giay (?:to )?|hien thi )?(?:tich hop )?"
            r"tren (?:vneid|ung dung dinh danh)\)?)?"
        ),
    ),
)
"""What is taken in an original's stead, as readers write it: it is said once for all papers that it holds for."""
_IF_NONE = re.compile(r"^((?:nếu |khi )?(?:không|chưa|mất|hết|sinh ngoài|trẻ)[^:;]*): (.+)$")
ON_THE_PORTAL = re.compile(r"(?:khi )?nop qua mang(?:[:,;] khai tren cong dich vu cong(?: quoc gia)?)?")
_OWN_SENTENCE = re.compile(
    r"^(?:nếu |khi )?(?:không|chưa|mất|hết|sinh ngoài|trẻ)[^:;]* (?:thì|khi) |chỉ cần |nộp qua mạng thì "
)


def lines_of(papers: Sequence[Told]) -> tuple[Say, ...]:
    """Papers in a line each with all that is known of them, as far as there is room; the others by name."""
    listed = min(len(papers), _MOST_LISTED)
    while listed > 1 and sum(map(_size, papers[:listed])) + sum(map(_brief_size, papers[listed:])) > _ROOM:
        listed -= 1
    alike = _alike(papers[:listed])
    lines = [_full(one, apart=frozenset(alike)) for one in papers[:listed]]
    if listed < len(papers):
        left = papers[listed:]
        brief = tuple(_brief(one, most=_LONGER_WHEN) for one in left[: 2 * MOST_IN_A_LINE])
        names = tuple(lower_first(plain_name(paper_of(one).name)) for one in left[2 * MOST_IN_A_LINE :])
        lines.append(Say("answers.papers_more", {"names": Row((*brief, *names), "; ")}))
    for names in dict.fromkeys(alike.values()):
        same = [clause for clause, those in alike.items() if those == names]
        said: list[str | Say] = [upper_first(text) for instead, text in same if not instead]
        if given := tuple(text for instead, text in same if instead):
            said.append(Say("answers.full_instead", {"instead": Row(given, "; ")}))
        lines.append(Say("answers.papers_alike", {"names": Row(names, "; "), "what": Row(tuple(said), ". ")}))
    return (*lines, *_copies_taken(papers[:listed]))


def _alike(papers: Sequence[Told]) -> dict[tuple[bool, str], tuple[str, ...]]:
    """Return what would be said of several papers in the same words, with the papers' names: it is said once."""
    found: dict[tuple[bool, str], list[str]] = {}
    for one in papers:
        own, given = _said_apart(one)
        said = [(False, lower_first(clause)) for clause in own if len(clause.split()) >= _WORDS_OF_A_CLAUSE]
        for clause in dict.fromkeys(
            (*said, *((True, text) for text in given if len(text.split()) >= _WORDS_OF_A_PAPER))
        ):
            found.setdefault(clause, []).append(lower_first(plain_name(paper_of(one).name)))
    return {clause: tuple(dict.fromkeys(names)) for clause, names in found.items() if len(names) > 1}


def _said_apart(one: Told) -> tuple[list[str], list[str]]:
    """Return the clauses of a paper that are sentences of their own, and what else is taken in its stead."""
    held = clauses(one.field.condition)
    if held and starts(held[0], *_JOINED):
        held = held[1:]
    others = others_instead(one.field.instead)
    given = [text for text in others if not _OWN_SENTENCE.match(text)]
    return [*held, *(text for text in others if text not in given)], given


def _size(one: Told) -> int:
    field = one.field
    return len(paper_of(one).name) + len(field.condition) + sum(map(len, others_instead(field.instead))) + 30


def _brief_size(one: Told) -> int:
    return len(paper_of(one).name) + min(len(one.field.condition), _SHORT_WHEN) + 5


def _copies_taken(papers: Sequence[Told]) -> tuple[Say, ...]:
    """What is taken in an original's stead, said once; of which papers, where it is not so of all originals."""
    groups: dict[tuple[str, ...], list[Told]] = {}
    for one in papers:
        if kinds := kinds_of_copy(one.field.instead):
            groups.setdefault(kinds, []).append(one)
    originals = [one for one in papers if paper_of(one).copy_of is CopyOf.ORIGINAL]
    said = []
    for kinds, those in groups.items():
        row = Row(tuple(Say(f"answers.copy_kind_{kind}") for kind in kinds))
        if len(groups) == 1 and all(one in those for one in originals):
            said.append(Say("answers.copies_taken", {"kinds": row}))
        else:
            names = dict.fromkeys(lower_first(plain_name(paper_of(one).name)) for one in those)
            said.append(Say("answers.copies_taken_of", {"kinds": row, "names": Row(tuple(names), "; ")}))
    return tuple(said)


def kinds_of_copy(instead: Iterable[str]) -> tuple[str, ...]:
    """Return which kinds of copies of the same paper are taken in its stead."""
    found = {kind for text in instead for kind in _as_copies(text) or ()}
    return tuple(kind for kind, _pattern in _KINDS_OF_COPY if kind in found)


def _as_copies(text: str) -> tuple[str, ...] | None:
    """Return the kinds of copies that a text names, or None where it says anything else."""
    found = []
    for part in re.split(r",? hoac |; |, (?!ke ca|ca )", folded(text)):
        kind = next((kind for kind, pattern in _KINDS_OF_COPY if pattern.fullmatch(part.strip())), None)
        if kind is None:
            return None
        found.append(kind)
    return tuple(found)


def others_instead(instead: Iterable[str]) -> list[str]:
    """Return what is taken besides copies of the same paper, as a sentence goes on."""
    return [_IF_NONE.sub(r"\1 thì dùng \2", lower_first(text)) for text in instead if _as_copies(text) is None]


def substitutes_of(instead: Iterable[str]) -> list[str]:
    """Return what the source takes where the paper is not there; other forms of the same paper are none of it."""
    told = [text for text in instead if not folded(text).startswith(_COPIES)]
    if not told or not folded(told[0]).startswith(("khong co", "neu khong co", "mat")):
        return []
    first = told[0].partition(":")[2].strip() or told[0]
    return [lower_first(first), *others_instead(told[1:])]


def paper_of(one: Told) -> Paper:
    """Return the paper that a field tells of."""
    value = one.field.value
    if not isinstance(value, Paper):
        raise TypeError(f"not a paper: {value}")
    return value


def brief_row(papers: Sequence[Told], *, online: bool = False) -> Row:
    """Papers in a line; of many the first ones, with how many more there are."""
    brief = [_brief(one) for one in papers[:MOST_IN_A_LINE]]
    names = tuple(one for number, one in enumerate(brief) if one not in brief[:number])
    if online:
        names = (*names, Say("answers.papers_online"))
    left = len(papers) - MOST_IN_A_LINE
    return Row((*names, Say("answers.papers_left", {"count": left})) if left > 0 else names, "; ")


def shortest_row(papers: Sequence[Told]) -> Row:
    """The first papers by their bare names, what everybody needs before the others, and how many more there are."""
    names: list[Say | str] = []
    for one in sorted(papers, key=_how_common):
        name = _brief(one, most=_SHORT_CONDITION, bare=True)
        names += [name] if name not in names else []
    shown = tuple(names[:_MOST_IN_BRIEF])
    left = len(names) - len(shown)
    return Row((*shown, Say("answers.brief_left", {"count": left})) if left else shown, "; ")


def _how_common(one: Told) -> int:
    """Return a paper's rank by how many need it: all, those who go one of the ways or are not spared it, some."""
    if paper_of(one).always:
        return 0
    spared = starts(next(iter(clauses(one.field.condition)), ""), *UNLESS)
    return 1 if spared or _BY_WAY.search(folded(one.field.condition)) else 2


def _brief(one: Told, *, most: int = _SHORT_WHEN, bare: bool = False) -> Say | str:
    """A paper within a line: its name, and that there is more to know of it; when it is needed, in ``most`` letters.

    A ``bare`` name is without what its brackets add.
    """
    value, field = paper_of(one), one.field
    name = lower_first(plain_name(value.name))
    name = IN_BRACKETS.sub("", name) if bare else name
    first = next(iter(clauses(field.condition)), "")
    if field.condition and len(field.condition) <= _SHORT_CONDITION:
        return Say("answers.brief_when", {"name": name, "condition": lower_first(field.condition)})
    if not value.always and starts(first, *WHEN) and len(first) <= most:
        return Say("answers.brief_when", {"name": name, "condition": lower_first(first)})
    if substitutes_of(field.instead):
        return Say("answers.brief_instead", {"name": name})
    if not value.always:
        spared = starts(first, *UNLESS)
        return Say("answers.brief_spared" if spared else "answers.brief_depends", {"name": name})
    return name


def _full(one: Told, *, apart: frozenset[tuple[bool, str]] = frozenset()) -> Say:
    """A paper in a line of its own, with all that is known; that the original is handed in goes without saying."""
    value, field = paper_of(one), one.field
    name = plain_name(value.name)
    held = clauses(field.condition)
    if len(held) == 1 and ON_THE_PORTAL.fullmatch(folded(held[0])):
        return Say("answers.paper_online", {"name": lower_first(name)})
    head: list[str | Say] = [name]
    if value.hand in {Hand.SHOW, Hand.EITHER}:
        head.append(Say(f"answers.hand_{value.hand.value}"))
    if value.copy_of in {CopyOf.COPY, CopyOf.CERTIFIED_COPY} and "bản sao" not in name.lower():
        head.append(Say(f"answers.copy_{value.copy_of.value}"))
    if (value.number or 1) > 1:
        head.append(Say("answers.paper_number", {"number": value.number or 1}))
    if value.copies:
        copies = Say("answers.paper_copies", {"number": value.copies})
        head.append(Say("answers.paper_copies_one") if value.copies == 1 else copies)
    line: Row | Say = Row(tuple(head), ", ")
    joined = bool(held) and starts(held[0], *_JOINED)
    if joined:
        line = Row((*head, lower_first(held.pop(0))), ", ")
    held = [clause for clause in held if (False, lower_first(clause)) not in apart]
    if not joined and held and not starts(held[0], *UNLESS, "nop", "khong", "co the", "duoc"):
        line = Say("answers.paper_about", {"head": line, "what": lower_first(held.pop(0))})
    more: list[str | Say] = [upper_first(clause) for clause in held]
    own, given = _said_apart(one)
    if kept := tuple(text for text in given if (True, text) not in apart):
        more.append(Say("answers.full_instead", {"instead": Row(kept, "; ")}))
    more += [
        upper_first(text)
        for text in own
        if _OWN_SENTENCE.match(text) and (False, lower_first(text)) not in apart and upper_first(text) not in more
    ]
    if more:
        return Say("answers.paper_full", {"head": line, "more": Row(tuple(more), ". ")})
    return Say("answers.paper_line", {"head": line})
