"""Telling a rule to a citizen: what to do first, why, then document, number, paragraph and date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.guidance.rulebook.citation import format_citation, format_day, since_mark

if TYPE_CHECKING:
    from bot.guidance.rulebook.advice import Advice, AdvisedRule, Citation, Silence
    from bot.guidance.rulebook.book import Rulebook
    from bot.guidance.rulebook.model import Contact


@dataclass(frozen=True, slots=True)
class Told:
    """One rule in words, in the order they are said."""

    do: str | None
    """What to do first; None for a staff duty and for history."""
    why: str
    unsaid: tuple[str, ...]
    """What people take this rule to say and no document says."""
    source: str
    """The line that names document, number, paragraph, date and the first day."""
    notice: str | None
    citation: Citation

    @property
    def text(self) -> str:
        """All of it, a paragraph each."""
        said = " ".join(part for part in (self.do, self.why, *self.unsaid) if part)
        return "\n".join(part for part in (said, self.source, self.notice) if part)


def tell(advised: AdvisedRule, advice: Advice, rulebook: Rulebook) -> Told:
    """Put a rule into words, as current or, when its time is over, as history.

    Args:
        advised: a rule out of `advice.rules` or `advice.history`.
        advice: the advice it is from; its contacts fill the placeholders.
        rulebook: the rulebook the advice is from.
    """
    rule, citation = advised.rule, advised.citation
    hotline = hotline_words(advice, rulebook)
    source = f"Căn cứ: {format_citation(citation, rulebook.content.phrases)}"
    if not citation.in_force:
        return Told(None, rule.past_vi or rule.why_vi or "", (), f"{source}.", None, citation)
    if citation.effective_from is not None:
        source = f"{source}; áp dụng từ ngày {format_day(citation.effective_from)}"
        since = since_mark(citation, rulebook.content.phrases)
        source += f" ({since})" if since else ""
    do = rule.do_vi.format(hotline=hotline) if rule.do_vi else None
    why = (rule.why_vi or "").format(hotline=hotline)
    silences = (advice.silence(topic) for topic in rule.silent_on)
    unsaid = tuple(tell_silence(silence, advice, rulebook) for silence in silences if silence)
    return Told(do, why, unsaid, f"{source}.", citation.notice, citation)


def tell_silence(silence: Silence, advice: Advice, rulebook: Rulebook) -> str:
    """The sentence that nothing published speaks about a topic."""
    return silence.text_vi.format(hotline=hotline_words(advice, rulebook))


def hotline_words(advice: Advice, rulebook: Rulebook) -> str:
    """The booking line as it stands in a sentence; without a number when none is published for the moment."""
    contact = advice.hotline
    return contact_words(contact) if contact else rulebook.phrase("hotline.unpublished")


def ask_words(advice: Advice, rulebook: Rulebook) -> str:
    """Whom to ask: the booking line when one is published, else the office somebody means to go to."""
    contact = advice.hotline
    return contact_words(contact) if contact else rulebook.phrase("ask.office")


def contact_words(contact: Contact) -> str:
    """A contact as it stands in a sentence: "Tổng đài Hành chính công (08.27.27.1022)"."""
    return f"{contact.label} ({contact.value})"
