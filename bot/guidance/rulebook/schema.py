"""The JSON Schema of rulebook content, and the checks that a schema cannot express.

`bot/content/rulebook/rulebook.schema.json` is this schema written out for editors; a test keeps the two the same.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from bot.guidance.channels import Channel
from bot.guidance.rulebook.model import UNIT_PURPOSES, Audience, Basis, Condition, Confidence, Purpose, Status
from bot.guidance.rulebook.schema_words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from enum import StrEnum

type Json = dict[str, Any]

SECTIONS = (
    "documents",
    "actors",
    "groups",
    "contacts",
    "rules",
    "regimes",
    "unsaid",
    "topics",
    "phrases",
)
"""Every section a content file may have, in the order of the canonical form."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with the content, said so that its author finds the place."""

    file: str
    entry: str
    """Id of the entry, or its section and position when it has none."""
    field: str
    message: str
    """In Vietnamese: who writes rules is no programmer."""
    line: int | None = dataclasses.field(default=None, compare=False)
    """Where it stands in the file, from 1; None where no file was read."""

    def __str__(self) -> str:
        file = f"{self.file}, dòng {self.line}" if self.line is not None else self.file
        place = f"{file}: {self.entry}" if self.entry else file
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


def schema() -> Json:
    """The JSON Schema (2020-12) of one content file."""
    text: Json = {"type": "string", "minLength": 1}
    flag: Json = {"type": "boolean"}
    texts: Json = {"type": "array", "items": text, "minItems": 1, "uniqueItems": True}
    moment: Json = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?$"}
    day: Json = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}
    entry_id: Json = {"type": "string", "pattern": r"^[A-Za-z0-9][A-Za-z0-9._/-]*$"}
    effect = {
        "effective_from": moment,
        "from_basis": _words(Basis),
        "effective_to": moment,
        "to_basis": _words(Basis),
        "to_note": text,
        "told_from": moment,
    }
    trust = {"confidence": _words(Confidence), "confirmed": flag, "source": text}
    scope = _record(
        {
            "province": text,
            "unit_levels": {"type": "array", "items": {"enum": ["tinh", "huyen", "xa"]}, "minItems": 1},
            "area_include": texts,
            "area_exclude": texts,
            "channel": _words(Channel),
            "procedures": texts,
            "group": text,
            "condition": _words(Condition),
            "place": text,
        }
    )
    rule = _record(
        {
            "id": entry_id,
            "status": _words(Status),
            "document": text,
            "paragraph": text,
            "kind": text,
            "audience": _words(Audience),
            **effect,
            "underlying_document": text,
            "exception_to": text,
            "supersedes": texts,
            "scope": scope,
            "decides": {"type": "object", "additionalProperties": text},
            "quote": text,
            "duty": text,
            "actors": texts,
            "counterpart": text,
            "topics": texts,
            "silent_on": texts,
            "params": {"type": "object"},
            "do_vi": text,
            "why_vi": text,
            "past_vi": text,
            **trust,
            "notice": text,
            "gap": text,
            "ambiguity": text,
            "needs_check": text,
        },
        required=("id", "status", "kind", "audience", "topics"),
    )
    rule["if"] = {"properties": {"status": {"const": "published"}}}
    rule["then"] = {"required": ["document", "effective_from", "why_vi", "confidence", "confirmed"]}
    published_contact = {"properties": {"status": {"const": "published"}}}
    contact = _record(
        {
            "id": entry_id,
            "status": _words(Status),
            "purpose": _words(Purpose),
            "label": text,
            "value": {"type": ["string", "null"]},
            "value_en": text,
            "unit": text,
            "dial": text,
            "document": text,
            "paragraph": text,
            "valid_from": moment,
            "from_basis": _words(Basis),
            "valid_to": moment,
            "to_basis": _words(Basis),
            "to_note": text,
            "told_from": moment,
            "required_before_go_live": flag,
            **trust,
            "note": text,
        },
        required=("id", "status", "purpose", "label", "value"),
    )
    contact["if"] = published_contact
    contact["then"] = {"properties": {"value": text}}
    of_units = {"properties": {"purpose": {"enum": sorted(UNIT_PURPOSES)}}, "required": ["purpose"]}
    contact["allOf"] = [{"if": of_units, "then": {"required": ["unit"]}, "else": {"properties": {"unit": False}}}]
    entries = {
        "documents": _record(
            {
                "id": entry_id,
                "kind": text,
                "number": text,
                "issuer": text,
                "signed_by": text,
                "signed_on": day,
                "effective_from": moment,
                "urgency": text,
                "subject": text,
                "addressed_to": texts,
                "copied_to": texts,
                "sources": texts,
                "paragraphs": {"type": "object", "additionalProperties": text},
                "text_file": text,
                "note": text,
            },
            required=("id", "kind"),
        ),
        "actors": _record(
            {"id": entry_id, "name_2021": text, "name_now": text, "confidence": _words(Confidence), "note": text},
            required=("id", "name_2021"),
        ),
        "groups": _record(
            {"id": entry_id, "name_vi": text, "procedures": texts, "note": text},
            required=("id", "name_vi", "procedures"),
        ),
        "contacts": contact,
        "rules": rule,
        "regimes": _record(
            {
                "id": entry_id,
                "status": _words(Status),
                "document": text,
                **effect,
                "province": text,
                "warns": flag,
                "text_vi": text,
                "provisions": texts,
                **trust,
            },
            required=("id", "status", "effective_from", "text_vi", "warns", "confidence", "confirmed"),
        ),
        "unsaid": _record(
            {"id": entry_id, "document": text, "topic": text, "text_vi": text},
            required=("id", "document", "topic", "text_vi"),
        ),
        "topics": _record(
            {"id": entry_id, "text_vi": text, "spoken_by": texts, "spoken_by_contact": _words(Purpose)},
            required=("id", "text_vi"),
        ),
        "phrases": _record({"id": entry_id, "vi": text}, required=("id", "vi")),
    }
    lists = {section: {"type": "array", "items": entries[section]} for section in SECTIONS}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Rulebook content",
        **_record(lists),
    }


_sound: set[tuple[str, str]] = set()
"""Sections and entries, as JSON, that the schema found nothing wrong with: nearly all of a new version are those of the
last one, and looking at one costs a third of a millisecond."""
_MOST_SOUND = 20_000


def schema_problems(files: Mapping[str, object]) -> list[Problem]:
    """What the schema finds wrong in each parsed file, by the id of the entry and the name of the field."""
    validator = Draft202012Validator(schema())
    problems = []
    for file, content in files.items():
        new = _not_known_as_sound(content)
        if new is not None and validator.is_valid({section: [e for _, e in found] for section, found in new.items()}):
            if len(_sound) > _MOST_SOUND:
                _sound.clear()
            _sound.update((section, key) for section, found in new.items() for key, _ in found)
            continue
        for error in validator.iter_errors(content):
            path = list(error.absolute_path)
            entry = _entry_name(content, path[:2])
            name = ".".join(str(part) for part in path[2:])
            problems.append(Problem(file, entry, name, words_of(error)))
    return sorted(problems)


def _not_known_as_sound(content: object) -> dict[str, list[tuple[str, object]]] | None:
    """The entries of each section that are to be looked at, each with its JSON; None where there are no sections."""
    if not isinstance(content, dict) or not all(isinstance(entries, list) for entries in content.values()):
        return None
    try:
        found = {
            str(section): [(json.dumps(entry, sort_keys=True), entry) for entry in entries]
            for section, entries in content.items()
        }
    except (TypeError, ValueError):  # a date, as YAML reads one that is not in quotes, or what holds itself
        return None
    return {
        section: [(key, entry) for key, entry in entries if (section, key) not in _sound]
        for section, entries in found.items()
    }


def _entry_name(content: object, path: Iterable[str | int]) -> str:
    here: Any = content
    for part in path:
        here = here[part]
    if isinstance(here, dict) and isinstance(here.get("id"), str):
        return str(here["id"])
    return " ".join(str(part) for part in path)


def _words(words: type[StrEnum]) -> Json:
    return {"enum": [word.value for word in words]}


def _record(properties: Mapping[str, Json], required: Iterable[str] = ()) -> Json:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": dict(properties),
        "required": list(required),
    }
