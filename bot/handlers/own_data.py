"""What is stored of a person, told in the chat and handed over as a file."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from booking_client import BookingError
from bot.conversation.matters import MEMO, PERSON, Matters
from bot.conversation.messages import Choice, File, PlatformName
from bot.conversation.state import Profile, State
from bot.guidance.answers import FactName
from bot.guidance.moments import VIETNAM
from bot.handlers.booking.calls import Calls
from bot.handlers.linking import platforms
from bot.handlers.subscriptions import describe
from bot.spreadsheet import as_csv
from bot.understanding.clauses.model import Holder

if TYPE_CHECKING:
    from booking_client import Booking, OwnerData
    from bot.conversation.matters import ToldFact
    from bot.conversation.turn import Turn

_PART = 1800
"""Characters of one message of a long summary; under the smallest limit of the platforms."""
_SHOWN = 5


async def show(turn: Turn) -> None:
    """Tell everything that is stored, as a person can read it."""
    stored = await turn.people.export()
    parts = [turn.words("privacy.head"), *_profile(turn), *told(turn, turn.state), *_rows(turn, stored)]
    parts += await _bookings(turn)
    parts.append(turn.words("privacy.how_to_erase"))
    pages = _pages(parts)
    for page in pages[:-1]:
        turn.reply(page)
    erase, link = turn.words("privacy.erase"), turn.words("link.get")
    keep = Choice(turn.words("privacy.keep_file"), "#privacy.file")
    turn.reply(pages[-1], choices=[keep, Choice(erase, "#privacy.ask"), Choice(link, "#link.code")])


def _profile(turn: Turn) -> list[str]:
    profile = turn.profile
    unit = turn.guidance.places.find(profile.area) if profile.area else None
    place = profile.area_text or (unit.name if unit is not None else None)
    known = (("area", place), ("name", profile.name), ("phone", profile.phone))
    lines = [turn.words(f"privacy.{name}", value=value) for name, value in known if value]
    if turn.people.linked():
        lines.append(turn.words("privacy.linked", platforms=platforms(turn, turn.people.linked())))
    if profile.consent:
        day = (profile.consent_at or "")[:10]
        lines.append(turn.words("privacy.consent", version=profile.consent, date=day))
    return lines or [turn.words("privacy.no_profile")]


def _rows(turn: Turn, stored: dict[str, Any]) -> list[str]:
    messages, answers = stored.get("messages") or [], stored.get("answers") or []
    linked = stored.get("linked") or []
    lines = [line for row in linked for line in (*_linked_lines(turn, row), *_told_there(turn, row))]
    lines.append(turn.words("privacy.messages", count=len(messages), answers=len(answers)))
    said = [str(row["text"]) for row in messages if row.get("text")]
    lines += [turn.words("privacy.message", text=text[:200]) for text in said[-_SHOWN:]]
    if review := stored.get("for_review") or []:
        lines.append(turn.words("privacy.for_review", count=len(review)))
        lines += [turn.words("privacy.message", text=str(row["text"])[:200]) for row in review[-_SHOWN:]]
    if unknown := stored.get("not_answered") or []:
        lines.append(turn.words("privacy.not_answered", count=len(unknown)))
        lines += [turn.words("privacy.message", text=str(row["text"])[:200]) for row in unknown[-_SHOWN:]]
    callbacks = stored.get("callbacks") or []
    lines += [_callback_line(turn, row) for row in callbacks]
    consents = stored.get("consents") or []
    if consents:
        lines.append(turn.words("privacy.consents", count=len(consents)))
    lines += [_subscription_line(turn, row) for row in stored.get("subscriptions") or []]
    return lines


def _subscription_line(turn: Turn, row: dict[str, Any]) -> str:
    key = "privacy.subscription" if row.get("withdrawn_at") is None else "privacy.subscription_ended"
    return turn.words(key, about=describe(turn, row))


def _linked_lines(turn: Turn, row: dict[str, Any]) -> list[str]:
    """What is kept with a conversation on another platform."""
    profile = Profile.from_json(row["profile"])
    unit = turn.guidance.places.find(profile.area) if profile.area else None
    place = profile.area_text or (unit.name if unit is not None else None)
    value = "; ".join(known for known in (place, profile.name, profile.phone) if known)
    where = platforms(turn, [PlatformName(row["platform"])])
    return [turn.words("privacy.at_linked", platform=where, value=value)] if value else []


def told(turn: Turn, state: State) -> list[str]:
    """Return what is remembered of somebody's matters, a line for each."""
    matters = Matters.of(state, turn.received_at)
    found: dict[str, list[str]] = {}
    for fact in matters.facts:
        found.setdefault(fact.matter, []).append(_fact_words(turn, fact))
    for code, (name, _) in matters.cases.items():
        found.setdefault(code, []).append(turn.words("case.remembered_case", name=name))
    lines = [
        turn.words("case.remembered_of", what=_matter_words(turn, matter), facts="; ".join(dict.fromkeys(facts)))
        for matter, facts in found.items()
    ]
    return [turn.words("case.remembered"), *lines] if lines else []


def _told_there(turn: Turn, row: dict[str, Any]) -> list[str]:
    """What is remembered with a conversation on another platform."""
    return told(turn, State.from_json({"memo": {MEMO: row.get("matters")}}))


def _matter_words(turn: Turn, matter: str) -> str:
    procedure = turn.guidance.catalogue.get(matter)
    if procedure is not None:
        return procedure.title
    return turn.words("case.remembered_self" if matter == PERSON else "case.remembered_unnamed")


def _fact_words(turn: Turn, fact: ToldFact) -> str:
    value = fact.value
    if isinstance(value, bool):
        value = turn.words("case.fact_yes" if value else "case.fact_no")
    if fact.name is FactName.EVENT:
        value = turn.words(f"case.event_{value}")
    said = turn.words(f"case.fact_{fact.name.value}", value=value)
    return turn.words("case.fact_of_theirs", fact=said) if fact.holder is Holder.THEIRS else said


def _callback_line(turn: Turn, row: dict[str, Any]) -> str:
    return turn.words(
        "privacy.callback",
        number=row.get("id"),
        reason=row.get("reason"),
        name=row.get("name"),
        phone=row.get("phone"),
        status=turn.words(f"privacy.status_{row.get('status', 'open')}"),
    )


async def _bookings(turn: Turn) -> list[str]:
    if turn.booking is None:
        return []
    data = await of_booking_service(turn)
    if data is None:
        return [turn.words("privacy.bookings_unread")]
    if not data.bookings and not data.holds:
        return [turn.words("privacy.no_bookings")]
    lines = [turn.words("privacy.bookings", count=len(data.bookings), holds=len(data.holds))]
    return [*lines, *(f"– {booking_line(turn, booking)}" for booking in data.bookings)]


def booking_line(turn: Turn, booking: Booking) -> str:
    """Return a booking in one line, with who comes."""
    visitor = f"{booking.visitor.name}, {booking.visitor.phone}" if booking.visitor else turn.words("privacy.nobody")
    return turn.words(
        "privacy.booking",
        code=booking.code,
        unit=booking.unit_name,
        date=f"{booking.date:%d/%m/%Y}",
        visitor=visitor,
    )


async def of_booking_service(turn: Turn) -> OwnerData | None:
    """Return what the booking service keeps of the person; None while it is away, or where there is none."""
    if turn.booking is None:
        return None
    try:
        return await Calls(turn).mine()
    except BookingError:
        return None


async def hand_over(turn: Turn) -> None:
    """Hand everything over in a file that a spreadsheet opens: a line for each thing that is stored."""
    stored = await turn.people.export()
    data = await of_booking_service(turn)
    table = [tuple(turn.words(f"privacy.column_{name}") for name in ("kind", "moment", "content"))]
    for section, rows in stored.items():
        kind = turn.words(f"privacy.kind_{section}")
        table += [
            (kind, *_cells(_without_matters(row)))
            for row in (rows if isinstance(rows, list) else [rows] if rows else [])
        ]
    bookings = data.bookings if data is not None else []
    table += [(turn.words("privacy.kind_bookings"), "", booking_line(turn, booking)) for booking in bookings]
    remembered = [line for row in stored.get("linked") or [] for line in _told_there(turn, row)]
    kind = turn.words("privacy.kind_profile")
    table += [(kind, "", line) for line in (*told(turn, turn.state), *remembered)]
    lines = [turn.words("privacy.file")]
    if data is None and turn.booking is not None:
        lines.append(turn.words("privacy.bookings_unread"))
    erase = Choice(turn.words("privacy.erase"), "#privacy.ask")
    turn.reply("\n".join(lines), choices=[erase], file=File(turn.words("privacy.file_name"), as_csv(table)))


def _without_matters(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row without what is told in words elsewhere."""
    return {name: value for name, value in row.items() if name != "matters"}


def _cells(row: dict[str, Any]) -> tuple[str, str]:
    """Return when it was, and all else that the row says."""
    moments = [value for value in row.values() if isinstance(value, datetime)]
    rest = [_said(value) for value in row.values() if value not in (None, "", {}, [])]
    if not moments:
        return "", "; ".join(rest)
    first = _said(moments[0])
    rest.remove(first)
    return first, "; ".join(rest)


def _said(value: Any) -> str:  # noqa: ANN401 - whatever a column holds
    if isinstance(value, datetime):
        return f"{value.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else str(value)


def _pages(parts: list[str]) -> list[str]:
    """Join lines to messages of a size that every platform takes."""
    pages: list[str] = []
    for part in parts:
        if pages and len(pages[-1]) + len(part) < _PART:
            pages[-1] = f"{pages[-1]}\n{part}"
        else:
            pages.append(part)
    return pages
