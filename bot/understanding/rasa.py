"""Reading texts with the Rasa server, over HTTP: one connection pool, a deadline, a circuit breaker."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import httpx

from booking_client.breaker import CircuitBreaker
from bot.conversation.messages import Entity, Reading, Understanding

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

FALLBACK = "nlu_fallback"
_RANKED = 5
NEAR = 0.2
"""Two readings that differ by less than this are both offered. The model says where two are possible at all
(``ambiguous``); of those this near, half were wrong on the evaluation set, of the others two in three right."""


class RasaUnavailable(Exception):
    """The Rasa server did not answer in time, or not sensibly; keywords must do."""


class RasaClient:
    """Asks a Rasa server (``rasa run --enable-api``) what a text means.

    Args:
        address: gives the server's address; it may move when a new model goes live.
        token: of ``--auth-token``, or None.
        deadline: seconds that one reading may take in all.
        connections: most connections at a time.
    """

    def __init__(
        self, address: Callable[[], str], *, token: str | None, deadline: float = 1.5, connections: int = 16
    ) -> None:
        self._address = address
        self._token = token
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(deadline, connect=min(0.5, deadline)),
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
            trust_env=False,
        )
        self._breaker = CircuitBreaker(threshold=3, open_for=2.0)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    @property
    def available(self) -> bool:
        """Whether the server answered lately; unknown counts as yes."""
        return not self._breaker.is_open

    async def parse(self, text: str) -> Understanding:
        """Return what the live model makes of ``text``.

        Raises:
            RasaUnavailable: no answer within the deadline, an error, or the breaker is open.
        """
        if self._breaker.is_open:
            raise RasaUnavailable("the circuit is open")
        self._breaker.before()
        try:
            response = await self._http.post(
                f"{self._address()}/model/parse",
                params={"token": self._token} if self._token else None,
                json={"text": text},
            )
            response.raise_for_status()
            understanding = _read(response.json())
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            self._breaker.failed()
            raise RasaUnavailable(type(error).__name__) from error
        self._breaker.succeeded()
        return understanding

    async def model(self) -> str | None:
        """Return the name of the model that the server has loaded, or None where it can't be asked."""
        try:
            response = await self._http.get(
                f"{self._address()}/status", params={"token": self._token} if self._token else None
            )
            response.raise_for_status()
            name = response.json().get("model_file")
        except (httpx.HTTPError, ValueError):
            return None
        return str(name).rsplit("/", 1)[-1] if name else None


def _read(answer: dict[str, Any]) -> Understanding:
    ranking = tuple(
        Reading(str(item["name"]), float(item["confidence"])) for item in answer.get("intent_ranking", ())[:_RANKED]
    )
    best = answer["intent"]
    fallback = bool(answer.get("fallback")) or _near(answer, ranking)
    return Understanding(
        intent=FALLBACK if fallback else str(best["name"]),
        confidence=float(best["confidence"]),
        entities=tuple(
            Entity(str(e["entity"]), str(e["value"]), int(e["start"]), int(e["end"])) for e in answer["entities"]
        ),
        ranking=ranking,
        secondary=tuple(
            Reading(str(item["intent"]), float(item["confidence"])) for item in answer.get("secondary", ())
        ),
        source="rasa",
        model=answer.get("model"),
    )


def _near(answer: dict[str, Any], ranking: tuple[Reading, ...]) -> bool:
    """Return whether the second reading is so near that the person has to say which is meant."""
    if not answer.get("ambiguous") or answer.get("secondary") or len(ranking) < 2:  # noqa: PLR2004 - two readings
        return False
    return ranking[0].confidence - ranking[1].confidence < NEAR
