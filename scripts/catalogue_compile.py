"""Two readings, and what a third reader settled, made into the fields of the catalogue that the bot loads."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from catalogue_api import contradicted
from catalogue_form import APART, ARTICLES, FIELDS, PARTS
from catalogue_match import Pair, differences, entry, pairs

from bot.content.laws import load_laws
from bot.content.needs import load_needs
from bot.guidance.catalogue.field import State
from bot.guidance.catalogue.telling import FRESH_MONTHS, months_after
from bot.guidance.catalogue.values import FieldKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

READ_ON = date(2026, 7, 1)
"""The copies of the pages are of July 2026 and bear no day: its first is taken, so that nothing passes for younger."""

KINDS = {
    "papers": FieldKind.PAPER,
    "paper_rules": FieldKind.PAPER_RULE,
    "fees": FieldKind.FEE,
    "times": FieldKind.TIME,
    "receivers": FieldKind.RECEIVER,
    "presence": FieldKind.PRESENCE,
    "post": FieldKind.POST,
    "results": FieldKind.RESULT,
    "deadlines": FieldKind.DEADLINE,
    "laws": FieldKind.LAW,
    APART: FieldKind.REQUIREMENT,
    ARTICLES: FieldKind.REQUIREMENT,
}
"""Field of a reader's sheet → kind of field."""
OLD_LAW = {need.code for need in load_needs() if need.old_law}
"""Codes whose page is of a law that was replaced."""
PAGED = {need.code for need in load_needs() if need.page}
"""Codes of which a copy of the page is at hand."""
OF_THE_LAW = {"fees", "times", "deadlines", APART}
"""What is not told of a page whose law was replaced."""
ORDER = (*FIELDS, APART, ARTICLES)
_CHANNELS = {"online": "online", "post": "postal", "in_person": "in_person"}
_NO_FORM = {"", "theo mẫu", "có mẫu", "mẫu", "không"}


@dataclass(frozen=True, slots=True)
class Found:
    """One entry with what became of it.

    Attributes:
        field: of the sheet.
        id: of the pair it came from.
        entry: as read.
        readers: who found it.
        state: agreed, proposed, disputed.
        reason: why it is disputed, or how it was settled.
    """

    field: str
    id: str
    entry: Mapping[str, Any]
    readers: tuple[str, ...]
    state: State
    reason: str = ""


def compiled(code: str, readings: Path) -> dict[str, Any]:
    """Return the file of a procedure's fields from what its readers kept; what only one read is proposed, all of it.

    Raises:
        ValueError: nobody read it, or the readers read different pages.
    """
    first, second, third = (_kept(readings / who / f"{code}.json") for who in "abc")
    if first is None:
        return _conditions_alone(code, readings)
    once = second is None
    second = second or {"page": first["page"], "decision": first["decision"], "other_province": False, "refused": []}
    if first["page"] != second["page"] or (third and third["page"] != first["page"]):
        raise ValueError(f"{code}: the readers read different pages")
    api = _kept(readings / "api" / f"{code}.json")
    found = _sorted(
        (
            *(_borne_out(one, api) for field in FIELDS for one in _settled(field, first, second, third)),
            *_conditions(code, readings, first["page"]),
            *_articles(code, readings),
        )
    )
    other = first["other_province"] or second["other_province"]
    same_decision = first["decision"] == second["decision"] and not other
    file = {
        "code": code,
        "reading": "once" if once else "twice",
        "page": first["page"],
        "read_on": READ_ON.isoformat(),
        "decision": first["decision"] if same_decision else "",
        "other_province": other,
        "refused": _refused(first, second),
        "fields": [row for one in found for row in _rows(_of_the_law(one, old_law=code in OLD_LAW))],
    }
    return {key: value for key, value in file.items() if value not in ("", False, {})}


def _conditions_alone(code: str, readings: Path) -> dict[str, Any]:
    """The file of a procedure of which nothing but the conditions was read: it stays one that is named, or missing."""
    first = _kept(readings / APART / "a" / f"{code}.json")
    conditions = _conditions(code, readings, first["page"]) if first is not None else ()
    found = _sorted((*conditions, *_articles(code, readings)))
    if first is None and not found:
        raise ValueError(f"{code} was not read")
    rows = [row for one in found for row in _rows(_of_the_law(one, old_law=code in OLD_LAW))]
    if first is None:
        return {"code": code, "reading": "named" if code in PAGED else "missing", "fields": rows}
    return {
        "code": code, "reading": "named", "page": first["page"], "read_on": READ_ON.isoformat(), "fields": rows,
    }  # fmt: skip


def _articles(code: str, readings: Path) -> Iterator[Found]:
    """What two readers found in the laws themselves; in the order in which a third put it, else as they read it."""
    first, second, third = (_kept(readings / ARTICLES / who / f"{code}.json") for who in "abc")
    if first is not None:
        yield from _settled(ARTICLES, first, second or {}, third)


def _conditions(code: str, readings: Path, page: str) -> Iterator[Found]:
    """What was read apart from the rest of the page, by readers of its own."""
    first, second, third = (_kept(readings / APART / who / f"{code}.json") for who in "abc")
    if any(one is not None and one["page"] != page for one in (first, second, third)):
        raise ValueError(f"{code}: the readers read different pages")
    if first is not None:
        yield from _settled(APART, first, second or {}, third)


def _sorted(found: Iterable[Found]) -> list[Found]:
    def place(one: Found) -> tuple[int, int, int, str]:
        if one.field == ARTICLES:
            return (ORDER.index(one.field), 0, 0, "")  # a law is no page: they stay in their order
        return (ORDER.index(one.field), PARTS.index(one.entry["part"]), one.entry["start"], one.id)

    return sorted(found, key=place)


def unsettled(code: str, readings: Path) -> Iterator[tuple[Pair, list[str]]]:
    """Give the pairs on which the first two readers differ, with what they differ in; empty: only one has it."""
    first, second = (_kept(readings / who / f"{code}.json") for who in "ab")
    if first is None or second is None:
        raise ValueError(f"{code} was not read by two")
    for field in ORDER:
        for pair in pairs(field, first.get(field, []), second.get(field, [])):
            if pair.a is None or pair.b is None:
                yield pair, []
            elif said := differences(field, entry(field, first[field], pair.a), entry(field, second[field], pair.b)):
                yield pair, said


def _settled(
    field: str, first: Mapping[str, Any], second: Mapping[str, Any], third: Mapping[str, Any] | None
) -> Iterator[Found]:
    left, right = first.get(field, []), second.get(field, [])
    settled = [one for one in (third or {}).get("settled", []) if one["id"].partition(":")[0] == field]
    numbers = [_numbers(one["id"]) for one in settled]
    for at, (one, (a, b)) in enumerate(zip(settled, numbers, strict=True)):
        mine = entry(field, left, a) if a is not None else None
        yours = entry(field, right, b) if b is not None else None
        name = f"{field}:c{at}" if one["id"].endswith(":new") else one["id"]
        yield from _taken(field, name, one, mine, yours)
    used_a, used_b = {a for a, _b in numbers}, {b for _a, b in numbers}
    for pair in pairs(field, left, right):
        a = None if pair.a in used_a else pair.a
        b = None if pair.b in used_b else pair.b
        if a is not None or b is not None:
            yield _compared(
                Pair(field, a, b),
                entry(field, left, a) if a is not None else None,
                entry(field, right, b) if b is not None else None,
            )


def _taken(
    field: str, name: str, one: Mapping[str, Any], mine: Mapping[str, Any] | None, yours: Mapping[str, Any] | None
) -> Iterator[Found]:
    """What the third reader made of a pair."""
    take, reason, own = one["take"], one["reason"], one.get("entry")
    if take == "own" and own:
        yield _stated(field, name, own, ("c",), reason)
    if take in {"a", "both"} and mine:
        yield _stated(field, name if take == "a" else name.partition("-")[0] + "-", own or mine, ("a", "c"), reason)
    if take in {"b", "both"} and yours:
        apart = f"{field}:-{name.partition('-')[2]}"
        yield _stated(field, name if take == "b" else apart, own or yours, ("b", "c"), reason)
    if take == "disputed" and (shown := mine or yours):
        yield Found(field, name, shown, ("a", "b", "c"), State.DISPUTED, reason)


def _stated(field: str, name: str, said: Mapping[str, Any], readers: tuple[str, ...], reason: str) -> Found:
    if against := said.get("against"):
        return Found(field, name, said, readers, State.DISPUTED, against)
    return Found(field, name, said, readers, State.AGREED, reason)


def _compared(pair: Pair, mine: Mapping[str, Any] | None, yours: Mapping[str, Any] | None) -> Found:
    if mine is None or yours is None:
        only = mine or yours or {}
        return Found(pair.field, pair.id, only, ("b",) if mine is None else ("a",), State.PROPOSED)
    fuller = max(mine, yours, key=words_of)
    against = mine.get("against") or yours.get("against")
    if against:
        return Found(pair.field, pair.id, fuller, ("a", "b"), State.DISPUTED, against)
    if said := differences(pair.field, mine, yours):
        return Found(pair.field, pair.id, fuller, ("a", "b"), State.DISPUTED, "khác nhau: " + ", ".join(said))
    return Found(pair.field, pair.id, _filled(fuller, yours if fuller is mine else mine), ("a", "b"), State.AGREED)


def compared_entry(
    field: str, name: str, mine: Mapping[str, Any] | None, yours: Mapping[str, Any] | None
) -> Mapping[str, Any]:
    """Return the entry that two readers' entries make together."""
    a, b = _numbers(name)
    return _compared(Pair(field, a, b), mine, yours).entry


def words_of(said: Mapping[str, Any]) -> int:
    """How much an entry says in words: of two that agree the fuller is kept, so that no condition is lost."""
    return len(said.get("case", "")) + len(said.get("condition", "")) + sum(map(len, said.get("instead", [])))


def _filled(fuller: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: other[key] if value in ("unknown", None) and other.get(key) is not None else value
        for key, value in fuller.items()
    }


def _borne_out(one: Found, api: Mapping[str, Any] | None) -> Found:
    """Dispute what the portal's own data contradicts; a third reader, who sees both, has the last word."""
    if one.state is not State.AGREED or "c" in one.readers or not (said := contradicted(one.field, one.entry, api)):
        return one
    return replace(one, state=State.DISPUTED, reason=said)


def _of_the_law(one: Found, *, old_law: bool) -> Found:
    """Hide money, days and conditions of a page whose law was replaced."""
    if not (old_law and one.field in OF_THE_LAW and one.state is State.AGREED):
        return one
    return replace(one, state=State.HIDDEN, reason="trang chép của luật cũ, mã mới chưa đọc")


def _rows(one: Found) -> Iterator[dict[str, Any]]:
    yield _row(one, KINDS[one.field], one.id, _value(one.field, one.entry))
    form = one.entry.get("form", "")
    if form.casefold() not in _NO_FORM:
        name = "forms:" + one.id.partition(":")[2]
        yield _row(one, FieldKind.FORM, name, {"name": form, "paper": one.entry["name"]})


def _row(one: Found, kind: FieldKind, name: str, value: dict[str, Any]) -> dict[str, Any]:
    said = one.entry
    row = {
        "kind": kind.value,
        "id": name,
        "value": value,
        "part": said["part"],
        "start": said.get("start", 0),
        "end": said.get("end", 0),
        "readers": list(one.readers),
        "state": one.state.value,
        "review_by": months_after(_read_on(said), FRESH_MONTHS).isoformat(),
        "case": said.get("case", ""),
        "channel": _CHANNELS.get(said.get("channel", "all")),
        "condition": said.get("condition", ""),
        "instead": said.get("instead", []),
        "until": _until(said.get("condition", "")),
        "agency_gone": said.get("old", False),
        "reason": one.reason,
        "method": "law" if one.field == ARTICLES else "",
        "law": said["law"] if one.field == ARTICLES else "",
    }
    return {key: what for key, what in row.items() if what or (key == "start" and one.field != ARTICLES)}


def _read_on(said: Mapping[str, Any]) -> date:
    """Return the day on which an entry's source was read: that of its law, else that of the pages."""
    law = load_laws().get(said.get("law", ""))
    return law.read_on if law is not None else READ_ON


_UNTIL = re.compile(
    r"(?:^|[;,] )(?:từ \d{1,2}/\d{1,2}/\d{4} )?đến (?:hết )?(?:ngày )?(\d{1,2})/(\d{1,2})/(\d{4})(?!\S*:)",
    re.IGNORECASE,
)


def _until(condition: str) -> str:
    """Return the last day that a condition names for the whole entry, "" where it names none.

    One inside brackets ("ngoài thời gian giảm (… đến hết …)") or before a colon speaks of a part of it only.
    """
    found = _UNTIL.search(condition)
    return date(int(found[3]), int(found[2]), int(found[1])).isoformat() if found else ""


def _value(field: str, said: Mapping[str, Any]) -> dict[str, Any]:
    if field == "papers":
        kept = {key: said.get(key) for key in ("name", "hand", "copy_of", "number", "copies")}
        kept["always"] = said["needed"] == "always"
        return {key: what for key, what in kept.items() if what and what != "unknown"}
    if field == "fees":
        amount = {"amount": said["amount"]} if said["amount"] else {}
        currency = {} if said.get("currency", "VND") == "VND" else {"currency": said["currency"]}
        return {"what": said["what"], "level": said["kind"]} | amount | currency
    if field in {APART, ARTICLES}:
        named = ("text", "stands", "subject", "unless", "group", "measure", "bound", "number", "unit")
        return {key: said[key] for key in named if said[key] not in ("", None)}
    keys = {
        "paper_rules": ("text",),
        "times": ("number", "unit"),
        "receivers": ("office", "name"),
        "presence": ("must_come", "another_may"),
        "post": ("what",),
        "results": ("name",),
        "deadlines": ("what", "number", "unit"),
        "laws": ("number",),
    }[field]
    return {key: said[key] for key in keys}


def _refused(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, str]:
    said: dict[str, str] = {}
    for one in (*first["refused"], *second["refused"]):
        said.setdefault(KINDS[one["field"]].value, one["why"])
    return said


def _numbers(name: str) -> tuple[int | None, int | None]:
    """The entries' numbers of both readers in a pair's id."""
    left, _dash, right = name.partition(":")[2].partition("-")
    return (int(left[1:]) if left.startswith("a") else None, int(right[1:]) if right.startswith("b") else None)


def _kept(file: Path) -> dict[str, Any] | None:
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None
