"""Agreement at a booking's questions that commit: consent and the read-back, with what is said beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guidance.moments import VIETNAM
from bot.handlers.booking.asking import Step
from bot.handlers.booking.corrections import correct
from bot.handlers.booking.form import proceed
from bot.handlers.booking.halfdays import Wish
from bot.handlers.booking.people import agreed
from bot.handlers.booking.phrases import Part
from bot.handlers.booking.reading import day_problem
from bot.handlers.committing import agreed_to, name_beside, stated
from bot.understanding.agreement import Agreement, Means
from bot.understanding.counts import read_counts
from bot.understanding.dates.reading import read_when
from bot.understanding.fold import canonical
from bot.understanding.phones import find_phones

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.handlers.booking.draft import Draft
    from bot.understanding.dates.model import When


async def take_agreement(turn: Turn, draft: Draft, step: Step, reply: Agreement) -> bool:
    """Take the agreement; False where the message is none.

    A field that differs from what was read back is changed and read back anew instead.
    """
    if reply.means is Means.CHANGES and step is not Step.CONSENT:
        return await _changes(turn, draft, stated(turn, reply), name_beside(reply))
    if not agreed_to(turn, reply):
        return False
    if step is Step.CONSENT:
        phones = find_phones(turn.text)
        draft.name = name_beside(reply) or draft.name
        draft.phone = phones[0].number if phones else draft.phone
        if draft.name or draft.phone:
            draft.other_person = True
        await agreed(turn)
    elif not await _changes(turn, draft, stated(turn, reply), name_beside(reply)):
        await proceed(turn, confirmed=True)
    return True


async def _changes(turn: Turn, draft: Draft, said: str, name: str | None) -> bool:
    """Change what is said to be otherwise; False where everything is as it was read back."""
    counts, phones, when = read_counts(said), find_phones(said), read_when(said, turn.moment)
    plain, here = canonical(said), canonical(draft.chosen.unit_name) if draft.chosen is not None else ""
    places = (canonical(place) for place in turn.understanding.values("admin_unit"))
    if any(place in plain and place not in here for place in places):
        await correct(turn, draft, Part.UNIT)
        return True
    if not when.is_empty and day_problem(when) is None and not _is_then(draft, when):
        draft.chosen = None
        draft.wish = Wish.of(when).to_json()
        await proceed(turn)
        return True
    other_phone = phones[0].number if phones and phones[0].number != draft.phone else None
    other_count = counts.dossiers if counts.dossiers not in (None, draft.dossiers) else None
    other_name = name if name and canonical(name) != canonical(draft.name or "") else None
    if other_phone is None and other_count is None and other_name is None:
        return False
    draft.name = other_name or draft.name
    draft.phone = other_phone or draft.phone
    draft.dossiers = other_count or draft.dossiers
    await proceed(turn)
    return True


def _is_then(draft: Draft, when: When) -> bool:
    """Return whether the day and hour that were named are those of the read-back."""
    chosen, held = draft.chosen, draft.held
    if chosen is None or held is None:
        return False
    if (when.dates and chosen.day not in when.dates) or when.half_day not in (None, chosen.half):
        return False
    first, last = held.start.astimezone(VIETNAM).time(), held.end.astimezone(VIETNAM).time()
    return when.time is None or first <= when.time < last
