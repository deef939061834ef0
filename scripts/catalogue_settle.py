"""Settling where two readers differ: show a page with what they say differently, check what the third one says."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from catalogue_compile import unsettled
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
