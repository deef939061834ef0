"""What a new version is worth telling people of, and whom its scope says that it is for."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.guidance.rulebook.model import LOCKDOWN, Audience, Status

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.conversation.snapshot import Guidance
    from bot.guidance.rulebook.changing import Change
    from bot.guidance.rulebook.model import Rule


@dataclass(frozen=True, slots=True)
class News:
    """A broadcast that could be drafted.

    Attributes:
        rule: its id.
        title: for staff.
        audience: as ``motcua broadcast new --audience`` takes it.
    """

    rule: str
    title: str
    audience: str

    @property
    def command(self) -> str:
        """The command that drafts it."""
        parts = ["motcua", "broadcast", "new", "--rule", self.rule, "--title", self.title, "--audience", self.audience]
        return shlex.join(parts)


def news_of(guidance: Guidance, changes: Iterable[Change], now: datetime) -> tuple[News, ...]:
    """Return what could be told of a version: each rule for citizens that it adds or changes, and that is not over."""
    changed = {change.id for change in changes if change.section == "rules"}
    return tuple(
        News(rule.id, f"Quy định {rule.id}", _audience(guidance, rule, now))
        for rule in guidance.rulebook.content.rules
        if rule.id in changed
        and rule.status is Status.PUBLISHED
        and rule.audience is Audience.CITIZEN
        and not rule.effect.interval.is_over(now)
    )


def _audience(guidance: Guidance, rule: Rule, now: datetime) -> str:
    """Who asked to be told of rules, where the rule holds; of its procedures, where it is about some."""
    scope, places = rule.scope, guidance.places
    known = sorted(code for code in scope.procedures if code in guidance.catalogue)
    parts = [f"topic=procedure procedure={','.join(known)}"] if known else ["topic=rules"]
    for sign, names in (("", scope.area_include), ("-", scope.area_exclude)):
        found = [unit for name in sorted(names - {LOCKDOWN}) if (unit := places.find(name)) is not None]
        parts += [f"{sign}area={shlex.quote(places.label(unit, now))}" for unit in found]
    return " ".join(parts)
