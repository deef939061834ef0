"""Papers: which are needed, in which case, whether a certain one is, what replaces one that is missing, the forms."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.guidance.answers.asked import FactName, Focus
from bot.guidance.answers.fields import by_same, lower_first
from bot.guidance.answers.model import Basis, Case, Polarity, Row, Say
from bot.guidance.answers.paper_list import (
    IN_BRACKETS,
    MOST_IN_A_LINE,
    ON_THE_PORTAL,
    UNLESS,
    WHEN,
    brief_row,
    kinds_of_copy,
    lines_of,
    others_instead,
    paper_of,
    shortest_row,
    substitutes_of,
)
from bot.guidance.answers.plain import clauses, folded, plain_name, starts, upper_first
from bot.guidance.answers.told import case_of_age
from bot.guidance.catalogue.values import FieldKind, Form, Hand, Paper

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.guidance.answers.fields import Asked
    from bot.guidance.answers.model import AnswerUnit
    from bot.guidance.catalogue.telling import Told

_MOST_CASES = 4
_COMMON = frozenset(
    (
        *("giay to", "to co", "ban chinh", "ban sao", "co gia", "gia tri", "chung minh", "thong tin", "van ban"),
        *("ca nhan", "cong dan", "viet nam", "dang ky", "xac nhan", "lien quan", "thuc hien", "thu tuc", "theo quy"),
        "quy dinh",
    )
)
"""Pairs of words that many papers' names have: a question does not mean one of them by these."""
KINSHIP_TESTS = ("adn", "dna", "xet nghiem huyet thong", "giam dinh adn")
"""What people call that by which kinship is shown; whoever has none promises it in writing."""
_CALLED = {
    "tuy than": ("can cuoc", "chung minh nhan dan", "ho chieu", "id card", "identity card"),
    "cu tru": ("ho khau", "so tam tru"),
    "chung sinh": ("chung sanh", "giay benh vien", "giay cua benh vien", "giay nha bao sanh", "birth paper"),
    "uy quyen": ("giay uy quyen",),
    "suc khoe": ("kham suc khoe",),
    "to khai": ("to khai", "the form"),
    "quan he cha": KINSHIP_TESTS,
    "cam doan cua cac ben nhan": (*KINSHIP_TESTS, "giay cam doan", "ban cam doan", "nguoi lam chung"),
}
"""What people call a paper whose official name has these words."""
_NEVER = ("",)
"""Of a unit that no words choose, only the person's answer to the question which case it is."""
_SPARES = re.compile(
    r"\b(?:khoi|khong (?:phai|can|doi|yeu cau)) (?:nop|dua|dem|xem|trinh|xuat trinh|mang|tai|co|kem|dinh kem)\b"
    r"|^(?:khoi|khong doi|khong phai|khong can|khong yeu cau|duoc mien)\b|\bthi khoi\b"
)
"""In a clause of a condition: somebody goes without the paper."""
_IF_ANY = re.compile(r"^nếu có(?:$|[:;,] *)", re.IGNORECASE)
_MADE_THERE = re.compile(r"co quan in ")
"""How a condition begins that says that the office itself makes the paper."""
_PAIR = 2
_LINKING = frozenset(
    (
        *("cua", "ve", "do", "de", "co", "la", "bi", "da", "duoc", "hoac", "va", "cho", "trong", "o", "to", "giay"),
        *("khi", "theo", "tai", "voi", "tu"),
    )
)


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
    # One paper that only some need is no answer where everybody else's stand under a case.
    of_some = common if len(common) == 1 and _depends(common[0]) and len(cases) > 1 else []
    common = [] if of_some else common
    if common:
        yield _list(asked, "list", common, cases=cases, whole=telling.whole)
    elif len(cases) == 1 and not telling.whole:
        yield asked.unknown(Focus.PAPERS)
    elif len(cases) == 1:
        yield _list(asked, "list", papers, cases=(), whole=telling.whole, case=cases[0].name)
    else:
        said, brief = Say("answers.papers_by_case"), Say("answers.brief_papers_cases")
        yield asked.unit(Focus.PAPERS, "cases", said, papers, brief=brief, cases=cases, needs_case=True)
    for case in cases:
        its = [*(one for one in papers if one.field.case == case.name), *of_some]
        yield _list(asked, f"case{case.number}", its, cases=(), whole=telling.whole, case=case.name, more=bool(common))
    numbers = {id(one): number for number, one in enumerate(papers)}
    for _name, group in by_same(papers, _same_paper):
        yield from _single(asked, [(numbers[id(one)], one) for one in group], names)
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
    if len(papers) > MOST_IN_A_LINE:
        papers = sorted(papers, key=_depends)  # what everybody needs must not stand behind what few do
    online = [one for one in papers if ON_THE_PORTAL.fullmatch(folded(one.field.condition))]
    at_desk = [one for one in papers if one not in online]
    shown = [one for one in at_desk if paper_of(one).hand is Hand.SHOW]
    handed = [one for one in at_desk if one not in shown]
    parts: list[str | Say] = []
    if handed:
        parts.append(Say("answers.papers_hand_in", {"papers": brief_row(handed, online=bool(online))}))
    if shown:
        key = "answers.papers_show" if handed else "answers.papers_only_show"
        parts.append(Say(key, {"papers": brief_row(shown)}))
    heading = Say("answers.papers_in_case", {"case": lower_first(case)}) if case else Say("answers.papers_heading")
    if not case:
        # What is left when readers do not agree on the rest must not pass for the whole list.
        key = "answers.papers" if whole else "answers.papers_part"
    else:
        key = "answers.papers_case_more" if more else "answers.papers_case"
    values: dict[str, str | int | Say | Row] = {"papers": Row(tuple(parts), " ")}
    if case:
        values["case"] = lower_first(case)
    short = Say(key, values)
    if cases and case_of_age(cases, asked.facts.get(FactName.AGE)) is None:
        named = tuple(lower_first(one.name) for one in cases[:_MOST_CASES])
        left = len(cases) - len(named)
        shown_cases = Row((*named, Say("answers.cases_left", {"count": left})) if left else named, "; ")
        short = Say("answers.papers_and_cases", {"papers": short, "cases": shown_cases})
    return asked.unit(
        Focus.PAPERS,
        proposition,
        short,
        papers,
        long=Say("answers.papers_all", {"heading": heading, "papers": Row(lines_of(papers), "\n")}),
        brief=_in_brief(at_desk or papers, case=case, cases=bool(cases), whole=whole),
        cases=cases,
        about=() if not case or not (cases or more) else _NEVER,
    )


def _in_brief(papers: Sequence[Told], *, case: str, cases: bool, whole: bool) -> Say:
    """Return the papers by name, that some cases need more, or that not all of them are known."""
    values: dict[str, str | int | Say | Row] = {"papers": shortest_row(papers), "case": lower_first(case)}
    if case:
        return Say("answers.brief_papers_case", values)
    said = Say("answers.brief_papers" if whole else "answers.brief_papers_part", values)
    return Say("answers.brief_papers_more", {"said": said}) if cases else said


def _same_paper(one: Told) -> str:
    """Return what two papers have in common that people call the same: their name without its form's number."""
    return folded(IN_BRACKETS.sub("", plain_name(paper_of(one).name)))


def _single(asked: Asked, group: Sequence[tuple[int, Told]], cases: Sequence[str]) -> Iterator[AnswerUnit]:
    """Yield whether a paper is needed, and what replaces it.

    Args:
        asked: about which procedure.
        group: the paper in each case that it is needed in, with its number in the list.
        cases: all cases of the procedure.
    """
    number, first = group[0]
    about = _calls(asked, first)
    if not about:
        return
    told = [one for _number, one in group]
    said, yes_no = _needed(first) if len(group) == 1 else _needed_in_cases(told, cases)
    long = None
    substitutes = substitutes_of(first.field.instead)
    if len(group) == 1 and substitutes and paper_of(first).always and yes_no is not Polarity.NO:
        # Who asks whether it is a must has to hear what goes without it.
        name = lower_first(plain_name(paper_of(first).name))
        values: dict[str, str | int | Say | Row] = {"name": name, "instead": Row(tuple(substitutes), "; ")}
        said, long, yes_no = Say(f"{_to_bring(first)}_or_instead", values), said, Polarity.DEPENDS
    yield asked.unit(Focus.PAPERS, f"paper{number}", said, told, yes_no=yes_no, about=about, long=long)
    for its, one in group:
        if not ON_THE_PORTAL.fullmatch(folded(one.field.condition)):
            yield from _missing(asked, its, one, about)


def _depends(one: Told) -> bool:
    return not paper_of(one).always


def _needed(one: Told) -> tuple[Say, Polarity]:
    """Return whether a paper is needed, with all that this depends on, and what that comes to.

    What only describes the paper is a sentence of its own; where one of these spares somebody the paper, it depends.
    """
    value, field = paper_of(one), one.field
    values: dict[str, str | int | Say | Row] = {
        "name": lower_first(plain_name(value.name)),
        "case": lower_first(field.case),
        "condition": lower_first(field.condition),
    }
    if ON_THE_PORTAL.fullmatch(folded(field.condition)):
        return Say("answers.paper_needed_online", values), Polarity.DEPENDS
    if not field.condition and not field.case and not value.always:
        return Say("answers.paper_sometimes", values), Polarity.DEPENDS
    first, *rest = clauses(field.condition) or [""]
    if _if_any(field.condition):
        said = Say("answers.paper_if_any_case" if field.case else "answers.paper_if_any", values)
        return _and_more(said, [_IF_ANY.sub("", first, count=1), *rest]), Polarity.DEPENDS
    if key := _needed_by_condition(one, first):
        return _and_more(Say(key, values | {"condition": lower_first(first)}), rest), Polarity.DEPENDS
    if field.case:
        ending = "_case"
    elif not value.always:
        ending = "_some"
    else:
        ending = "_unless" if any(_SPARES.search(folded(clause)) for clause in (first, *rest)) else ""
    key = f"{_to_bring(one)}{ending}"
    return _and_more(Say(key, values), [first, *rest]), Polarity.DEPENDS if ending else Polarity.YES


def _needed_in_cases(group: Sequence[Told], cases: Sequence[str]) -> tuple[Say, Polarity]:
    """Return the same of a paper that stands in the list for several cases: naming one would deny it for the others."""
    first, key = group[0], _to_bring(group[0])
    values: dict[str, str | int | Say | Row] = {"name": lower_first(plain_name(paper_of(first).name))}
    always = {one.field.case for one in group if _for_all_of_its_case(one)}
    if "" in always or (cases and always == set(cases)):
        return Say(f"{key}_always", values), Polarity.YES
    named = [*dict.fromkeys(filter(None, map(_case_and_when, group)))]
    shown: list[str | Say] = [*named[:MOST_IN_A_LINE]]
    if left := len(named) - len(shown):
        shown.append(Say("answers.cases_left", {"count": left}))
    return Say(f"{key}_cases", values | {"cases": Row(tuple(shown), "; ")}), Polarity.DEPENDS


def _for_all_of_its_case(one: Told) -> bool:
    held = clauses(one.field.condition)
    bound = bool(held) and (starts(held[0], *WHEN, "tru") or bool(ON_THE_PORTAL.fullmatch(folded(held[0]))))
    return paper_of(one).always and not bound and not any(_SPARES.search(folded(clause)) for clause in held)


def _case_and_when(one: Told) -> str:
    """Return in which case a paper is needed, with what it hangs on there."""
    when = _only_when(one).removeprefix("khi ").removeprefix("nếu ")
    case = lower_first(one.field.case)
    return f"{case} ({when})" if case and when else case or when


def _to_bring(one: Told) -> str:
    return "answers.paper_shown" if paper_of(one).hand is Hand.SHOW else "answers.paper_needed"


def _needed_by_condition(one: Told, first: str) -> str:
    """Return the text that takes in the first clause of a condition; "" where that is a sentence of its own."""
    if starts(first, *WHEN):
        return f"{_to_bring(one)}_case_if" if one.field.case else f"{_to_bring(one)}_if"
    if one.field.case:
        return ""
    if _MADE_THERE.match(folded(first)):
        return "answers.missing_made_there"
    return f"{_to_bring(one)}_except" if starts(first, "tru") else ""


def _if_any(condition: str) -> bool:
    """Return whether the source says no more than that a paper is handed in by whoever has it."""
    return _IF_ANY.match(condition) is not None


def _and_more(said: Say, rest: Iterable[str]) -> Say:
    """Return a sentence, and what else is to be known of the paper, each as a sentence."""
    more = tuple(upper_first(text) for text in rest if text)
    return Say("answers.and_more", {"said": said, "more": Row(more, ". ")}) if more else said


def _missing(asked: Asked, number: int, one: Told, about: tuple[str, ...]) -> Iterator[AnswerUnit]:
    """Yield what is taken where a paper is not there, or when it is not needed anyway."""
    value, field = paper_of(one), one.field
    name = lower_first(plain_name(value.name))
    kinds = Row(tuple(Say(f"answers.copy_kind_{kind}") for kind in kinds_of_copy(field.instead)))
    others = others_instead(field.instead)
    proposition = f"paper{number}"
    if substitutes := substitutes_of(field.instead):
        said = Say("answers.missing_instead", {"name": name, "instead": Row(tuple(substitutes), "; ")})
        long = Say("answers.missing_copies", {"instead": said, "kinds": kinds}) if kinds.parts else None
        yield asked.unit(Focus.MISSING_PAPER, proposition, said, [one], yes_no=Polarity.YES, about=about, long=long)
    elif others or kinds.parts:
        if others:
            said = Say("answers.missing_or", {"name": name, "instead": Row((*others, *kinds.parts), "; ")})
        elif "bản sao" in name:
            said = Say("answers.missing_copy_too", {"name": name, "kinds": kinds})
        else:
            said = Say("answers.missing_copy", {"name": name, "kinds": kinds})
        if when := _only_when(one):
            said = Say("answers.missing_but_when", {"said": said, "when": when})
        yield asked.unit(Focus.MISSING_PAPER, proposition, said, [one], about=about)
    elif field.condition or field.case:
        said = _without(one, name)
        yield asked.unit(Focus.MISSING_PAPER, proposition, said, [one], basis=Basis.DERIVED, about=about)


def _only_when(one: Told) -> str:
    """Return when a paper is needed at all, as a sentence goes on; "" where it always is or no condition says so."""
    first = next(iter(clauses(one.field.condition)), "")
    bound = starts(first, *WHEN) and not _if_any(first) and not ON_THE_PORTAL.fullmatch(folded(first))
    return lower_first(first).removeprefix("chỉ ") if bound else ""


def _without(one: Told, name: str) -> Say:
    """Whether it goes without a paper for which nothing else is taken: "it depends" only with that on which it does."""
    field = one.field
    first, *rest = clauses(field.condition) or [""]
    called = Say("answers.paper_of_case", {"name": name, "case": lower_first(field.case)}) if field.case else name
    values: dict[str, str | int | Say | Row] = {"name": name, "case": lower_first(field.case)}
    if _if_any(field.condition):
        return _and_more(Say("answers.missing_if_any", {"name": called}), [_IF_ANY.sub("", first, count=1), *rest])
    if when := _only_when(one):
        return _and_more(Say("answers.missing_if", {"name": called, "condition": when}), rest)
    if starts(first, *UNLESS):
        key = "answers.missing_unless" if not starts(first, "tru") else "answers.missing_except"
        return _and_more(Say(key, {"name": called, "condition": lower_first(first)}), rest)
    if _MADE_THERE.match(folded(first)):
        return _and_more(Say("answers.missing_made_there", values | {"condition": lower_first(first)}), rest)
    if field.case:
        return _and_more(Say("answers.missing_case", values), [first, *rest])
    key = "answers.missing_needed" if paper_of(one).always else "answers.missing_nothing"
    return _and_more(Say(key, values), [first, *rest])


def _calls(asked: Asked, one: Told) -> tuple[str, ...]:
    """Return the phrases by which a question means this paper: of its name and of what people call it."""
    name = folded(paper_of(one).name)
    title = f" {folded(asked.procedure.title)} "
    words = [word.strip("()/,.;:") for word in name.split()]
    pairs = [f"{first} {second}" for first, second in pairwise(words) if first and second]
    own = [
        pair for pair in pairs if pair not in _COMMON and f" {pair} " not in title and not _LINKING & set(pair.split())
    ]
    called = [call for part, calls in _CALLED.items() if part in name for call in calls]
    whole = " ".join(word for word in re.sub(r"\([^()]*\)", " ", name).replace("/", " ").split() if word)
    whole = re.sub(r"[^\w ]", "", whole)
    return tuple(dict.fromkeys((*own, *called, *((whole,) if own and len(whole.split()) > _PAIR else ()))))


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
        Say("answers.forms", {"forms": Row(tuple(lower_first(plain_name(name)) for name in names), "; ")}),
        told,
    )
