"""Reading texts with the Rasa server, over HTTP: one connection pool, a deadline, a circuit breaker."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import httpx

from booking_client.breaker import CircuitBreaker
from bot.conversation.understood import Entity, Reading, Understanding

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

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
        address: gives the server's address, or None while there is no server; it moves when a new model goes live.
        token: of ``--auth-token``, or None.
        deadline: seconds that one reading may take in all.
        connections: most connections at a time.
        look_again: looks the address up anew; called when a server does not answer.
    """

    def __init__(
        self,
        address: Callable[[], str | None],
        *,
        token: str | None,
        deadline: float = 1.5,
        connections: int = 16,
        look_again: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._address = address
        self._token = token
        self._look_again = look_again
        self._named: tuple[str, str | None] | None = None
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(deadline, connect=min(0.5, deadline)),
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
            trust_env=False,
        )
        self._breaker = CircuitBreaker(threshold=3, open_for=2.0)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def parse(self, text: str) -> Understanding:
        """Return what the live model makes of ``text``.

        Raises:
            RasaUnavailable: no server, no answer within the deadline, an error, or the breaker is open.
        """
        if self._breaker.is_open:
            raise RasaUnavailable("the circuit is open")
        address = self._address()
        if address is None:
            raise RasaUnavailable("no server is known")
        self._breaker.before()
        try:
            understanding = await self._ask_live(address, text)
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            self._breaker.failed()
            raise RasaUnavailable(type(error).__name__) from error
        self._breaker.succeeded()
        return understanding

    async def _ask_live(self, address: str, text: str) -> Understanding:
        """Ask the server; where it has gone and another took its place, ask that one."""
        try:
            return await self._ask(address, text)
        except httpx.TransportError:
            if self._look_again is None:
                raise
            await self._look_again()
            moved = self._address()
            if moved is None or moved == address:
                raise
            return await self._ask(moved, text)

    async def _ask(self, address: str, text: str) -> Understanding:
        response = await self._http.post(f"{address}/model/parse", params=self._query, json={"text": text})
        response.raise_for_status()
        answer = response.json()
        if "model" not in answer:  # a server of Rasa's own command line does not say which model read the text
            answer["model"] = await self._name_of(address)
        return _read(answer)

    async def _name_of(self, address: str) -> str | None:
        if self._named is None or self._named[0] != address or self._named[1] is None:
            self._named = (address, _version(await self._model_file(address)))
        return self._named[1]

    @property
    def _query(self) -> dict[str, str] | None:
        return {"token": self._token} if self._token else None

    async def model(self) -> str | None:
        """Return the name of the model that the server has loaded, or None where it can't be asked."""
        address = self._address()
        if address is None and self._look_again is not None:
            await self._look_again()
            address = self._address()
        return None if address is None else await self._model_file(address)

    async def _model_file(self, address: str) -> str | None:
        try:
            response = await self._http.get(f"{address}/status", params=self._query)
            response.raise_for_status()
            name = response.json().get("model_file")
        except (httpx.HTTPError, ValueError):
            return None
        return str(name).rsplit("/", 1)[-1] if name else None


def _version(file: str | None) -> str | None:
    return None if file is None else file.removesuffix(".tar.gz")


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
