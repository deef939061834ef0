"""Putting an answer about rules together: lines in the order they are said, and the places they stand."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.conversation.matters import moment_of
from bot.conversation.messages import Source
from bot.guidance.phrasebook import in_vietnamese
from bot.guidance.rulebook.citation import over_mark, since_mark
from bot.guidance.rulebook.text import ask_words, tell, tell_silence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.conversation.messages import Choice, Link, Told
    from bot.conversation.turn import Turn
    from bot.guidance.rulebook.advice import Advice, AdvisedRegime, AdvisedRule, Citation, VisitWarning

_OPENING = "Dạ, "
_ASKED = re.compile(r"\b(?:hỏi|gọi)\b", re.IGNORECASE)
"""An answer that says itself whom to ask or call."""
_UNNAMED = "Văn bản chưa rõ tên"
CITED = "cited"
"""Memo: ids of the rules that the latest answer stood on, for "văn bản nào nói vậy"."""

WARNED = "warned"
"""Memo: what was said of going out → when last (ISO, real clock), and in which turn."""
_DAY = timedelta(hours=24)
_MOST_WARNED = 8

HEARD = "heard"
"""Memo: the moment for which rules were told last, and the version of the rulebook, for "có gì mới từ lần trước"."""


def source_of(citation: Citation, phrases: Mapping[str, str]) -> Source:
    """Return a guidance citation as platforms show it; ``phrases`` are the rulebook's."""
    document = citation.document_name or _UNNAMED
    if citation.kind and not citation.number:
        document += " (chưa rõ số hiệu)"
    start = citation.effective_from
    return Source(
        rule=citation.rule,
        document=document,
        paragraph=citation.paragraph or "",
        effective_from=start.date().isoformat() if start else None,
        in_force=citation.in_force,
        signed_on=citation.signed_on.isoformat() if citation.signed_on else None,
        quote=citation.quote,
        url=citation.source_url if (citation.source_url or "").startswith("http") else None,
        confirmed=citation.confirmed,
        since=since_mark(citation, phrases),
    )


class Answer:
    """One answer in the making.

    Args:
        turn: the turn it answers.
        advice: the rulebook's advice it is drawn from.
    """

    def __init__(self, turn: Turn, advice: Advice) -> None:
        self.turn = turn
        self.advice = advice
        self._lines: list[str] = []
        self._closing: list[str] = []
        self._citations: dict[str, Citation] = {}
        self._notices: dict[str, None] = {}
        self._left_open = False

    @property
    def empty(self) -> bool:
        """Whether nothing was said yet."""
        return not self._lines

    def add(self, *lines: str | None) -> None:
        """Say lines as they are; empty ones and repeated ones are left out."""
        for line in lines:
            if line and line.strip() and line not in self._lines:
                self._lines.append(line.strip())

    def say(self, key: str, **values: object) -> None:
        """Say the text of ``key``."""
        self.add(self.turn.words(key, **values))

    def ask(self, key: str, **values: object) -> None:
        """End with the question ``key``, after everything that is told."""
        self._closing.append(self.turn.words(key, **values))

    def rule(self, advised: AdvisedRule, *, why: bool = True) -> None:
        """Tell a rule: what to do, why, what people take it to say and it does not; history as history."""
        told = tell(advised, self.advice, self.turn.guidance.rulebook)
        if advised.citation.in_force:
            parts = (told.do, told.why if why or not told.do else None, *told.unsaid)
            self.add(" ".join(part for part in parts if part))
            self._left_open = self._left_open or bool(told.unsaid)
        else:
            mark = over_mark(told.citation, self.turn.guidance.rulebook.content.phrases)
            self.say("rules.past", mark=mark[:1].upper() + mark[1:], text=_lower_first(told.why))
        self.cite(told.citation)

    def rules(self, found: Iterable[AdvisedRule], *, why: bool = True) -> None:
        """Tell several rules."""
        for advised in found:
            self.rule(advised, why=why)

    def regime(self, advised: AdvisedRegime) -> None:
        """Tell a regime that is in force."""
        self.add(advised.regime.text_vi)
        self.cite(advised.citation)

    def warn(self, warnings: Iterable[VisitWarning], *, again: bool = False) -> None:
        """Tell what has to be heard before going out: once a day.

        Args:
            warnings: what is to be heard.
            again: it was asked for, or goes with a visit that is made: it is told however often it was.
        """
        turn, now = self.turn, self.turn.received_at
        heard: dict[str, list[Any]] = turn.state.memo.setdefault(WARNED, {})
        for warning in warnings:
            told, in_turn = heard.get(warning.text_vi) or (None, None)
            before = moment_of(told)
            # In one turn it is told with each answer, so that two answers of the same words are said once.
            if again or before is None or in_turn == turn.inbox_id or now - before >= _DAY:
                self.say("rules.warning", text=_lower_first(warning.text_vi))
                self.cite(warning.citation)
                heard[warning.text_vi] = [now.isoformat(), turn.inbox_id]
        turn.state.memo[WARNED] = dict(sorted(heard.items(), key=lambda entry: entry[1][0])[-_MOST_WARNED:])

    def silence(self, *topics: str) -> None:
        """Say of each topic that nothing published speaks about it, where that is so."""
        for topic in topics:
            silence = self.advice.silence(topic)
            if silence is None:
                continue
            text = tell_silence(silence, self.advice, self.turn.guidance.rulebook)
            self._left_open = True
            if not any(text in line for line in self._lines):  # a rule that is told may have said so already
                self.add(text)

    def cite(self, *citations: Citation) -> None:
        """Stand on these places; each is shown once."""
        for citation in citations:
            self._citations.setdefault(citation.rule, citation)
            if citation.in_force and citation.notice:
                self._notices[citation.notice] = None

    def send(
        self,
        *,
        choices: Iterable[Choice | tuple[str, str]] = (),
        links: Iterable[Link] = (),
        sources: Iterable[Source] = (),
        told: Iterable[Told] = (),
    ) -> None:
        """Reply with what was said, and remember on what it stood.

        Args:
            choices: what can be pressed.
            links: what can be opened.
            sources: places besides those of the rules that were told.
            told: which questions are answered by it.
        """
        turn = self.turn
        phrases = turn.guidance.rulebook.content.phrases
        said = "\n".join(self._lines)
        notices = [notice for notice in self._notices if notice not in said]
        lines = [*self._lines, *self._whom_to_ask(said), *notices, *self._closing]
        lines[1:] = [_without_opening(line) for line in lines[1:]]
        lines = [turn.translated(line) for line in lines]
        if turn.profile.language == "en" and any(map(in_vietnamese, lines)):
            lines.insert(0, turn.words("rules.english_lead"))
        turn.reply(
            _named_once("\n".join(lines)),
            choices=choices,
            citations=[*(source_of(citation, phrases) for citation in self._citations.values()), *sources],
            links=links,
            told=told,
        )
        if self._citations:
            turn.state.memo[CITED] = list(self._citations)
            turn.state.memo[HEARD] = [turn.moment.isoformat(), turn.guidance.rulebook_id]

    def _whom_to_ask(self, told: str) -> list[str]:
        """Return the sentence that says whom to ask what nothing published speaks of, where nothing told says so."""
        if not self._left_open or _ASKED.search(told):
            return []
        return [self.turn.words("case.ask_first", ask=ask_words(self.advice, self.turn.guidance.rulebook))]


def _named_once(text: str) -> str:
    """Return an answer in which the province's document is named where it is first spoken of, and short after that."""
    first = _SILENT.search(text)
    if first is None:
        return text
    return text[: first.end()] + _SILENT.sub(r"Văn bản này cũng \1.", text[first.end() :])


_SILENT = re.compile(r"Văn bản mùa dịch của tỉnh (không[^.\n]*?)(?:, nên trợ lý chưa biết)?\.(?= |\n|$)")


def _without_opening(line: str) -> str:
    """Return the line without a second "Dạ": once in a message is polite, three times is a parrot."""
    if not line.startswith(_OPENING):
        return line
    rest = line[len(_OPENING) :]
    return rest[:1].upper() + rest[1:]


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:] if not text[:2].isupper() else text
