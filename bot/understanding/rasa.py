"""Reading texts with the Rasa servers, over HTTP: one connection pool, a deadline, a circuit breaker."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx

from booking_client.breaker import CircuitBreaker
from bot.certificates import trusted
from bot.conversation.understood import Entity, Reading, Understanding

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

logger = logging.getLogger(__name__)

FALLBACK = "nlu_fallback"
_RANKED = 5
_SHARE = 0.4
"""Of the deadline, for a server after which another one can be asked."""
_SILENT_FOR = 10.0
"""Seconds for which a server that did not answer is asked last; its keeper is missed after 15."""
_CONNECT_SECONDS = 0.5
"""For connecting to a server after which another one can be asked. The last one may take longer, as on a machine that
is busy with a training."""
_LOOK_EVERY = 1.0
"""Seconds between two looks for who has taken the place of a silent server: all readings wait for the same one."""
NEAR = 0.2
"""Two readings that differ by less than this are both offered. The model says where two are possible at all
(``ambiguous``); of those this near, half were wrong on the evaluation set, of the others two in three right."""


class RasaUnavailable(Exception):
    """The Rasa server did not answer in time, or not sensibly; keywords must do."""


@dataclass(frozen=True, slots=True)
class RasaAddress:
    """Where a Rasa server answers.

    Attributes:
        url: its address.
        token: what it wants to be told, or None.
        plain: it is Rasa's own command line, which takes its token in the address only. Ours takes it in a header,
            which stands in no proxy's log.
    """

    url: str
    token: str | None
    plain: bool = False

    @property
    def query(self) -> dict[str, str] | None:
        """What a request's address says of the token."""
        return {"token": self.token} if self.token and self.plain else None

    @property
    def headers(self) -> dict[str, str] | None:
        """What a request's headers say of it."""
        return {"authorization": f"Bearer {self.token}"} if self.token else None


def always(url: str, token: str | None, *, plain: bool = False) -> Callable[[], Sequence[RasaAddress]]:
    """Return the addresses of one server that stays where it is."""
    address = RasaAddress(url.rstrip("/"), token, plain)
    return lambda: [address]


class RasaClient:
    """Asks Rasa servers (``rasa run --enable-api``) what a text means: the first that answers.

    Args:
        addresses: gives the servers to ask, in this order; they move when a new model goes live.
        deadline: seconds that one reading may take in all, whoever is asked.
        connections: most connections at a time.
        look_again: looks the addresses up anew; called when no server answers, or the last one keeps silent.
    """

    def __init__(
        self,
        addresses: Callable[[], Sequence[RasaAddress]],
        *,
        deadline: float = 1.5,
        connections: int = 16,
        look_again: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._addresses = addresses
        self._deadline = deadline
        self._look_again = look_again
        self._named: dict[str, str] = {}
        self._silent: dict[str, float] = {}
        self._http = httpx.AsyncClient(
            verify=trusted(environment=False),
            timeout=httpx.Timeout(deadline, connect=min(_CONNECT_SECONDS, deadline)),
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
            trust_env=False,
        )
        self._next_look = 0.0
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
        if not self._addresses():
            raise RasaUnavailable("no server is known")
        self._breaker.before()
        try:
            async with asyncio.timeout(self._deadline):
                understanding = await self._ask_live(text)
        except (httpx.HTTPError, ValueError, KeyError, TypeError, TimeoutError) as error:
            self._breaker.failed()
            raise RasaUnavailable(type(error).__name__) from error
        self._breaker.succeeded()
        return understanding

    async def _ask_live(self, text: str) -> Understanding:
        """Ask one server after the other; where all have gone, those that took their place."""
        asked: set[RasaAddress] = set()
        problem: httpx.TransportError | None = None
        for look in (False, True):
            if look:
                if self._look_again is None:
                    break
                await self._look_again()
            waiting = [address for address in self._in_turn() if address not in asked]
            for address in waiting:
                asked.add(address)
                try:
                    if address is waiting[-1]:
                        return await self._ask_the_last(address, text)
                    # Somebody else can be asked: a server that keeps silent does not get all of the time.
                    share = self._deadline * _SHARE
                    return await self._ask(address, text, share, connect=min(_CONNECT_SECONDS, share))
                except httpx.TransportError as error:
                    self._silent[address.url] = time.monotonic()
                    problem = error
        raise problem or httpx.ConnectError("no server is known")

    async def _ask_the_last(self, address: RasaAddress, text: str) -> Understanding:
        """Ask the last server that is known; where it keeps silent, look whether another one has taken its place.

        Raises:
            httpx.TransportError: it does not answer, or another one has.
        """
        asking = asyncio.create_task(self._ask(address, text, self._deadline, connect=self._deadline))
        looking: asyncio.Task[None] | None = None
        try:
            await asyncio.wait([asking], timeout=self._deadline * _SHARE)
            if not asking.done() and self._look_again is not None and time.monotonic() > self._next_look:
                self._next_look = time.monotonic() + _LOOK_EVERY
                looking = asyncio.ensure_future(self._look_again())
                await asyncio.wait([asking, looking], return_when=asyncio.FIRST_COMPLETED)
            if not asking.done() and address not in self._addresses():
                raise httpx.ReadTimeout("silent, and replaced")
            return await asking
        finally:
            begun = [task for task in (asking, looking) if task is not None]
            for task in begun:
                task.cancel()
            await asyncio.gather(*begun, return_exceptions=True)

    def _in_turn(self) -> list[RasaAddress]:
        """The servers in order; those that kept silent a moment ago last, so that not every reading waits for them."""
        since = time.monotonic() - _SILENT_FOR
        self._silent = {url: at for url, at in self._silent.items() if at > since}
        return sorted(self._addresses(), key=lambda address: address.url in self._silent)

    async def _ask(self, address: RasaAddress, text: str, patience: float, *, connect: float) -> Understanding:
        response = await self._http.post(
            f"{address.url}/model/parse",
            params=address.query,
            headers=address.headers,
            json={"text": text},
            timeout=httpx.Timeout(patience, connect=connect),
        )
        response.raise_for_status()
        answer = response.json()
        if "model" not in answer:  # a server of Rasa's own command line does not say which model read the text
            answer["model"] = await self._name_of(address)
        return _read(answer)

    async def _name_of(self, address: RasaAddress) -> str | None:
        if address.url not in self._named and (name := _version(await self._model_file(address))) is not None:
            self._named = {address.url: name}
        return self._named.get(address.url)

    async def model(self) -> str | None:
        """Return the name of the model that the first server which answers has loaded, or None."""
        if not self._addresses() and self._look_again is not None:
            await self._look_again()
        for address in self._in_turn():
            if (file := await self._model_file(address)) is not None:
                return file
        return None

    async def _model_file(self, address: RasaAddress) -> str | None:
        try:
            response = await self._http.get(f"{address.url}/status", params=address.query, headers=address.headers)
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
