"""A draft: entries that shall be added to the rulebook, or take the place of others, as one document.

What is approved of it is the SHA-256 of its content. It knows what the entries were that it takes the place of, so that
nobody publishes over what somebody else has changed meanwhile.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from bot.guidance.rulebook.changing import DATED, overlay, past_changes
from bot.guidance.rulebook.schema import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.guidance.rulebook.parse import Entry, Plain

PROPOSAL_TITLE = "Nội dung đi kèm bản phần mềm mới"
_PROPOSAL_WHY = "Nội dung đi kèm bản phần mềm mới có sửa điều đã trả lời trước đây."


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants the rulebook to say.

    Attributes:
        title: what staff know it by; citizens don't see it.
        entries: by section.
        correction: why it changes what is said of the past; None where it does not.
    """

    title: str
    entries: Plain
    correction: str | None = None

    @property
    def content(self) -> str:
        """The canonical form, whose hash is approved."""
        plain = {"correction": self.correction, "entries": self.entries, "title": self.title}
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def hash(self) -> bytes:
        """SHA-256 of the canonical form."""
        return hashlib.sha256(self.content.encode()).digest()

    @property
    def document(self) -> dict[str, Any]:
        """The document as somebody would write it."""
        head = {"title": self.title, **({"correction": self.correction} if self.correction else {})}
        return head | {section: self.entries[section] for section in SECTIONS if self.entries.get(section)}

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of its entries, in the order of sections."""
        return tuple(entry["id"] for section in SECTIONS for entry in self.entries.get(section, ()))

    @property
    def is_of_contacts(self) -> bool:
        """Whether it changes contacts of one-stop units and nothing else."""
        return set(self.entries) == {"contacts"} and all("unit" in entry for entry in self.entries["contacts"])

    @property
    def units(self) -> frozenset[str]:
        """The one-stop units whose contacts it changes."""
        return frozenset(entry["unit"] for entry in self.entries.get("contacts", ()) if "unit" in entry)

    @classmethod
    def from_content(cls, content: str) -> Self:
        """Read the canonical form."""
        plain = json.loads(content)
        return cls(plain["title"], plain["entries"], plain["correction"])


def base_of(current: Plain, entries: Plain) -> dict[str, str | None]:
    """Return of each entry of a draft the hash of what stands there now; None where nothing does."""
    return {
        f"{section}/{entry['id']}": _hash_of(_entry(current, section, entry["id"]))
        for section, drafted in entries.items()
        for entry in drafted
    }


def changed_since(current: Plain, entries: Plain, base: Mapping[str, str | None]) -> tuple[str, ...]:
    """Return the ids of a draft's entries that somebody else has changed since it was written."""
    now = base_of(current, entries)
    return tuple(name.partition("/")[2] for name in now if now[name] != base.get(name))


def proposal(current: Plain, deployed: Plain, packaged: Plain, moment: datetime) -> Draft | None:
    """Return what a deploy's content changes and staff do not say yet; None where that is nothing.

    Args:
        current: what is told now.
        deployed: what the files said when staff began to keep the rulebook themselves: what differs from it is new.
        packaged: what the files say now.
        moment: now; what is changed of the time before is a correction.
    """
    entries: Plain = {}
    for section in SECTIONS:
        before = {entry["id"]: entry for entry in deployed.get(section, ())}
        now = {entry["id"]: entry for entry in current.get(section, ())}
        new = {entry["id"]: entry for entry in packaged.get(section, ())}
        found = [entry for entry_id, entry in new.items() if entry not in (before.get(entry_id), now.get(entry_id))]
        if section in DATED:
            gone = [entry_id for entry_id in sorted(before.keys() - new.keys()) if entry_id in now]
            found += [
                {**now[entry_id], "status": "suspended"} for entry_id in gone if now[entry_id]["status"] == "published"
            ]
        if found:
            entries[section] = sorted(found, key=lambda entry: str(entry["id"]))
    if not entries:
        return None
    reaches_back = past_changes(current, overlay(current, entries), moment)
    return Draft(PROPOSAL_TITLE, entries, _PROPOSAL_WHY if reaches_back else None)


def _entry(plain: Plain, section: str, entry_id: str) -> Entry | None:
    return next((entry for entry in plain.get(section, ()) if entry["id"] == entry_id), None)


def _hash_of(entry: Entry | None) -> str | None:
    if entry is None:
        return None
    return hashlib.sha256(json.dumps(entry, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
