"""The portal's pages as readers see them, and the rules for what of a page may be kept.

The pages are somebody else's text and stay outside of the project: a command's `--material` names the folder where
`pages.jsonl.gz` lies. What is kept of a page is the checksum of its text and where in it each fact stands.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from catalogue_form import PARTS

from bot.guidance.text import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

SHINGLE = 12
"""Words in a row that no sentence of ours may share with a page; names of papers and documents are the page's own."""

HASH = 5
"""Bytes of a run's hash: with 60,000 runs a sentence of ours is taken for a copied one once in ten million."""

OWN_WORDS = ("condition", "case", "what", "why", "text", "against", "reason", "unless")
"""Keys of entries that hold words of ours."""


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


def placed(entry: dict[str, Any], page: Mapping[str, str]) -> str | None:
    """Put the place of an entry's quote in the quote's stead; returns what is wrong with it, None where nothing is."""
    quote, part = _spaced(entry.pop("quote")), entry["part"]
    start = page[part].find(quote)
    entry["start"], entry["end"] = start, start + len(quote)
    return None if start >= 0 else f"“{quote}” does not stand in {part}"


def source(page: Mapping[str, str]) -> set[str]:
    """Return all runs of ``SHINGLE`` words of a page."""
    return set(shingles(" ".join(page[part] for part in PARTS)))


def copied(entry: Mapping[str, Any], runs: set[str]) -> list[str]:
    """Return the keys of an entry whose words were copied: they would be the page's sentence and not ours."""
    found = []
    for key in OWN_WORDS:
        said = entry.get(key)
        if isinstance(said, str) and any(run in runs for run in shingles(said)):
            found.append(key)
    return found


def unfounded(row: Mapping[str, Any], page: Mapping[str, str]) -> set[str]:
    """Return the numbers of a compiled field that stand nowhere on its page: none may be ours.

    "400.000đ" and "400,000" are 400000; a number that the page writes in letters ("mười lăm") stands there too.
    """
    said = [*row["value"].values(), row.get("case", ""), row.get("condition", ""), *row.get("instead", [])]
    text = _joined(" ".join(page.values())).casefold()
    spelled = {digits for word, digits in _SPELLED.items() if word in text}
    found = re.findall(r"\d+", _joined(" ".join(map(str, said))))
    return {number for number in found if number.lstrip("0") not in text and number.lstrip("0") not in spelled}


_UNITS = ("", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SPELLED = {word: str(digit) for digit, word in enumerate(_UNITS) if word} | {
    f"mười {'lăm' if word == 'năm' else word}".strip(): str(10 + digit) for digit, word in enumerate(_UNITS)
}
"""Numbers as pages write them in letters, up to nineteen."""


def _joined(text: str) -> str:
    return re.sub(r"(?<=\d)[.,](?=\d{3})", "", text)


def write_runs(read: Iterable[Mapping[str, str]], file: Path) -> None:
    """Write the hashes of all runs of the pages that were read: what the project keeps to find a copied sentence by."""
    hashes = {hashed(run) for page in read for run in source(page)}
    file.write_bytes(b"".join(sorted(hashes)))


def kept_runs(file: Path) -> set[bytes]:
    """Return the hashes that ``write_runs`` wrote."""
    kept = file.read_bytes()
    return {kept[at : at + HASH] for at in range(0, len(kept), HASH)}


def hashed(run: str) -> bytes:
    """Return what a run of words is kept as."""
    return hashlib.blake2b(run.encode(), digest_size=HASH).digest()


def shingles(text: str) -> Iterator[str]:
    """Give the runs of ``SHINGLE`` words of a text."""
    said = words(text)
    return (" ".join(said[at : at + SHINGLE]) for at in range(len(said) - SHINGLE + 1))
