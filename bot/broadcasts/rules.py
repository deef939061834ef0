"""A broadcast about a published rule: its citizen text with its source, and whether just that version answers live."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING

from bot.guidance.moments import VIETNAM
from bot.guidance.rulebook.model import Audience, Status
from bot.guidance.rulebook.text import tell
from bot.handlers.answers import source_of
from bot.staff.errors import Refused
from bot.staff.words import moment_words

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.messages import Source
    from bot.guidance.rulebook.advice import Advice, AdvisedRule
    from bot.guidance.rulebook.book import Rulebook
from bot.guidance.rulebook.model import Rule


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """What a published rule gives a broadcast.

    Attributes:
        text: its own words; those of a rule that does not hold yet say from when it does.
        sources: where it stands.
        hash: names this version of it.
        begins: when it comes into force; None where it has.
    """

    text: str
    sources: tuple[Source, ...]
    hash: str
    begins: datetime | None = None


def rule_hash(rulebook: Rulebook, rule_id: str) -> str:
    """Return what names this version of a rule: the SHA-256 of its own content and of its document's."""
    plain = rulebook.to_plain()
    rule = next(entry for entry in plain["rules"] if entry["id"] == rule_id)
    documents = [entry for entry in plain["documents"] if entry["id"] == rule.get("document")]
    canonical = json.dumps([rule, documents], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def draft_of_rule(rulebook: Rulebook, rule_id: str, now: datetime) -> RuleDraft:
    """Return the citizen text of a rule, as of the day it is told or, where it begins later, of its first day.

    Raises:
        Refused: there is no such rule, or people may not be told of it.
    """
    rule = _rule(rulebook, rule_id)
    if problem := _not_live(rulebook, rule, now):
        raise Refused(f"Quy định {rule_id} {problem}; chưa gửi thông báo về quy định này được.")
    advice = rulebook.at(_told_as_of(rule, now))
    advised = _advised(advice, rule_id)
    if advised is None:
        raise Refused(f"Quy định {rule_id} không được trả lời chung cho cả tỉnh; soạn nội dung bằng --text-file.")
    begins = begins_later(rule, now)
    text = _words(advised, advice, rulebook)
    if begins is not None:
        text = f"{_from_words(begins)}: {text}"
    source = source_of(advised.citation, rulebook.content.phrases)
    return RuleDraft(text, (source,), rule_hash(rulebook, rule_id), begins)


def own_words(rulebook: Rulebook, rule_id: str, now: datetime) -> tuple[str, ...]:
    """Return the texts that are a rule's own at ``now``, the one to be written now first.

    What was written before it came into force, with the day from which it holds, stays true afterwards; what says no
    day is no text of a rule that does not hold yet.

    Raises:
        Refused: as ``draft_of_rule``.
    """
    draft = draft_of_rule(rulebook, rule_id, now)
    start = _rule(rulebook, rule_id).effect.interval.start
    if draft.begins is not None or start is None:
        return (draft.text,)
    return (draft.text, f"{_from_words(start)}: {draft.text}")


def begins_of(rulebook: Rulebook, rule_id: str, now: datetime) -> datetime | None:
    """Return when a rule comes into force; None where it has, or there is none of that id."""
    rule = next((found for found in rulebook.content.rules if found.id == rule_id), None)
    return begins_later(rule, now) if rule is not None else None


def begins_later(rule: Rule, now: datetime) -> datetime | None:
    """Return when a rule comes into force; None where it has."""
    start = rule.effect.interval.start
    return start if start is not None and start > now else None


def _words(advised: AdvisedRule, advice: Advice, rulebook: Rulebook) -> str:
    told = tell(advised, advice, rulebook)
    return " ".join(part for part in (told.do, told.why, *told.unsaid) if part)


def _from_words(start: datetime) -> str:
    local = start.astimezone(VIETNAM)
    if local.time() == time(0):
        return f"Từ ngày {local.day}/{local.month}/{local.year}"
    return f"Từ {moment_words(local)}"


def live_problem(rulebook: Rulebook, rule_id: str, wanted: str | None, now: datetime) -> str | None:
    """Return why the version of a rule that a broadcast tells of does not answer people; None where it does."""
    rule = next((found for found in rulebook.content.rules if found.id == rule_id), None)
    if rule is None:
        return f"quy định {rule_id} chưa được công bố"
    if problem := _not_live(rulebook, rule, now):
        return f"quy định {rule_id} {problem}"
    if rule_hash(rulebook, rule_id) != wanted:
        return f"quy định {rule_id} đã đổi nội dung sau khi soạn thông báo"
    if _advised(rulebook.at(_told_as_of(rule, now)), rule_id) is None:
        return f"quy định {rule_id} đã được quy định khác thay thế"
    return None


def _told_as_of(rule: Rule, now: datetime) -> datetime:
    start = rule.effect.interval.start
    return now if start is None else max(now, start)


def _advised(advice: Advice, rule_id: str) -> AdvisedRule | None:
    return next((found for found in advice.rules if found.rule.id == rule_id), None)


def _rule(rulebook: Rulebook, rule_id: str) -> Rule:
    rule = next((found for found in rulebook.content.rules if found.id == rule_id), None)
    if rule is None:
        raise Refused(f"Không có quy định '{rule_id}'. Xem: motcua broadcast rules.")
    if rule.audience is not Audience.CITIZEN:
        raise Refused(f"Quy định {rule_id} là việc của cán bộ, không phải để thông báo cho người dân.")
    return rule


def _not_live(rulebook: Rulebook, rule: Rule, now: datetime) -> str | None:
    if rule.status is not Status.PUBLISHED:
        return "chưa được công bố"
    if _unsigned(rulebook, rule, now):
        return "nằm trong văn bản mà lúc này chưa ký"
    return "đã hết hiệu lực" if rule.effect.interval.is_over(now) else None


def _unsigned(rulebook: Rulebook, rule: Rule, now: datetime) -> bool:
    """Whether nothing that says so is known to be signed: neither the rule's document nor one that it restates.

    Where no day of signing is known, the rule's own first day is the first on which it surely was.
    """
    day = now.astimezone(VIETNAM).date()
    found = [rulebook.content.documents.get(name or "") for name in (rule.document, rule.underlying_document)]
    signed = [document.signed_on for document in found if document is not None and document.signed_on is not None]
    if not signed:
        return begins_later(rule, now) is not None
    return min(signed) > day
