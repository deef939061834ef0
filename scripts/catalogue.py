"""Reading the portal's pages into the catalogue: show a page to a reader, take what two readers found, compare it.

The pages are somebody else's text and stay outside of the project: `--material` names the folder where
`pages.jsonl.gz` lies. What is kept of a page is the checksum of its text and where in it each fact stands.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalogue_form import FIELDS, PARTS, Sheet
from pydantic import ValidationError

from bot.guidance.text import fold, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

READINGS = Path(__file__).resolve().parent.parent / "bot" / "content" / "catalogue" / "readings"
SHINGLE = 12
"""Words in a row that no sentence of ours may share with a page; names of papers and documents are the page's own."""

_ALIKE = 0.5
_OWN_WORDS = ("condition", "case", "what", "why")


def main() -> int:
    """Run what the command line says and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    page = commands.add_parser("page", help="print pages as a reader is to see them")
    page.add_argument("--material", type=Path, required=True)
    page.add_argument("codes", nargs="+")
    take = commands.add_parser("take", help="check sheets and keep them")
    take.add_argument("--material", type=Path, required=True)
    take.add_argument("--reader", choices=["a", "b"], required=True)
    take.add_argument("files", nargs="+", type=Path)
    commands.add_parser("compare", help="print how far the two readers agree, per field")
    given = parser.parse_args()
    if given.command == "page":
        for code in given.codes:
            print(shown(pages(given.material)[code]))
        return 0
    if given.command == "take":
        known = pages(given.material)
        return max(taken(file, known, READINGS / given.reader) for file in given.files)
    print(compared(READINGS))
    return 0


# ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def pages(material: Path) -> dict[str, dict[str, str]]:
    """Return code → page, each part with single spaces, from a folder with ``pages.jsonl.gz``."""
    with gzip.open(material / "pages.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return {
        row["ma_thu_tuc"]: {part: _spaced(str(row.get(part) or "")) for part in (*PARTS, "ten_thu_tuc")} for row in rows
    }


def checksum(page: Mapping[str, str]) -> str:
    """Return what names a page's text: 16 digits."""
    text = json.dumps([page[part] for part in PARTS], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def shown(page: Mapping[str, str]) -> str:
    """Return a page as a reader is to see it."""
    parts = (f"[{part}]\n{page[part]}" for part in PARTS if page[part])
    return f"# {page['ten_thu_tuc']}\n\n" + "\n\n".join(parts) + "\n"


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


# ── taking a sheet ───────────────────────────────────────────────────────────────────────────────────────────────────


def taken(file: Path, known: Mapping[str, Mapping[str, str]], folder: Path) -> int:
    """Check a reader's sheet and keep it with places instead of quotes; returns 1 and says why where it is refused."""
    try:
        sheet = Sheet.model_validate_json(file.read_text(encoding="utf-8"))
    except ValidationError as error:
        for wrong in error.errors():
            print(f"{file.name}: {'.'.join(map(str, wrong['loc']))}: {wrong['msg']}", file=sys.stderr)
        return 1
    page = known.get(sheet.code)
    if page is None:
        print(f"{file.name}: there is no page of {sheet.code}", file=sys.stderr)
        return 1
    kept, problems = _placed(sheet, page)
    problems += _shared(sheet, page)
    if sheet.other_province and (sheet.fees or sheet.times or sheet.receivers):
        problems.append("another province's decision gives no fees, times and receivers")
    for problem in problems:
        print(f"{file.name}: {problem}", file=sys.stderr)
    if problems:
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(kept, ensure_ascii=False, indent=1)
    (folder / f"{sheet.code}.json").write_text(text + "\n", encoding="utf-8")
    return 0


def _placed(sheet: Sheet, page: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    kept = sheet.model_dump()
    kept["page"] = checksum(page)
    problems = []
    for field in FIELDS:
        for number, entry in enumerate(kept[field]):
            quote, part = _spaced(entry.pop("quote")), entry["part"]
            start = page[part].find(quote)
            if start < 0:
                problems.append(f"{field}[{number}]: “{quote}” does not stand in {part}")
            entry["start"], entry["end"] = start, start + len(quote)
    return kept, problems


def _shared(sheet: Sheet, page: Mapping[str, str]) -> list[str]:
    """Return what of our words was copied: it would be the page's sentence and not ours."""
    source = set(_shingles(" ".join(page[part] for part in PARTS)))
    problems = []
    for field in (*FIELDS, "refused"):
        for number, entry in enumerate(getattr(sheet, field)):
            for name in _OWN_WORDS:
                text = getattr(entry, name, "")
                if isinstance(text, str) and source.intersection(_shingles(text)):
                    problems.append(
                        f"{field}[{number}].{name}: {SHINGLE} words in a row are the page's; say it shorter"
                    )
    return problems


def _shingles(text: str) -> Iterator[str]:
    said = words(text)
    return (" ".join(said[at : at + SHINGLE]) for at in range(len(said) - SHINGLE + 1))


# ── comparing ────────────────────────────────────────────────────────────────────────────────────────────────────────


def compared(readings: Path) -> str:
    """Return a table: per field how many entries both readers have alike, and how many only one of them."""
    counts: dict[str, Counter[str]] = {field: Counter() for field in FIELDS}
    both = sorted(
        {file.name for file in (readings / "a").glob("*.json")} & {f.name for f in (readings / "b").glob("*.json")}
    )
    for name in both:
        first, second = (json.loads((readings / who / name).read_text(encoding="utf-8")) for who in "ab")
        for field in FIELDS:
            counts[field].update(agreement(field, first[field], second[field]))
    lines = [
        f"{len(both)} procedures read by both",
        "| field | alike | partly | only one | agreement |",
        "|---|---|---|---|---|",
    ]
    for field, count in counts.items():
        total = count.total()
        share = f"{100 * (count['alike'] + count['partly'] / 2) / total:.0f} %" if total else "–"
        lines.append(f"| {field} | {count['alike']} | {count['partly']} | {count['one']} | {share} |")
    return "\n".join(lines)


def agreement(field: str, first: Sequence[Mapping[str, Any]], second: Sequence[Mapping[str, Any]]) -> Counter[str]:
    """Return how many entries of two readers are alike, partly alike, or have none on the other side."""
    left = list(second)
    count: Counter[str] = Counter()
    for entry in first:
        match = max(left, key=lambda other: likeness(field, entry, other), default=None)
        found = likeness(field, entry, match) if match is not None else 0.0
        if match is None or found < _ALIKE:
            count["one"] += 1
            continue
        left.remove(match)
        count["alike" if found >= 1.0 else "partly"] += 1
    count["one"] += len(left)
    return count


_SAME: dict[str, tuple[str, ...]] = {
    "papers": ("hand", "needed"),
    "fees": ("channel", "kind", "amount"),
    "times": ("channel", "number", "unit"),
    "receivers": ("channel", "office"),
    "presence": ("must_come", "another_may"),
    "post": (),
    "results": (),
    "deadlines": ("number", "unit"),
    "laws": (),
}
_NAMED: dict[str, str] = {"papers": "name", "post": "what", "results": "name", "laws": "number", "deadlines": "what"}


def likeness(field: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """Return how much two entries say the same: 0 to 1.

    The name counts for half where there is one, what can be counted or chosen for the rest.
    """
    values = [one[key] == other[key] for key in _SAME[field]]
    chosen = sum(values) / len(values) if values else None
    key = _NAMED.get(field)
    if key is None:
        return chosen or 0.0
    name = _overlap(one[key], other[key])
    if name < _ALIKE:
        return 0.0
    named = 1.0 if name >= _ALIKE else 0.0
    return named if chosen is None else (named + chosen) / 2


def _overlap(one: str, other: str) -> float:
    first, second = _told(one), _told(other)
    return len(first & second) / max(1, min(len(first), len(second)))


def _told(text: str) -> set[str]:
    return set(_without(words(fold(text))))


def _without(said: Iterable[str]) -> Iterator[str]:
    return (word for word in said if word not in {"cua", "va", "cac", "hoac", "theo", "mau", "ban", "giay", "to"})


if __name__ == "__main__":
    sys.exit(main())
