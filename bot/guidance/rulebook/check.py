"""Checks of the links between entries: that what is named exists, and that no two rules say opposite things.

They run on parsed files that already satisfy the schema.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, Any

from bot.guidance.moments import Interval, parse_moment
from bot.guidance.rulebook.phrases import PLACEHOLDERS, required_phrases, strange_placeholder
from bot.guidance.rulebook.schema import SECTIONS, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

type Entry = dict[str, Any]

_SECTION_WORDS = {
    "documents": "văn bản",
    "rules": "quy định",
    "actors": "cơ quan",
    "groups": "nhóm thủ tục",
    "phrases": "câu",
    "topics": "chủ đề",
}


def link_problems(files: Mapping[str, Any]) -> list[Problem]:
    """What is wrong between entries: double ids, names of nothing, dates that cannot be, contradictions."""
    links = _Links(files)
    return sorted(links.date_problems()) or sorted(links.problems())


class _Links:
    def __init__(self, files: Mapping[str, Any]) -> None:
        self.found: dict[str, list[tuple[str, Entry]]] = {
            section: [(file, entry) for file, content in files.items() for entry in content.get(section, ())]
            for section in SECTIONS
        }
        self.ids = {section: {entry["id"]: entry for _, entry in self.found[section]} for section in SECTIONS}

    def date_problems(self) -> Iterator[Problem]:
        """Dates that are none; the other checks compare dates and need these to be right."""
        for section in ("documents", "rules", "regimes", "contacts"):
            for file, entry in self.found[section]:
                yield from _dates(file, entry)

    def problems(self) -> Iterator[Problem]:
        yield from self._double_ids()
        for section in ("rules", "regimes", "contacts", "unsaid"):
            for file, entry in self.found[section]:
                yield from self._names(file, entry)
        for file, rule in self.found["rules"]:
            yield from self._signing(file, rule)
            yield from self._exception_chain(file, rule)
        yield from self._contradictions()
        yield from self._phrases()

    def _double_ids(self) -> Iterator[Problem]:
        for section in SECTIONS:
            seen: dict[str, str] = {}
            for file, entry in self.found[section]:
                if entry["id"] in seen:
                    yield Problem(file, entry["id"], "id", f"mã này đã có ở {seen[entry['id']]}")
                seen[entry["id"]] = file

    def _names(self, file: str, entry: Entry) -> Iterator[Problem]:
        wanted = [
            ("documents", "document", entry.get("document")),
            ("documents", "underlying_document", entry.get("underlying_document")),
            ("rules", "exception_to", entry.get("exception_to")),
            *(("rules", "supersedes", rule) for rule in entry.get("supersedes", ())),
            *(("actors", "actors", actor) for actor in entry.get("actors", ())),
            ("actors", "counterpart", entry.get("counterpart")),
            ("groups", "scope.group", entry.get("scope", {}).get("group")),
            ("phrases", "notice", entry.get("notice")),
            ("topics", "topic", entry.get("topic")),
            *(("topics", "silent_on", topic) for topic in entry.get("silent_on", ())),
        ]
        for section, field, name in wanted:
            if name is not None and name not in self.ids[section]:
                yield Problem(file, entry["id"], field, f"không có {_SECTION_WORDS[section]} '{name}'")
        paragraph, document = entry.get("paragraph"), self.ids["documents"].get(entry.get("document", ""))
        if paragraph is not None and document is not None and paragraph not in document.get("paragraphs", {}):
            known = ", ".join(document.get("paragraphs", {}))
            yield Problem(
                file,
                entry["id"],
                "paragraph",
                f"văn bản {document['id']} không có mục '{paragraph}'; các mục: {known or 'chưa ghi mục nào'}",
            )

    def _signing(self, file: str, rule: Entry) -> Iterator[Problem]:
        document = self.ids["documents"].get(rule.get("document", ""), {})
        start, signed = rule.get("effective_from"), document.get("signed_on")
        early = start is not None and signed is not None and parse_moment(start) < parse_moment(signed)
        if early and "underlying_document" not in rule:
            message = (
                f"có hiệu lực trước ngày ký văn bản {document['id']} ({signed}); nếu văn bản này nhắc lại một văn bản"
                " trước thì ghi văn bản đó ở underlying_document"
            )
            yield Problem(file, rule["id"], "effective_from", message)

    def _exception_chain(self, file: str, rule: Entry) -> Iterator[Problem]:
        seen = {rule["id"]}
        base = rule.get("exception_to")
        while base in self.ids["rules"]:
            if base in seen:
                yield Problem(file, rule["id"], "exception_to", "các ngoại lệ trỏ vòng quanh nhau")
                return
            seen.add(base)
            base = self.ids["rules"][base].get("exception_to")

    def _phrases(self) -> Iterator[Problem]:
        for phrase in required_phrases():
            if phrase not in self.ids["phrases"]:
                yield Problem("(mọi tệp)", phrase, "", "câu này bắt buộc có mà không tệp nào có")
        told = {"rules": ("do_vi", "why_vi"), "unsaid": ("text_vi",), "topics": ("text_vi",), "phrases": ("vi",)}
        for section, fields in told.items():
            allowed = PLACEHOLDERS["phrases" if section == "phrases" else "hotline"]
            for file, entry in self.found[section]:
                for field in fields:
                    strange = strange_placeholder(entry.get(field, ""), allowed)
                    if strange is not None:
                        yield Problem(
                            file,
                            entry["id"],
                            field,
                            f"không có gì điền vào '{{{strange}}}'; dùng được: {', '.join(sorted(allowed))}",
                        )

    def _contradictions(self) -> Iterator[Problem]:
        alike: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
        for file, rule in self.found["rules"]:
            if rule["status"] == "published" and rule.get("decides"):
                alike[repr((sorted(rule.get("scope", {}).items()), rule["effective_from"]))].append((file, rule))
        for rules in alike.values():
            for (_, one), (file, other) in combinations(rules, 2):
                related = other.get("exception_to") == one["id"] or one.get("exception_to") == other["id"]
                clash = [q for q, answer in one["decides"].items() if other["decides"].get(q, answer) != answer]
                if clash and not related and _interval(one).overlaps(_interval(other)):
                    message = f"trái với {one['id']} về '{clash[0]}', cùng phạm vi, cùng ngày bắt đầu"
                    yield Problem(file, other["id"], "decides", message)


def _dates(file: str, entry: Entry) -> Iterator[Problem]:
    for start_name, end_name in (("effective_from", "effective_to"), ("valid_from", "valid_to")):
        start, end = entry.get(start_name), entry.get(end_name)
        dates = (
            (start_name, start),
            (end_name, end),
            *((name, entry.get(name)) for name in ("signed_on", "told_from")),
        )
        for name, text in dates:
            try:
                parse_moment(text or "2021-08-22")
            except ValueError as error:
                yield Problem(file, entry["id"], name, f"'{text}' không phải là ngày giờ có thật ({error})")
                return
        empty_on_purpose = entry.get("status") == "never_applied"
        if start and end and parse_moment(end) <= parse_moment(start) and not empty_on_purpose:
            yield Problem(file, entry["id"], end_name, f"{end} không sau {start}")


def _interval(rule: Entry) -> Interval:
    end = rule.get("effective_to")
    return Interval(parse_moment(rule["effective_from"]), parse_moment(end) if end else None)
