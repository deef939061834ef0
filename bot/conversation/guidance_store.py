"""The current state of the guidance in one process, exchanged whole when staff change something."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bot.conversation.snapshot import Guidance
from bot.db import guidance as rows
from bot.db import imports, restored
from bot.db.events import GUIDANCE
from bot.db.pool import INFRASTRUCTURE
from bot.db.revision import SchemaMismatch
from bot.guidance.catalogue.changing import with_changes
from bot.guidance.catalogue.imported import with_fields, with_names
from bot.guidance.glossary import Glossary
from bot.guidance.law_answers import LawAnswers
from bot.guidance.moments import VIETNAM
from bot.guidance.offers import Offers
from bot.guidance.rulebook.book import Rulebook
from bot.understanding.search.finder import ProcedureSearch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from bot.db.events import Events
    from bot.db.guidance import StoredGuidance
    from bot.db.pool import Database
    from bot.guidance.catalogue import FieldCatalogue, Repeal
    from bot.guidance.catalogue.imported import Version
    from bot.guidance.deciders import Deciders
    from bot.guidance.life_events import LifeEvents
    from bot.guidance.places.gazetteer import Gazetteer
    from bot.guidance.places.resolve import PlaceResolver
    from bot.guidance.procedures import Catalogue

logger = logging.getLogger(__name__)

_FIRST_LOAD_EVERY = 1.0
"""Seconds between two tries to load the first state."""


@dataclass(frozen=True, slots=True)
class Named:
    """The catalogue with what was imported, and its index.

    Attributes:
        catalogue: all procedures.
        search: finds those that can be asked for.
        ends: code → when it ended, as a file says.
        again: the day on which it has to be put together again; None: never.
    """

    catalogue: Catalogue
    search: ProcedureSearch
    ends: Mapping[str, Repeal] = field(default_factory=dict)
    again: date | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """What does not change while a process runs: places, the catalogue with its fields, their readers, the glossary."""

    places: Gazetteer
    place_reader: PlaceResolver
    catalogue: Catalogue
    fields: FieldCatalogue
    search: ProcedureSearch
    glossary: Glossary = field(default_factory=Glossary)
    life_events: LifeEvents | None = None
    deciders: Deciders | None = None
    law_answers: LawAnswers = field(default_factory=LawAnswers)

    @property
    def written_down(self) -> list[str]:
        """Codes of the procedures of which fields came with the code."""
        return [one.code for one in self.fields if one.fields]

    def named(self, imported: Sequence[Version], moment: datetime) -> Named:
        """Put the catalogue together with imported procedures: seconds of work where these are thousands."""
        names = with_names(self.catalogue, imported, moment)
        return Named(names.catalogue, ProcedureSearch(names.found), names.ends, names.again)

    def guidance(
        self,
        stored: StoredGuidance,
        rulebook: Rulebook,
        named: Named | None = None,
        imported: Sequence[Version] = (),
    ) -> Guidance:
        """Put one state together.

        Args:
            stored: what the database holds.
            rulebook: of it.
            named: the catalogue with imported procedures; None: the packaged one alone.
            imported: what files say of fields.
        """
        found = named or Named(self.catalogue, self.search)
        fields = with_fields(self.fields, imported, stored.catalogue, found.ends)
        return Guidance(
            version=stored.version,
            rulebook=rulebook,
            offers=Offers.parse(stored.offers, stored.duties),
            places=self.places,
            place_reader=self.place_reader,
            catalogue=found.catalogue,
            fields=with_changes(fields, stored.catalogue),
            search=found.search,
            glossary=self.glossary,
            life_events=self.life_events,
            deciders=self.deciders,
            law_answers=self.law_answers,
            locks=stored.locks,
            notices=stored.notices,
            rulebook_id=stored.rulebook_id,
            changed=stored.changed,
        )


class GuidanceStore:
    """Holds the guidance of a process and reloads it when its version changes.

    A state that cannot be read leaves the one before in place; it is told in the log and by ``problem``.
    """

    def __init__(self, database: Database, reference: Reference, events: Events) -> None:
        self._database = database
        self._reference = reference
        self._current: Guidance | None = None
        self._hash = ""
        self._named: Named | None = None
        self._imports: str | None = None
        self._reloading: asyncio.Task[None] | None = None
        self._watching: list[Callable[[], None]] = []
        self.problem: str | None = None
        events.on(GUIDANCE, lambda _payloads: self.reload_soon())

    @property
    def current(self) -> Guidance:
        """The state in force.

        Raises:
            LookupError: nothing was loaded yet.
        """
        if self._current is None:
            raise LookupError("the guidance is not loaded yet")
        return self._current

    def watch(self, changed: Callable[[], None]) -> None:
        """Have ``changed`` called whenever another state is in force."""
        self._watching.append(changed)

    @property
    def loaded(self) -> bool:
        """Whether there is a state."""
        return self._current is not None

    def noticed(self, version: int) -> None:
        """Reload if the database's version is another one than ours."""
        if self._current is None or self._current.version != version or self._is_another_day:
            self.reload_soon()

    @property
    def _is_another_day(self) -> bool:
        """Whether an imported code begins or ends since the names were put together."""
        again = self._named.again if self._named is not None else None
        return again is not None and datetime.now(VIETNAM).date() >= again

    def reload_soon(self) -> None:
        """Reload in the background; calls while a reload runs start one more afterwards."""
        if self._reloading is not None and not self._reloading.done():
            self._reloading.add_done_callback(lambda _done: self.reload_soon())
            return
        self._reloading = asyncio.create_task(self._try_reload())

    async def first_load(self) -> bool:
        """Load at the start of a process; False where the database is away and nobody knows for how long."""
        try:
            await self.reload()
        except INFRASTRUCTURE as error:
            logger.warning("the database is away at the start", extra={"error": str(error).strip()})
        return self.loaded

    async def load_later(self) -> None:
        """Load as soon as the database lets; what comes in meanwhile goes to the spool."""
        while not self.loaded:
            await asyncio.sleep(_FIRST_LOAD_EVERY)
            self.reload_soon()

    async def _try_reload(self) -> None:
        try:
            await self.reload()
        except INFRASTRUCTURE as error:
            logger.warning("the guidance could not be reloaded", extra={"error": str(error).strip()})
        except SchemaMismatch as error:
            if self.problem != str(error):  # once, not every second until somebody has migrated
                logger.error("nothing is answered: %s", error)  # noqa: TRY400 - a sentence for operators
            self.problem = str(error)
        except Exception as error:
            self.problem = f"{type(error).__name__}: {error}"
            logger.exception("the new guidance is not readable; the old one stays")

    async def reload(self) -> None:
        """Read the newest state from the database; the first one only from a schema that is the code's.

        Without guidance no turn begins. So a process that was started while the database was away answers nothing on
        another schema, where each message would fail three times and be parked.

        Raises:
            SchemaMismatch: it is not, or no content was imported; somebody has to migrate the database, or to deploy
                other code.
        """
        if self._current is None:
            await asyncio.to_thread(restored.check, self._database.direct_url)
        async with self._database.intake.connection() as connection:
            stored = await rows.load(connection)
            known = None if self._is_another_day else self._imports
            imported = await imports.load(connection, self._reference.written_down, known)
        if stored.rulebook_hash != self._hash or self._current is None:
            rulebook = await asyncio.to_thread(Rulebook.parse, {"database": stored.rulebook})
        else:
            rulebook = self._current.rulebook
        if imported.names is not None and not imported.names:
            self._named, self._imports = None, imported.key
        elif imported.names is not None:
            named = asyncio.to_thread(self._reference.named, imported.names, datetime.now(VIETNAM))
            self._named = await named
            self._imports = imported.key
        self._current = self._reference.guidance(stored, rulebook, self._named, imported.fields)
        self._hash = stored.rulebook_hash
        self.problem = None
        for changed in self._watching:
            changed()
        logger.info("guidance loaded", extra={"version": stored.version, "rulebook": stored.rulebook_hash[:12]})
