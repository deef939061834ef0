"""The ladder: danger, alarms and a keyword that is the whole message, then Rasa; without Rasa what those can do."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.understood import UNREAD, Understanding
from bot.guidance.keystrokes import moved_back, without_keystrokes
from bot.understanding.alarms import read_alarms
from bot.understanding.danger import is_over, read_danger, speaks_of_danger
from bot.understanding.fold import canonical
from bot.understanding.keywords import keyword_intent
from bot.understanding.rasa import FALLBACK, RasaClient, RasaUnavailable

if TYPE_CHECKING:
    from bot.metrics import Metrics

logger = logging.getLogger(__name__)

LONGEST_TEXT = 2000
"""Characters that are read; longer texts are answered without being read."""


_DANGER = "emergency"
_GUESSED = 0.6
"""Confidence under which danger is a guess, which rings only where a word of the message may speak of it. On the
evaluation sets the model was never under 0.64 where somebody is in danger and ``read_danger`` finds no situation; of
what means something else it took more than half with less than 0.6."""
_DOUBTED = 0.75
"""The same where a message asks which of two holds of a person or paper ("bé theo em hay theo cha"): nobody in danger
asks that, while whom to call of two is asked by some."""
_WHICH_OF_TWO = re.compile(r"\b(theo|o|dung|ghi|lay|nop|lam|khai|thuoc) (?:\w{1,9} ){1,3}hay (?:la )?\1\b")
_ENOUGH = 2
"""Words of a rest that the model is asked about."""
_LOOK_AGAIN = 0.25
"""Seconds between two looks for a model that is not there yet."""


class Ladder:
    """Reads texts.

    Args:
        rasa: client of the Rasa server, or None where there is none.
        metrics: counters of the process, or None.
        patience: seconds that texts may wait for the model after the start, while it loads; see ``wait_for_model``.
        situations: whether danger is read by its list of situations before the model; a model is measured without it,
            so that one which cannot read danger is found out.
    """

    def __init__(
        self,
        rasa: RasaClient | None,
        metrics: Metrics | None = None,
        *,
        patience: float = 0.0,
        situations: bool = True,
    ) -> None:
        self._situations = situations
        self._rasa = rasa
        self._metrics = metrics
        self._patience = patience
        self._until = time.monotonic() + patience if rasa is not None and patience > 0 else None

    def waits(self, text: str) -> float:
        """Return for how many seconds, at most, ``text`` should wait to be read: 0 but for a start.

        What waited while the system was down is not answered as if there were no model, which comes within seconds.
        """
        text = without_keystrokes(text)
        if (
            self._until is None
            or keyword_intent(text) is not None
            or read_danger(text) is not None
            or read_alarms(text)
            or not text.strip()
            or len(text) > LONGEST_TEXT
        ):
            return 0.0
        return max(0.0, self._until - time.monotonic())

    async def wait_for_model(self) -> None:
        """Return when the model can be asked, or when the patience is over; texts wait no more from then on."""
        if self._until is None or self._rasa is None:
            return
        self._until = time.monotonic() + self._patience
        while await self._rasa.model() is None:
            left = self._until - time.monotonic()
            if left <= 0:
                logger.warning("no model after the start; free text is answered without one")
                break
            await asyncio.sleep(min(_LOOK_AGAIN, left))
        self._until = None

    async def read(self, text: str) -> Understanding:
        """Return what ``text`` means; never raises for a reader that is away.

        Of a message that tells of an alarm, what else it asks is read (see ``alarms``).
        A text that nothing could read has the intent ``nlu_fallback`` and the source ``none``.
        """
        if len(text) > LONGEST_TEXT:
            return UNREAD
        undone = without_keystrokes(text)
        read = await self._read(undone)
        return read if undone == text else _as_typed(read, text, undone)

    async def _read(self, text: str) -> Understanding:
        intent, text = self._without_model(text)
        if intent is not None:
            return Understanding(intent, 1.0, source="keywords")
        if self._rasa is None or not text.strip():
            return UNREAD
        try:
            if self._metrics is None:
                return await self._parsed(self._rasa, text)
            with self._metrics.reading_seconds.time():
                return await self._parsed(self._rasa, text)
        except RasaUnavailable as error:
            logger.warning("a text could not be read", extra={"reason": str(error)})
            return UNREAD

    async def _parsed(self, rasa: RasaClient, text: str) -> Understanding:
        """Return what the model makes of a text.

        Danger of which the text says that it is over is looked for in the rest, which tells of it where it got worse.
        """
        read = _without_guessed_danger(await rasa.parse(text), text)
        rest = is_over(text) if self._situations and _tells_of_danger(read) else None
        if rest is None:
            return read
        if len(rest.split()) < _ENOUGH:
            return _without_danger(read)
        again = replace(await rasa.parse(rest), entities=())  # they stand elsewhere in the text
        if _tells_of_danger(again):
            return again
        return again if read.intent == _DANGER else _without_danger(read)

    def _without_model(self, text: str) -> tuple[str | None, str]:
        """Return what needs no model to be understood, and else what the model is to read."""
        alarms = read_alarms(text) if self._situations else ()
        if alarms and alarms[-1].rest:
            text = alarms[-1].rest
        elif self._situations and (read_danger(text) is not None or any(one.told for one in alarms)):
            return _DANGER, text
        return keyword_intent(text), text


def _without_guessed_danger(understanding: Understanding, text: str) -> Understanding:
    """Take danger that is guessed, and of which no word of the text speaks, for not understood.

    Who sells lottery tickets in a house of leaves is not told to call the police.
    """
    floor = _DOUBTED if _WHICH_OF_TWO.search(canonical(text)) else _GUESSED
    guessed = understanding.intent == _DANGER and understanding.confidence < floor
    if not guessed or speaks_of_danger(text):
        return understanding
    return _without_danger(understanding)


def _as_typed(read: Understanding, typed: str, undone: str) -> Understanding:
    """Return a reading with its entities as they stand in the text that was typed."""
    entities = []
    for one in read.entities:
        if undone[one.start : one.end] == one.value and one.value:
            start, end = moved_back(typed, undone, one.start), moved_back(typed, undone, one.end, ends=True)
            entities.append(replace(one, value=typed[start:end], start=start, end=end))
    return replace(read, entities=tuple(entities))


def _tells_of_danger(read: Understanding) -> bool:
    return _DANGER in (read.intent, *(reading.intent for reading in read.secondary))


def _without_danger(read: Understanding) -> Understanding:
    ranking = tuple(reading for reading in read.ranking if reading.intent != _DANGER)
    secondary = tuple(reading for reading in read.secondary if reading.intent != _DANGER)
    return replace(
        read, intent=FALLBACK if read.intent == _DANGER else read.intent, ranking=ranking, secondary=secondary
    )
