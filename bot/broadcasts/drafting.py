"""Writing broadcasts: by hand or from a published rule, and changing them until they go out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.broadcasts import pictures, store
from bot.broadcasts.audience import Audience
from bot.broadcasts.audience_sql import compile_audience
from bot.broadcasts.checks import findings_at
from bot.broadcasts.model import Content, State
from bot.broadcasts.rules import draft_of_rule
from bot.staff.approvable import is_code_of
from bot.staff.audit import record
from bot.staff.errors import Refused
from bot.staff.fetching import Fetcher
from bot.staff.reading import read_day
from bot.staff.roles import require

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bot.broadcasts.checks import Finding
    from bot.broadcasts.model import Broadcast, Offer
    from bot.broadcasts.pictures import Looked, Upload
    from bot.conversation.messages import Link
    from bot.staff.office import Office

_LONGEST_TITLE = 120
PARTS: Mapping[str, Mapping[str, Any]] = {
    "at": {"at": None},
    "rule": {"rule": None, "rule_hash": None, "sources": ()},
    "link": {"links": ()},
    "button": {"offers": ()},
    "image": {"image": None, "picture": None},
    "en": {"text_en": None},
}
"""What can be taken off a broadcast, by the names of the options that put it there. A rule takes its sources along."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants a broadcast to be; None leaves as it was, or as the rule gives it.

    Attributes:
        image: address of a picture, which is fetched, or one that is handed in; an empty address takes it off.
        correct: id of a broadcast that went out: this one goes to exactly those who got it.
        without: parts to take off what there is, of ``PARTS``.
    """

    title: str | None = None
    text: str | None = None
    text_en: str | None = None
    audience: str | None = None
    links: tuple[Link, ...] | None = None
    offers: tuple[Offer, ...] | None = None
    image: str | Upload | None = None
    rule: str | None = None
    at: datetime | None = None
    urgent: bool | None = None
    correct: int | None = None
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drafted:
    """A stored draft, and what was found in it.

    Attributes:
        before: what it was before it was changed; None where it is new, or nothing changed.
    """

    broadcast: Broadcast
    findings: tuple[Finding, ...]
    before: Broadcast | None = None

    @property
    def dropped(self) -> Broadcast | None:
        """What it was before, where the change took an approval away, and with it perhaps an hour."""
        return self.before if self.before is not None and self.before.approved else None

    @property
    def replaced(self) -> dict[str, Any]:
        """What stood, before it was changed, in the parts that were: JSON values by their names."""
        return _replaced(self.before.content, self.broadcast.content) if self.before is not None else {}

    @property
    def overwritten(self) -> Broadcast | None:
        """What it was before, where another person wrote that last and may not know that it was replaced."""
        if self.before is None or self.before.author == self.broadcast.author or not self.replaced:
            return None
        return self.before


async def create(office: Office, wish: Wish) -> Drafted:
    """Store a new draft.

    Raises:
        Refused: the title, the text or the audience is missing or can't be read; the rule is not published.
    """
    require(office.actor, "broadcast.new")
    picture = await _picture(office, wish)
    content = _apply(office, Content(title="", text="", urgent=False), wish, picture)
    if wish.correct is not None:
        await _require_sent(office, wish.correct)
    async with office.database.transaction() as connection:
        if picture is not None:
            await pictures.keep(connection, picture, office.actor)
        made = await store.insert(connection, content, office.actor)
        await record(
            connection, office.actor, "broadcast.new", str(made.id), title=content.title, audience=content.audience
        )
    return Drafted(made, findings_of(office, content))


async def change(office: Office, broadcast: int, wish: Wish, *, read: str | None = None) -> Drafted:
    """Change a broadcast that has not gone out; it is a draft again, and has to be approved again.

    Of two who change the same part, the later wins: they are told whose words they replaced (``overwritten``), and
    what those were stays in the audit.

    Args:
        office: of whoever changes it.
        broadcast: its number.
        wish: what shall be otherwise.
        read: code of the content that was read before; another one is not changed. None for whatever it is by now.

    Raises:
        Refused: it went out already, was changed since it was read, or what is wished can't be read.
    """
    require(office.actor, "broadcast.edit")
    picture = await _picture(office, wish)
    async with office.database.transaction() as connection:
        before = await store.locked(connection, broadcast)
        store.require_unsent(before)
        if read is not None and not is_code_of(read, before.content.hash):
            raise Refused(
                f"Thông báo {broadcast} không còn là nội dung có mã {read}: {before.author} đã sửa từ lúc xem, hoặc mã"
                f" gõ sai. Chưa sửa gì. Xem lại: {before.subject.command('show')}."
            )
        content = _apply(office, _without(before.content, wish.without), wish, picture)
        if content == before.content:
            return Drafted(before, findings_of(office, content))
        if picture is not None:
            await pictures.keep(connection, picture, office.actor)
        made = await store.change(connection, broadcast, content, office.actor)
        await record(
            connection,
            office.actor,
            "broadcast.edit",
            str(broadcast),
            dropped_approval=before.approved_by,
            before=before.content.hash.hex(),
            after=content.hash.hex(),
            was=_replaced(before.content, content),
        )
    return Drafted(made, findings_of(office, content), before)


def findings_of(office: Office, content: Content) -> tuple[Finding, ...]:
    """Check a content against the calendar and the published contacts."""
    return findings_at(content, office.guidance, office.now)


def _replaced(before: Content, after: Content) -> dict[str, Any]:
    now = after.to_json()
    return {name: was for name, was in before.to_json().items() if was not in (None, "", []) and was != now.get(name)}


def _without(content: Content, parts: Iterable[str]) -> Content:
    for part in parts:
        if part not in PARTS:
            raise Refused(f"Không bỏ được '{part}'; bỏ được: {', '.join(PARTS)}.")
        content = replace(content, **PARTS[part])
    return content


async def _picture(office: Office, wish: Wish) -> Looked | None:
    """Have the picture that is wished for: before anything is locked, since it may take seconds."""
    return await pictures.had(office.fetcher or Fetcher(), wish.image) if wish.image else None


def _apply(office: Office, before: Content, wish: Wish, picture: Looked | None) -> Content:
    rule = draft_of_rule(office.guidance.rulebook, wish.rule, office.now) if wish.rule is not None else None
    text = wish.text if wish.text is not None else rule.text if rule is not None else before.text
    audience = wish.audience if wish.audience is not None else before.audience
    corrects = wish.correct if wish.correct is not None else before.corrects
    title = " ".join((wish.title if wish.title is not None else before.title).split())
    if not title or len(title) > _LONGEST_TITLE or not title.isprintable():
        raise Refused(f"Cần tên thông báo (--title), tối đa {_LONGEST_TITLE} chữ; người dân không thấy tên này.")
    if not text.strip():
        raise Refused("Cần nội dung: --text-file TỆP, hoặc --rule MÃ để lấy từ quy định đã công bố.")
    if corrects is None and not audience.strip():
        raise Refused("Cần ghi gửi cho ai (--audience), ví dụ 'topic=rules area=\"xã Tắc Vân, TP Cà Mau\"'.")
    people = Audience.parse(audience, received=corrects)
    if people.day is not None:
        # "mai" is another day when it is approved, or goes out, and "2/1" may be of another year.
        people = replace(people, day=read_day(people.day, office.now, past=True).isoformat())
    compile_audience(people, office.guidance, office.now)
    at = wish.at if wish.at is not None else before.at
    return replace(
        before,
        title=title,
        text=text.strip(),
        text_en=wish.text_en.strip() or None if wish.text_en is not None else before.text_en,
        links=before.links if wish.links is None else wish.links,
        offers=before.offers if wish.offers is None else wish.offers,
        image=before.image if wish.image is None else picture.origin if picture is not None else None,
        picture=before.picture if wish.image is None else picture.picture if picture is not None else None,
        sources=rule.sources if rule is not None else before.sources,
        rule=wish.rule if rule is not None else before.rule,
        rule_hash=rule.hash if rule is not None else before.rule_hash,
        audience=people.text,
        at=at.replace(microsecond=0) if at is not None else None,
        urgent=before.urgent if wish.urgent is None else wish.urgent,
        corrects=corrects,
    )


async def _require_sent(office: Office, broadcast: int) -> None:
    before = await store.get(office.database, broadcast)
    if before.started_at is None:
        raise Refused(f"Thông báo {broadcast} chưa gửi cho ai nên không có gì để đính chính; sửa nó bằng 'edit'.")
    if before.state not in (State.DONE, State.CANCELLED):
        raise Refused(
            f"Thông báo {broadcast} {store.STATE_WORDS[before.state]}: hủy nó trước (cancel), rồi đính chính cho ai đã"
            " nhận."
        )
