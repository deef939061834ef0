"""Reading the portal's pages into the catalogue: show a page to a reader, take what two readers found, compare it.

The pages are somebody else's text and stay outside of the project: `--material` names the folder where
`pages.jsonl.gz` lies. What is kept of a page is the checksum of its text and where in it each fact stands.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalogue_api import facts
from catalogue_compile import compiled
from catalogue_form import APART, ARTICLES, FIELDS, Sheet
from catalogue_match import entry, likeness, pairs
from catalogue_pages import SHINGLE, checksum, copied, pages, placed, shown, source, unfounded, write_runs
from catalogue_settle import differing, invalid, keep, refused, reworded, settled
from pydantic import ValidationError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

CATALOGUE = Path(__file__).resolve().parent.parent / "bot" / "content" / "catalogue"
READINGS = CATALOGUE / "readings"
FILES = CATALOGUE / "fields"
RUNS = CATALOGUE.parents[2] / "tests" / "data" / "portal_runs.bin"


def main() -> int:
    """Run what the command line says and return the exit code."""
    given = _parser().parse_args()
    if given.command == "compare":
        apart = (compared(READINGS / field, (field,)) for field in (APART, ARTICLES))
        print("\n\n".join(apart) if given.apart else compared(READINGS))
        return 0
    if given.command == "compile":
        for code in given.codes or sorted({*read(READINGS), *read(READINGS / APART), *read(READINGS / ARTICLES)}):
            keep(compiled(code, READINGS), FILES)
        return 0
    return _with_pages(given, pages(given.material))


def _with_pages(given: argparse.Namespace, known: Mapping[str, Mapping[str, str]]) -> int:
    """Run a command that needs the material."""
    readings = READINGS / APART if getattr(given, "apart", False) else READINGS
    match given.command:
        case "page" | "differences":
            for code in given.codes:
                print(shown(known[code]) if given.command == "page" else differing(code, known[code], readings))
        case "take":
            return max(taken(file, known, READINGS / given.reader) for file in given.files)
        case "settle" | "reword":
            how = settled if given.command == "settle" else reworded
            return max(_settled(file, known, how, readings) for file in given.files)
        case "runs":
            write_runs((known[code] for code in sorted({*read(READINGS), *read(READINGS / APART)})), RUNS)
        case "numbers":
            return _numbers(known)
        case "api":
            for fact in facts(given.material):
                keep(fact, READINGS / "api")
    return 0


def _numbers(known: Mapping[str, Mapping[str, str]]) -> int:
    """Print each number of a field that its page does not have; returns how many fields have one, at most 1."""
    rows = 0
    found = 0
    for file in sorted(FILES.glob("*.json")):
        kept = json.loads(file.read_text(encoding="utf-8"))
        for row in kept["fields"]:
            if row.get("method") == "law":
                continue  # it stands on no page
            rows += 1
            if numbers := unfounded(row, known[file.stem]):
                found += 1
                print(f"{file.stem} {row['id']}: {', '.join(sorted(numbers))}")
    print(f"{rows} fields, {found} with a number that their page does not have")
    return min(found, 1)


def _settled(
    file: Path,
    known: Mapping[str, Mapping[str, str]],
    how: Callable[[Path, Mapping[str, Mapping[str, str]], Path], tuple[str, list[str]]],
    readings: Path,
) -> int:
    code, problems = how(file, known, readings)
    if problems:
        return refused(file, problems)
    keep(compiled(code, READINGS), FILES)
    print(f"{code}: settled, and its fields are made anew")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, says in (
        ("page", "print pages as a reader is to see them"),
        ("differences", "print pages with what two readers say differently, and a form for the third"),
    ):
        command = commands.add_parser(name, help=says)
        command.add_argument("--material", type=Path, required=True)
        command.add_argument("codes", nargs="+")
    take = commands.add_parser("take", help="check sheets and keep them")
    take.add_argument("--material", type=Path, required=True)
    take.add_argument("--reader", choices=["a", "b"], required=True)
    take.add_argument("files", nargs="+", type=Path)
    settle = commands.add_parser("settle", help="check what the third reader settled, keep it and make the fields")
    settle.add_argument("--material", type=Path, required=True)
    settle.add_argument("files", nargs="+", type=Path)
    reword = commands.add_parser("reword", help="say settled entries in plainer words and make the fields anew")
    reword.add_argument("--material", type=Path, required=True)
    reword.add_argument("files", nargs="+", type=Path)
    runs = commands.add_parser("runs", help="keep the hashes of the runs of words of the pages that were read")
    runs.add_argument("--material", type=Path, required=True)
    numbers = commands.add_parser("numbers", help="look up every number of the fields on its page")
    numbers.add_argument("--material", type=Path, required=True)
    api = commands.add_parser("api", help="keep what the portal's own data says of fees and days")
    api.add_argument("--material", type=Path, required=True)
    compare = commands.add_parser("compare", help="print how far the two readers agree, per field")
    for command in (commands.choices["differences"], settle, reword, compare):
        command.add_argument("--apart", action="store_true", help="of the conditions, which are read apart")
    compile_ = commands.add_parser("compile", help="make the readings into the fields that the bot loads")
    compile_.add_argument("codes", nargs="*", help="procedures; all that were read where none is named")
    return parser


def read(readings: Path) -> list[str]:
    """Return the codes that reader a read, whether another one did so or not."""
    return sorted(file.stem for file in (readings / "a").glob("*.json"))


def read_twice(readings: Path) -> list[str]:
    """Return the codes that both readers read."""
    return sorted(
        {file.stem for file in (readings / "a").glob("*.json")} & {f.stem for f in (readings / "b").glob("*.json")}
    )


# ── taking a sheet ───────────────────────────────────────────────────────────────────────────────────────────────────


def taken(file: Path, known: Mapping[str, Mapping[str, str]], folder: Path) -> int:
    """Check a reader's sheet and keep it with places instead of quotes; returns 1 and says why where it is refused."""
    try:
        sheet = Sheet.model_validate_json(file.read_text(encoding="utf-8"))
    except ValidationError as error:
        return refused(file, invalid(error))
    page = known.get(sheet.code)
    if page is None:
        return refused(file, [f"there is no page of {sheet.code}"])
    kept, problems = _kept(sheet, page)
    if sheet.other_province and (sheet.fees or sheet.times or sheet.receivers):
        problems.append("another province's decision gives no fees, times and receivers")
    if problems:
        return refused(file, problems)
    keep(kept, folder)
    return 0


def _kept(sheet: Sheet, page: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    kept = sheet.model_dump()
    kept["page"] = checksum(page)
    runs = source(page)
    problems = []
    for field in (*FIELDS, "refused"):
        for number, one in enumerate(kept[field]):
            problem = placed(one, page) if field != "refused" else None
            if problem:
                problems.append(f"{field}[{number}]: {problem}")
            problems += [
                f"{field}[{number}].{key}: {SHINGLE} words in a row are the page's; say it shorter"
                for key in copied(one, runs)
            ]
    return kept, problems


# ── comparing ────────────────────────────────────────────────────────────────────────────────────────────────────────


def compared(readings: Path, fields: Sequence[str] = FIELDS) -> str:
    """Return a table: per field how many entries both readers have alike, and how many only one of them."""
    counts: dict[str, Counter[str]] = {field: Counter() for field in fields}
    both = read_twice(readings)
    for code in both:
        first, second = (json.loads((readings / who / f"{code}.json").read_text(encoding="utf-8")) for who in "ab")
        for field in fields:
            counts[field].update(agreement(field, first.get(field, []), second.get(field, [])))
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
    count: Counter[str] = Counter()
    for pair in pairs(field, first, second):
        if pair.a is None or pair.b is None:
            count["one"] += 1
        else:
            alike = likeness(field, entry(field, first, pair.a), entry(field, second, pair.b)) >= 1.0
            count["alike" if alike else "partly"] += 1
    return count


if __name__ == "__main__":
    sys.exit(main())
