"""Reading what does not change while a process runs: the places of all eras and the catalogue of procedures."""

from __future__ import annotations

import contextlib
import functools
import gc
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.content.catalogue_loader import load_fields
from bot.content.deciders_loader import load_deciders
from bot.content.glossary_loader import load_glossary
from bot.content.law_answers_loader import load_law_answers
from bot.content.life_events_loader import load_life_events
from bot.conversation.guidance_store import Reference
from bot.guidance.places.gazetteer import Gazetteer
from bot.guidance.places.resolve import PlaceResolver
from bot.guidance.procedures import Catalogue
from bot.understanding.clauses.heard import Heard
from bot.understanding.search.finder import ProcedureSearch

if TYPE_CHECKING:
    from collections.abc import Iterator


@functools.cache
def load_reference() -> Reference:
    """Read the packaged places and procedures and build their indexes: some 0.3 s, once a process."""
    with _kept_for_good():
        return _load()


@contextlib.contextmanager
def _kept_for_good() -> Iterator[None]:
    """Have what is made here looked at by no garbage collection, now or later: all of it stays.

    It is most of what a process holds, and each full collection would go through it: a twentieth of what turns cost.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


def _load() -> Reference:
    content = files("bot.content")
    places = Gazetteer.parse((content / "admin_units.csv").read_text(encoding="utf-8"))
    catalogue = Catalogue.parse((content / "procedures.csv").read_text(encoding="utf-8"))
    search = ProcedureSearch(catalogue)
    Heard.packaged()  # here, so that nobody's first message waits for it
    return Reference(
        places,
        PlaceResolver(places),
        catalogue,
        load_fields(),
        search,
        load_glossary(),
        load_life_events(),
        load_deciders(),
        load_law_answers(),
    )
