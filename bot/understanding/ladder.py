"""The ladder: a keyword that is the whole message, then Rasa; without Rasa what keywords can do."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.conversation.understood import UNREAD, Understanding
from bot.understanding.keywords import keyword_intent
from bot.understanding.rasa import RasaClient, RasaUnavailable

if TYPE_CHECKING:
    from bot.metrics import Metrics

logger = logging.getLogger(__name__)

LONGEST_TEXT = 2000
"""Characters that are read; longer texts are answered without being read."""


class Ladder:
    """Reads texts.

    Args:
        rasa: client of the Rasa server, or None where there is none.
        metrics: counters of the process, or None.
    """

    def __init__(self, rasa: RasaClient | None, metrics: Metrics | None = None) -> None:
        self._rasa = rasa
        self._metrics = metrics

    async def read(self, text: str) -> Understanding:
        """Return what ``text`` means; never raises for a reader that is away.

        A text that nothing could read has the intent ``nlu_fallback`` and the source ``none``.
        """
        intent = keyword_intent(text)
        if intent is not None:
            return Understanding(intent, 1.0, source="keywords")
        if self._rasa is None or not text.strip() or len(text) > LONGEST_TEXT:
            return UNREAD
        try:
            if self._metrics is None:
                return await self._rasa.parse(text)
            with self._metrics.reading_seconds.time():
                return await self._rasa.parse(text)
        except RasaUnavailable as error:
            logger.warning("a text could not be read", extra={"reason": str(error)})
            return UNREAD
