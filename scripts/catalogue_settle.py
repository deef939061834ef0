"""Settling where two readers differ: show a page with what they say differently, check what the third one says."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Any

from catalogue_compile import compared_entry, unsettled, words_of
from catalogue_form import ENTRIES, FIELDS, Settlement
from catalogue_match import entry, pairs
from catalogue_pages import SHINGLE, checksum, copied, placed, shown, source
from pydantic import ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_HIDDEN = {"part", "start", "end", "against"}
HOW = """How to settle: fill "take" and "reason" (at most 200 characters, in your own words) for each id, then run
`scripts/catalogue.py settle FILE… --material …`.
  "a", "b"     that reader's entry stands; add "change": {"condition": "…"} where only some of it has to be another
  "both"       both are right, they are two things
  "none"       neither belongs here
  "own"        yours stands instead: "entry" in the form of the field, with "part" and "quote" (3–10 words of the page)
  "disputed"   the page contradicts itself: nothing is told
An entry that both missed: {"id": "papers:new", "take": "own", "entry": {…}, "reason": "…"}.
Where they agree and are wrong: settle the id that stands behind “=” like the others.
"""


def differing(code: str, page: Mapping[str, str], readings: Path) -> str:
    """Return a page, what both readers say alike and what differently, and a form to fill in."""
    first, second = (json.loads((readings / who / f"{code}.json").read_text(encoding="utf-8")) for who in "ab")
    lines = [shown(page), "─" * 80, HOW]
    settled = _settled_ids(readings / "c" / f"{code}.json")
    left: list[str] = []
    lines += _agreed(code, first, second, readings)
    for pair, said in unsettled(code, readings):
        if pair.id in settled:
            continue
        left.append(pair.id)
        lines.append(f"\n■ {pair.id}   {'differ in ' + ', '.join(said) if said else 'only one of them has it'}")
        for who, number, sheet in (("a", pair.a, first), ("b", pair.b, second)):
            if number is None:
                lines.append(f"  {who}: –")
                continue
            one = entry(pair.field, sheet[pair.field], number)
            lines.append(f"  {who}: {_told(one)}")
            lines.append(f"     [{one['part']}] …{page[one['part']][max(0, one['start'] - 60) : one['end'] + 60]}…")
    lines += _refusals(first, second)
    form = {"code": code, "settled": [{"id": name, "take": "", "reason": ""} for name in left]}
    lines += ["", f"{len(left)} to settle. The form:", json.dumps(form, ensure_ascii=False, indent=1)]
    return "\n".join(lines)


def settled(file: Path, known: Mapping[str, Mapping[str, str]], readings: Path) -> tuple[str, list[str]]:
    """Check what the third reader settled of one procedure and keep it; returns its code and what is wrong.

    Where something is wrong nothing is kept.
    """
    try:
        given = Settlement.model_validate_json(file.read_text(encoding="utf-8"))
    except ValidationError as error:
        return "", invalid(error)
    page = known.get(given.code)
    if page is None or not (readings / "b" / f"{given.code}.json").exists():
        return given.code, [f"{given.code} was not read by two, or there is no page of it"]
    sheets = {who: json.loads((readings / who / f"{given.code}.json").read_text(encoding="utf-8")) for who in "ab"}
    runs, problems, kept = source(page), [], []
    for number, one in enumerate(given.settled):
        row = one.model_dump(exclude_none=True)
        where = f"settled[{number}] {one.id}"
        problems += [f"{where}: {problem}" for problem in _wrong(row, sheets, page)]
        problems += [
            f"{where}: {key}: {SHINGLE} words in a row are the page's; say it shorter"
            for key in [*copied(row, runs), *copied(row.get("entry", {}), runs)]
        ]
        kept.append(row)
    missing = {pair.id for pair, _said in unsettled(given.code, readings)} - {one.id for one in given.settled}
    problems += [f"{name} is not settled" for name in sorted(missing)]
    if not problems:
        keep({"code": given.code, "page": checksum(page), "settled": kept}, readings / "c")
    return given.code, problems


def _wrong(row: dict[str, Any], sheets: Mapping[str, Any], page: Mapping[str, str]) -> list[str]:
    """Return what is wrong with one settled entry; its own entry gets places instead of its quote."""
    field, _colon, pair = row["id"].partition(":")
    if field not in ENTRIES:
        return [f"there is no field {field}; there are {', '.join(ENTRIES)}"]
    sides = {side[0]: int(side[1:]) for side in pair.split("-") if side and pair != "new"}
    problems = [
        f"reader {who} has no entry {at} in {field}"
        for who, at in sides.items()
        if at >= len(sheets[who].get(field, []))
    ]
    if problems:
        return problems
    if said := _misused(row, sides):
        return [said]
    if "change" in row:
        return _changed(row, field, entry(field, sheets[row["take"]][field], sides[row["take"]]))
    return _own(row, field, page) if row["take"] == "own" else []


def _misused(row: Mapping[str, Any], sides: Mapping[str, int]) -> str | None:
    """Return what does not fit between what is taken and what is there."""
    take = row["take"]
    needed = {"a": {"a"}, "b": {"b"}, "both": {"a", "b"}}.get(take, set())
    if not needed <= sides.keys():
        return f"“{take}” needs an entry of reader {' and '.join(sorted(needed - sides.keys()))}"
    if not sides and take != "own":
        return "a new entry is “own”"
    if "change" in row and take not in sides:
        return "“change” changes a's or b's entry: take one of them"
    if (take == "own") != ("entry" in row):
        return "“own”, and only it, comes with an entry"
    return None


def _own(row: dict[str, Any], field: str, page: Mapping[str, str]) -> list[str]:
    """Check the third reader's own entry and put its place in its quote's stead."""
    try:
        row["entry"] = ENTRIES[field].model_validate(row["entry"]).model_dump()
    except ValidationError as error:
        return [f"entry.{problem}" for problem in invalid(error)]
    problem = placed(row["entry"], page)
    return [problem] if problem else []


def _changed(row: dict[str, Any], field: str, taken: Mapping[str, Any]) -> list[str]:
    """Make the entry that is taken, with what is changed in it, the settled one."""
    known = {key: value for key, value in taken.items() if key not in {"start", "end"}}
    try:
        whole = ENTRIES[field].model_validate(known | {"quote": "······"} | row["change"]).model_dump()
    except ValidationError as error:
        return [f"change.{problem}" for problem in invalid(error)]
    del whole["quote"], row["change"]
    row["entry"] = whole | {"start": taken["start"], "end": taken["end"]}
    return []


def reworded(file: Path, known: Mapping[str, Mapping[str, str]], readings: Path) -> tuple[str, list[str]]:
    """Say settled entries in plainer words: the same numbers, the same place in the source, nothing copied from it.

    The file is a settlement whose rows have an id, what changes, and a reason; each changes what stands so far. One of
    "papers:new" with an entry of its own adds what nobody had noted.
    Where something is wrong nothing is kept.
    """
    given = json.loads(file.read_text(encoding="utf-8"))
    code = given["code"]
    sheets = {who: json.loads((readings / who / f"{code}.json").read_text(encoding="utf-8")) for who in "ab"}
    path = readings / "c" / f"{code}.json"
    third = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"settled": []}
    rows, problems, runs = third["settled"], [], source(known[code])
    for one in given["settled"]:
        field = one["id"].partition(":")[0]
        if one["id"].endswith(":new"):
            problems += _added(one, field, known[code], rows)
            continue
        row, before = _standing(one["id"], field, rows, sheets)
        if row is None or before is None:
            problems.append(f"{one['id']}: nothing is settled under that id")
            continue
        row |= {"change": one["change"]}
        problems += [f"{one['id']}: {problem}" for problem in _changed(row, field, before)]
        if "entry" not in row:
            continue
        row.setdefault("reason", one["reason"])
        if (lost := _figures(before) ^ _figures(row["entry"])) and lost != set(one.get("figures", [])):
            problems.append(f"{one['id']}: other numbers than before: {', '.join(sorted(lost))}")
        problems += [
            f"{one['id']}: {key}: {SHINGLE} words in a row are the page's; say it shorter"
            for key in copied(row["entry"], runs)
        ]
    if not problems:
        keep({"code": code, "page": checksum(known[code]), "settled": rows}, readings / "c")
    return code, problems


def _added(one: Mapping[str, Any], field: str, page: Mapping[str, str], rows: list[dict[str, Any]]) -> list[str]:
    """Add an entry that nobody had noted to the settled rows; returns what is wrong with it."""
    row = {"id": one["id"], "take": "own", "entry": dict(one["entry"]), "reason": one["reason"]}
    rows.append(row)
    if problems := _own(row, field, page):
        return [f"{one['id']}: {problem}" for problem in problems]
    return [
        f"{one['id']}: {key}: {SHINGLE} words in a row are the page's; say it shorter"
        for key in copied(row["entry"], source(page))
    ]


def _standing(
    name: str, field: str, rows: list[dict[str, Any]], sheets: Mapping[str, Any]
) -> tuple[dict[str, Any] | None, Mapping[str, Any] | None]:
    """Return the settled row of an id, made where both readers agreed until now, and the entry that it stands for."""
    own = [row for row in rows if row["id"].endswith(":new") and row["id"].startswith(f"{field}:")]
    if (found := re.fullmatch(rf"{field}:c(\d+)", name)) is not None:
        of_field = [row for row in rows if row["id"].startswith(f"{field}:")]
        row = of_field[int(found[1])] if int(found[1]) < len(of_field) else None
        return (row, row["entry"]) if row in own and row is not None else (None, None)
    sides = {side[0]: int(side[1:]) for side in name.partition(":")[2].split("-") if side}
    entries = {who: entry(field, sheets[who][field], at) for who, at in sides.items()}
    row = next((one for one in rows if one["id"] == name), None)
    if row is not None:
        return row, row.get("entry") or entries.get(row["take"])
    agreed = compared_entry(field, name, entries.get("a"), entries.get("b"))
    row = {"id": name, "take": max(entries, key=lambda who: words_of(entries[who]))}
    rows.append(row)
    return row, agreed


def _figures(said: Mapping[str, Any]) -> set[str]:
    """Return the numbers in what an entry says in words."""
    words = [said.get(key, "") for key in ("name", "what", "text", "case", "condition")] + said.get("instead", [])
    return {number.lstrip("0") for text in words for number in re.findall(r"\d+", text)}


def _agreed(code: str, first: Mapping[str, Any], second: Mapping[str, Any], readings: Path) -> list[str]:
    """Return what both readers say alike, a line each."""
    differing = {pair.id for pair, _said in unsettled(code, readings)}
    return [
        f"= {pair.id}   {_told(entry(field, first[field], pair.a))}"
        for field in FIELDS
        for pair in pairs(field, first.get(field, []), second.get(field, []))
        if pair.a is not None and pair.id not in differing
    ]


def _settled_ids(file: Path) -> set[str]:
    return {one["id"] for one in json.loads(file.read_text(encoding="utf-8"))["settled"]} if file.exists() else set()


def _told(one: Mapping[str, Any]) -> str:
    return " · ".join(
        f"{key}={json.dumps(value, ensure_ascii=False)}"
        for key, value in one.items()
        if key not in _HIDDEN and value not in ("", None, [], False)
    )


def _refusals(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[str]:
    said = [f"  {who}: {one['field']}: {one['why']}" for who, sheet in zip("ab", (first, second), strict=True)
            for one in sheet["refused"]]  # fmt: skip
    return ["", "What they refuse, and why:", *said] if said else []


# ── shared with taking a sheet ───────────────────────────────────────────────────────────────────────────────────────


def invalid(error: ValidationError) -> list[str]:
    """Return what a form says against a file, a line for each."""
    return [f"{'.'.join(map(str, wrong['loc']))}: {wrong['msg']}" for wrong in error.errors()]


def refused(file: Path, problems: Iterable[str]) -> int:
    """Print what is wrong with a file; returns 1."""
    for problem in problems:
        print(f"{file.name}: {problem}", file=sys.stderr)
    return 1


def keep(sheet: Mapping[str, Any], folder: Path) -> None:
    """Write a sheet into its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(sheet, ensure_ascii=False, indent=1)
    (folder / f"{sheet['code']}.json").write_text(text + "\n", encoding="utf-8")
