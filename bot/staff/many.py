"""Cancelling many bookings at once: what a script or a mistake has made is given back to people who need it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from booking_client import SelectionChanged
from bot.staff.audit import elsewhere, note
from bot.staff.errors import Refused
from bot.staff.problems import in_words
from bot.staff.roles import require

if TYPE_CHECKING:
    from datetime import datetime

    from booking_client import Selection
    from bot.staff.office import Office


class _Terms(TypedDict):
    owner: str | None
    phone: str | None
    created: tuple[datetime, datetime] | None
    unit: str | None
    newcomers_only: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which bookings to come are meant; all that is given must fit.

    Attributes:
        like: the code of one of them: those of the same person in the chat.
        phone: only with this phone.
        created: only those made from one moment up to another, on the real clock.
        unit: only of this one-stop unit, by its id.
        new_web: only those of web sessions that were new.
    """

    like: str | None = None
    phone: str | None = None
    created: tuple[datetime, datetime] | None = None
    unit: str | None = None
    new_web: bool = False


async def preview(office: Office, which: Which) -> Selection:
    """Return what would be cancelled, with the token that cancels just that; looking is noted in the audit."""
    require(office.actor, "operator.cancel-many")
    terms = await _terms(office, which)
    with in_words():
        found = await office.service.select(**terms, **office.reading())
    await note(office, "operator.cancel-many", None, phase="preview", count=found.count, by=_by(terms))
    return found


async def cancel(office: Office, which: Which, token: str) -> tuple[str, ...]:
    """Cancel what the preview with this token showed; returns the codes. Their people are told by the bot.

    Raises:
        Refused: other bookings fit by now.
    """
    require(office.actor, "operator.cancel-many")
    terms = await _terms(office, which)
    async with elsewhere(office, "operator.cancel-many", token, by=_by(terms)) as outcome:
        try:
            codes = await office.service.cancel_many(token, **terms, **office.changing())
        except SelectionChanged as error:
            raise Refused(
                "Từ lúc xem trước đến giờ các lịch đã khác đi, nên chưa hủy lịch nào. Xem lại: gõ lệnh này không có"
                " --confirm, rồi xác nhận bằng mã mới."
            ) from error
        outcome["codes"] = list(codes)
    return codes


async def _terms(office: Office, which: Which) -> _Terms:
    owner = None
    if which.like is not None:
        with in_words():
            owner = (await office.service.booking(which.like, **office.reading())).owner
        if owner is None:
            raise Refused(f"Lịch {which.like} không do ai đặt qua chat; lọc bằng --phone hoặc --from, --to.")
    if owner is None and which.phone is None and which.created is None:
        raise Refused("Ghi rõ hủy những lịch nào: --like MÃ (cùng người đặt), --phone SỐ, hoặc --from và --to.")
    return {
        "owner": owner,
        "phone": which.phone,
        "created": which.created,
        "unit": which.unit,
        "newcomers_only": which.new_web,
    }


def _by(terms: _Terms) -> list[str]:
    """Name what was filtered by, never whose."""
    return sorted(name for name, value in terms.items() if value)
