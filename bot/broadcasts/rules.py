"""A broadcast about a published rule: its citizen text with its source, and whether just that version answers live."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.guidance.rulebook.model import Audience, Status
from bot.guidance.rulebook.text import tell
from bot.handlers.answers import source_of
from bot.staff.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.messages import Source
    from bot.guidance.rulebook.advice import Advice, AdvisedRule
    from bot.guidance.rulebook.book import Rulebook
    from bot.guidance.rulebook.model import Rule


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """What a published rule gives a broadcast."""

    text: str
    sources: tuple[Source, ...]
    hash: str


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
    if problem := _not_live(rule, now):
        raise Refused(f"Quy định {rule_id} {problem}; chưa gửi thông báo về quy định này được.")
    advice = rulebook.at(_told_as_of(rule, now))
    advised = _advised(advice, rule_id)
    if advised is None:
        raise Refused(f"Quy định {rule_id} không được trả lời chung cho cả tỉnh; soạn nội dung bằng --text-file.")
    told = tell(advised, advice, rulebook)
    text = " ".join(part for part in (told.do, told.why, *told.unsaid) if part)
    return RuleDraft(text, (source_of(advised.citation),), rule_hash(rulebook, rule_id))


def live_problem(rulebook: Rulebook, rule_id: str, wanted: str | None, now: datetime) -> str | None:
    """Return why the version of a rule that a broadcast tells of does not answer people; None where it does."""
    rule = next((found for found in rulebook.content.rules if found.id == rule_id), None)
    if rule is None:
        return f"quy định {rule_id} chưa được công bố"
    if problem := _not_live(rule, now):
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


def _not_live(rule: Rule, now: datetime) -> str | None:
    if rule.status is not Status.PUBLISHED:
        return "chưa được công bố"
    return "đã hết hiệu lực" if rule.effect.interval.is_over(now) else None
