"""What a draft changes for people, before anybody approves it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.content.rulebook_loader import load_questions, parse_questions
from bot.guidance.effect.answering import Answering
from bot.guidance.effect.comparing import edges, effects, summaries
from bot.guidance.effect.holes import holes
from bot.guidance.moments import VIETNAM
from bot.guidance.rulebook.book import Rulebook
from bot.guidance.rulebook.changing import DATED, changes, past_changes
from bot.guidance.rulebook.parse import RulebookError
from bot.staff.errors import Refused
from bot.staff.roles import require
from bot.staff.rulebook import store
from bot.staff.rulebook.document import read_document
from bot.staff.rulebook.drafting import check, refused, require_places

if TYPE_CHECKING:
    from bot.guidance.effect.comparing import Summary
    from bot.guidance.effect.grid import Grid
    from bot.guidance.effect.holes import Hole
    from bot.guidance.rulebook.advice import Area
    from bot.guidance.rulebook.changing import Change
    from bot.staff.office import Office


@dataclass(frozen=True, slots=True)
class Checked:
    """What a draft changes.

    Attributes:
        grid: for what it was tried.
        changes: entries that differ.
        corrects: those of them that change what is said of the past.
        effects: questions whose answers change.
        answers: how many answers change in all.
        brings: what is wrong with the rulebook only with the draft.
        mends: what was wrong only without it.
        unheard: nobody's answer changes, though entries that people are told do.
        places: names of the grid's places.
    """

    grid: Grid
    changes: tuple[Change, ...]
    corrects: tuple[Change, ...]
    effects: tuple[Summary, ...]
    answers: int
    brings: tuple[Hole, ...]
    mends: tuple[Hole, ...]
    unheard: bool
    places: dict[str, str]


def grid_of(questions: str | None) -> Grid:
    """Return the packaged questions, or those of a file that staff keep.

    Raises:
        Refused: the file cannot be read.
    """
    if questions is None:
        return load_questions()
    try:
        return parse_questions(questions)
    except ValueError as error:
        raise Refused(f"Tệp câu hỏi chưa đúng: {error}.") from error


class Tried:
    """The grid's places as this office's guidance knows them.

    Args:
        office: of whoever tries a draft.
        grid: its places.

    Raises:
        Refused: a place names a unit that is not there.
    """

    def __init__(self, office: Office, grid: Grid) -> None:
        self._guidance = office.guidance
        self._places = {place.id: place for place in grid.places}
        for place in grid.places:
            if place.unit is not None and self._guidance.places.find(place.unit) is None:
                raise Refused(f"Tệp câu hỏi: nơi '{place.id}' ghi đơn vị '{place.unit}', không có đơn vị nào mã đó.")

    def __call__(self, place_id: str, moment: datetime) -> Area | None:
        """Return a place as rules see it at a moment."""
        place = self._places[place_id]
        unit = self._guidance.places.find(place.unit) if place.unit is not None else None
        area = self._guidance.area(unit, moment)
        return replace(area, locked=True) if area is not None and place.locked else area

    @property
    def names(self) -> dict[str, str]:
        """What staff call the places."""
        found = {}
        for place in self._places.values():
            unit = self._guidance.places.find(place.unit) if place.unit is not None else None
            name = self._guidance.places.full_name(unit) if unit is not None else "hỏi chung"
            found[place.id] = f"{name} (đang phong tỏa)" if place.locked else name
        return found


async def try_out(office: Office, name: str, source: str, *, questions: str | None = None) -> Checked:
    """Return what a document would change of what people are told now.

    Args:
        office: of whoever looks.
        name: of the file, for what is wrong.
        source: the YAML.
        questions: a file of questions, places and moments; None for the packaged one.

    Raises:
        Refused: it cannot be read, or does not fit what is told now; the message says all that is wrong, by line.
    """
    require(office.actor, "rulebook.show")
    grid = grid_of(questions)
    places = Tried(office, grid)
    async with office.database.intake.connection() as connection:
        current = await store.current(connection)
    try:
        document = read_document(name, source)
        require_places(office, document)
        after = check(current.body, document)
    except RulebookError as error:
        raise refused(error, f"Tệp {name} chưa đúng") from error
    before = Rulebook.parse({"current": current.body})
    sides = [Answering(book, office.guidance.offers, places) for book in (before, after)]
    found = tuple(effects(sides[0], sides[1], grid, office.now))
    differing = changes(current.body, after.to_plain())
    moments = sorted({*grid.moments_at(office.now), *edges(differing)})
    was, becomes = (holes(side, grid, moments) for side in sides)
    return Checked(
        grid=grid,
        changes=differing,
        corrects=past_changes(current.body, after.to_plain(), datetime.now(VIETNAM)),
        effects=summaries(found),
        answers=len(found),
        brings=tuple(sorted(becomes - was)),
        mends=tuple(sorted(was - becomes)),
        unheard=not found and any(change.section in DATED for change in differing),
        places=places.names,
    )


async def look_over(office: Office, *, questions: str | None = None) -> tuple[Hole, ...]:
    """Return what is wrong with the rulebook that is told now, though each of its entries is right."""
    require(office.actor, "rulebook.show")
    grid = grid_of(questions)
    answering = Answering(office.guidance.rulebook, office.guidance.offers, Tried(office, grid))
    return tuple(sorted(holes(answering, grid, [m for m in grid.moments_at(office.now) if m >= office.now])))
