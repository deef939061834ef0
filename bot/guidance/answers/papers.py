"""Papers: which are needed, in which case, whether a certain one is, what replaces one that is missing, the forms."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bot.guidance.answers.asked import Focus
from bot.guidance.answers.fields import cut, lower_first
from bot.guidance.answers.model import Basis, Case, Polarity, Row, Say
from bot.guidance.catalogue.values import CopyOf, FieldKind, Form, Hand, Paper
from bot.guidance.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.guidance.answers.fields import Asked
    from bot.guidance.answers.model import AnswerUnit
    from bot.guidance.catalogue.telling import Told

_SHORT_CONDITION = 45
_LONG_CONDITION = 160
_MOST_LISTED = 8
_MOST_IN_A_LINE = 6
_COMMON = frozenset(
    (
        *("giay to", "to co", "ban chinh", "ban sao", "co gia", "gia tri", "chung minh", "thong tin", "van ban"),
        *("ca nhan", "cong dan", "viet nam", "dang ky", "xac nhan", "lien quan", "thuc hien", "thu tuc", "theo quy"),
        "quy dinh",
    )
)
"""Pairs of words that many papers' names have: a question does not mean one of them by these."""
_CALLED = {
    "tuy than": ("can cuoc", "chung minh nhan dan", "ho chieu", "id card", "identity card"),
    "cu tru": ("ho khau", "so tam tru"),
    "chung sinh": ("chung sanh", "giay benh vien", "giay cua benh vien", "giay nha bao sanh", "birth paper"),
    "uy quyen": ("giay uy quyen",),
    "suc khoe": ("kham suc khoe",),
    "to khai": ("to khai", "the form"),
}
"""What people call a paper whose official name has these words."""
_COPIES = ("ban sao", "ban chup", "ban dien tu", "ban chung thuc", "ban cap")


def paper_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield what is known of a procedure's papers."""
    telling = asked.told(FieldKind.PAPER)
    papers = [one for one in telling.told if isinstance(one.field.value, Paper)]
    if not papers:
        yield asked.unknown(Focus.PAPERS)
        yield asked.unknown(Focus.MISSING_PAPER)
        return
    names = list(dict.fromkeys(one.field.case for one in papers if one.field.case))
    cases = tuple(Case(number, name) for number, name in enumerate(names))
    common = [one for one in papers if not one.field.case]
    if common:
        yield _list(asked, "list", common, cases=cases, whole=telling.whole)
    elif len(cases) == 1 and not telling.whole:
        yield asked.unknown(Focus.PAPERS)
    elif len(cases) == 1:
        yield _list(asked, "list", papers, cases=(), whole=telling.whole, case=cases[0].name)
    else:
        yield asked.unit(Focus.PAPERS, "cases", Say("answers.papers_by_case"), papers, cases=cases, needs_case=True)
    for case in cases:
        its = [one for one in papers if one.field.case == case.name]
        yield _list(asked, f"case{case.number}", its, cases=(), whole=telling.whole, case=case.name, more=bool(common))
    for number, one in enumerate(papers):
        yield from _single(asked, number, one)
    yield asked.unknown(Focus.PAPERS, "answers.paper_not_listed", "other")
    yield asked.unknown(Focus.MISSING_PAPER, "answers.missing_unknown", "other")


def _list(
    asked: Asked,
    proposition: str,
    papers: Sequence[Told],
    *,
    cases: tuple[Case, ...],
    whole: bool,
    case: str = "",
    more: bool = False,
) -> AnswerUnit:
    """The papers of all cases, or of one; with ``more`` these come on top of those of all."""
    online = [one for one in papers if fold(one.field.condition).startswith(("nop truc tuyen", "truc tuyen"))]
    at_desk = [one for one in papers if one not in online]
    shown = [one for one in at_desk if _value(one).hand is Hand.SHOW]
    handed = [one for one in at_desk if one not in shown]
    parts: list[str | Say] = []
    if handed:
        parts.append(Say("answers.papers_hand_in", {"papers": _brief_row(handed, online=bool(online))}))
    if shown:
        key = "answers.papers_show" if handed else "answers.papers_only_show"
        parts.append(Say(key, {"papers": _brief_row(shown)}))
    lines: tuple[Say, ...] = tuple(_full(one) for one in papers[:_MOST_LISTED])
    if len(papers) > _MOST_LISTED:
        lines = (*lines, Say("answers.papers_more", {"count": len(papers) - _MOST_LISTED}))
    heading = Say("answers.papers_in_case", {"case": lower_first(case)}) if case else Say("answers.papers_heading")
    if not case:
        # What is left when readers do not agree on the rest must not pass for the whole list.
        key = "answers.papers" if whole else "answers.papers_part"
    else:
        key = "answers.papers_case_more" if more else "answers.papers_case"
    values: dict[str, str | int | Say | Row] = {"papers": Row(tuple(parts), " ")}
    if case:
        values["case"] = lower_first(case)
    return asked.unit(
        Focus.PAPERS,
        proposition,
        Say(key, values),
        papers,
        long=Say("answers.papers_all", {"heading": heading, "papers": Row(lines, "\n")}),
        cases=cases,
        about=() if not case or not (cases or more) else _NEVER,
    )


_NEVER = ("",)
"""Of a unit that no words choose, only the person's answer to the question which case it is."""


def _single(asked: Asked, number: int, one: Told) -> Iterator[AnswerUnit]:
    """Yield whether this paper is needed, and what replaces it."""
    value, field = _value(one), one.field
    about = _calls(asked, one)
    if not about:
        return
    name = lower_first(value.name)
    depends = not value.always or bool(field.condition) or bool(field.case)
    condition = cut(lower_first(field.condition or field.case), _LONG_CONDITION)
    key = "shown" if value.hand is Hand.SHOW else "needed"
    if not depends:
        short = Say(f"answers.paper_{key}", {"name": name})
    elif condition:
        short = Say(f"answers.paper_{key}_when", {"name": name, "condition": condition})
    else:
        short = Say("answers.paper_sometimes", {"name": name})
    yes_no = Polarity.DEPENDS if depends else Polarity.YES
    yield asked.unit(Focus.PAPERS, f"paper{number}", short, [one], yes_no=yes_no, about=about)
    substitutes = _substitutes(field.instead)
    if substitutes:
        instead = Row(tuple(cut(text, _LONG_CONDITION) for text in substitutes[:3]), "; ")
        said = Say("answers.missing_instead", {"name": name, "instead": instead})
        yield asked.unit(Focus.MISSING_PAPER, f"paper{number}", said, [one], yes_no=Polarity.YES, about=about)
    elif field.instead:
        instead = Row(tuple(cut(lower_first(text), _LONG_CONDITION) for text in field.instead[:4]), "; ")
        said = Say("answers.missing_or", {"name": name, "instead": instead})
        yield asked.unit(Focus.MISSING_PAPER, f"paper{number}", said, [one], about=about)
    elif depends and condition:
        said = Say("answers.missing_when", {"name": name, "condition": condition})
        yield asked.unit(Focus.MISSING_PAPER, f"paper{number}", said, [one], basis=Basis.DERIVED, about=about)


def _calls(asked: Asked, one: Told) -> tuple[str, ...]:
    """Return the phrases by which a question means this paper: pairs of words of its name, and what people call it."""
    name = fold(_value(one).name)
    title = f" {fold(asked.procedure.title)} "
    words = [word.strip("()/,.;:") for word in name.split()]
    pairs = [f"{first} {second}" for first, second in pairwise(words) if first and second]
    own = [
        pair for pair in pairs if pair not in _COMMON and f" {pair} " not in title and not _LINKING & set(pair.split())
    ]
    called = [call for part, calls in _CALLED.items() if part in name for call in calls]
    return tuple(dict.fromkeys((*own, *called)))


_LINKING = frozenset(
    (
        *("cua", "ve", "do", "de", "co", "la", "bi", "da", "duoc", "hoac", "va", "cho", "trong", "o", "to", "giay"),
        *("khi", "theo", "tai", "voi", "tu"),
    )
)


def _substitutes(instead: Iterable[str]) -> list[str]:
    """Return what the source takes where the paper is not there; other forms of the same paper are none of it."""
    told = [text for text in instead if not fold(text).startswith(_COPIES)]
    if not told or not fold(told[0]).startswith(("khong co", "neu khong co", "mat")):
        return []
    first = told[0].partition(":")[2].strip() or told[0]
    return [lower_first(first), *(lower_first(text) for text in told[1:])]


def form_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield what is known of a procedure's forms."""
    told = [one for one in asked.told(FieldKind.FORM).told if isinstance(one.field.value, Form)]
    if not told:
        yield asked.unknown(Focus.FORM, "answers.form_unknown")
        return
    names = tuple(dict.fromkeys(one.field.value.name for one in told if isinstance(one.field.value, Form)))
    yield asked.unit(
        Focus.FORM,
        "names",
        Say("answers.forms", {"forms": Row(tuple(lower_first(name) for name in names[:3]), "; ")}),
        told,
    )


def _value(one: Told) -> Paper:
    value = one.field.value
    if not isinstance(value, Paper):
        raise TypeError(f"not a paper: {value}")
    return value


def _brief_row(papers: Sequence[Told], *, online: bool = False) -> Row:
    """Papers in a line; of many the first ones, with how many more there are."""
    names = tuple(_brief(one) for one in papers[:_MOST_IN_A_LINE])
    if online:
        names = (*names, Say("answers.papers_online"))
    left = len(papers) - _MOST_IN_A_LINE
    return Row((*names, Say("answers.papers_left", {"count": left})) if left > 0 else names, "; ")


def _brief(one: Told) -> Say | str:
    """A paper within a line: its name, and that there is more to know of it."""
    value, field = _value(one), one.field
    name = lower_first(value.name)
    replaced = bool(_substitutes(field.instead))
    if field.condition and len(field.condition) <= _SHORT_CONDITION:
        return Say("answers.brief_when", {"name": name, "condition": lower_first(field.condition.rstrip("."))})
    if replaced:
        return Say("answers.brief_instead", {"name": name})
    if field.condition or not value.always:
        return Say("answers.brief_depends", {"name": name})
    return name


def _full(one: Told) -> Say:
    """A paper in a line of its own, with all that is known."""
    value, field = _value(one), one.field
    parts: list[str | Say] = [Say(f"answers.hand_{value.hand.value}")] if value.hand is not Hand.UNKNOWN else []
    if value.copy_of in {CopyOf.ORIGINAL, CopyOf.COPY, CopyOf.CERTIFIED_COPY}:
        parts.append(Say(f"answers.copy_{value.copy_of.value}"))
    if field.condition:
        parts.append(cut(lower_first(field.condition), _LONG_CONDITION))
    if field.instead:
        instead = "; ".join(lower_first(text) for text in field.instead[:2])
        parts.append(Say("answers.full_instead", {"instead": cut(instead, _LONG_CONDITION)}))
    return Say("answers.paper_full", {"name": value.name, "more": Row(tuple(parts), "; ")})
