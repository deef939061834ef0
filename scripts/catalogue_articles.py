"""What laws themselves ask of a person: takes what a reader wrote down from copies of their wording.

A page that only points to a law does not say who a matter is for. Where that is asked most, two readers read the
article, apart from each other; a third settles it by hand in ``readings/articles/c``, as for pages. A row of the table
is one condition: ``code``, ``law`` (its number, as in laws.csv), ``place`` (article, clause, point), and what a
clause of a page has (``scripts/catalogue_requirements.py``).

    python scripts/catalogue_articles.py --reader a FILE.tsv
"""

from __future__ import annotations

import argparse
import csv
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalogue_form import ARTICLES, Article
from catalogue_requirements import ASKED, READINGS, WHAT
from catalogue_settle import invalid, keep
from pydantic import ValidationError

from bot.content.laws import load_laws

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def taken(rows: Sequence[Mapping[str, str]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Return a reader's sheets, one a procedure, and what is wrong with the rows; wrong ones are on no sheet."""
    sheets, problems = [], []
    for code, of_code in groupby(sorted(rows, key=lambda row: row["code"]), key=lambda row: row["code"]):
        entries = []
        for row in of_code:
            said, wrong = _entry(row)
            problems += [f"{code} {row['law']} {row['place']}: {one}" for one in wrong]
            entries += [said] if said else []
        sheets.append({"code": code, ARTICLES: entries})
    return sheets, problems


def _entry(row: Mapping[str, str]) -> tuple[dict[str, Any] | None, list[str]]:
    if row["what"] not in WHAT:
        return None, [f"what is one of {', '.join(sorted(WHAT))}: {row['what']!r}"]
    if row["law"] not in load_laws():
        return None, [f"laws.csv has no {row['law']}"]
    if row["what"] == "other":
        return None, []
    given = {key: said for key in ASKED if key not in {"what", "note"} and (said := row.get(key, "").strip())}
    place = {"part": row["place"], "law": row["law"], "quote": "······", "stands": row["what"]}
    try:
        entry = Article.model_validate(given | place).model_dump()
    except ValidationError as error:
        return None, invalid(error)
    del entry["quote"]
    return entry, []


def main() -> int:
    """Run what the command line says and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reader", choices=["a", "b"], required=True)
    parser.add_argument("file", type=Path)
    given = parser.parse_args()
    with given.file.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, restval=""))
    sheets, problems = taken(rows)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        for sheet in sheets:
            keep(sheet, READINGS.parent / ARTICLES / given.reader)
    return min(len(problems), 1)


if __name__ == "__main__":
    sys.exit(main())
