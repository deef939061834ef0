"""What the settings of the account change in its calls, over HTTP: from the setting to what Zalo gets."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr, ValidationError

from bot.conversation.messages import Inbound, Kind, Outgoing, Reply
from bot.db.contacts import note_interaction
from bot.db.pool import Database
from bot.platforms.contract import (
    BadCredentials,
    MessageRefused,
    OutcomeUnknown,
    PlatformError,
    PlatformUnavailable,
    RawRequest,
)
from bot.platforms.zalo_oa.rendering import ASK_IN_WORDS
from bot.settings import Settings
from bot.zalo import OfficialAccount, bot_platform
from tests.fakes.zalo import FakeZalo, Follower, Trouble
from tests.fakes.zalo.webhooks import encode, sign

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

CS = "/v3.0/oa/message/cs"
ZBS = "/message/template"
TOKENS = "/v4/oa/access_token"
PICTURE = "https://motcua.example/phone.png"


@pytest.fixture
def zalo() -> Iterator[FakeZalo]:
    with FakeZalo() as zalo:
        yield zalo


@pytest.fixture
async def database(bot_database: str) -> AsyncIterator[Database]:
    database = Database(bot_database, size=4)
    await database.open()
    yield database
    await database.close()


@asynccontextmanager
async def account(zalo: FakeZalo, database: Database, **settings: Any) -> AsyncIterator[OfficialAccount]:
    """The account as a process with these settings has it."""
    of_zalo = {name.lower(): value for name, value in zalo.env().items()}
    made = OfficialAccount(
        Settings(**{**of_zalo, **settings}), database, secret=b"s" * 32, on_notice=lambda _notice: None
    )
    try:
        yield made
    finally:
        await made.close()


@pytest.fixture
async def citizen(zalo: FakeZalo, database: Database) -> Follower:
    """Somebody who has just written, to Zalo's knowledge and to ours."""
    citizen = zalo.follower()
    citizen.person.last_interaction = zalo.world.now()
    await database.fetch(
        "INSERT INTO conversations (platform, chat, sender) VALUES ('zalo_oa', %(chat)s, %(chat)s)",
        {"chat": citizen.id},
    )
    async with database.transaction() as connection:
        await note_interaction(connection, "zalo_oa", citizen.id, datetime.now(UTC))
    return citizen


def to(citizen: Follower, reply: Reply | str, **extra: Any) -> Outgoing:
    return Outgoing(1, citizen.id, Reply(reply) if isinstance(reply, str) else reply, extra=extra)


BY_PHONE = {"id": "7895417", "data": {"gio": "9 giờ"}, "phone": "0912 345 678"}


async def test_the_proof_is_sent_where_it_is_set(zalo: FakeZalo, database: Database, citizen: Follower) -> None:
    zalo.oa.admission.demands_proof = True
    async with account(zalo, database, zalo_secret_proof=True) as oa:
        await oa.platform.send(to(citizen, "một"))
        zalo.world.tokens.kill_access()
        await oa.platform.send(to(citizen, "hai"))  # the proof is of the token, so it changes with it
        await database.fetch("UPDATE conversations SET interacted_at = now() - interval '8 days'")
        assert (await oa.platform.send(to(citizen, "ba", template=BY_PHONE))).message_id
    assert [seen.text for seen in citizen.messages()] == ["một", "hai"]
    assert [code for _, code in zalo.world.statistics.refused] == [-216]


@pytest.mark.parametrize(("call", "code"), [(CS, -242), (ZBS, -1241)])
async def test_an_app_that_demands_a_proof_is_told_with_the_setting(
    zalo: FakeZalo, database: Database, citizen: Follower, call: str, code: int
) -> None:
    zalo.oa.admission.demands_proof = True
    extra = {}
    if call == ZBS:
        extra["template"] = BY_PHONE
        await database.fetch("UPDATE conversations SET interacted_at = now() - interval '8 days'")
    async with account(zalo, database) as oa:
        with pytest.raises(BadCredentials, match=rf"{code}.*MOTCUA_ZALO_SECRET_PROOF=true"):
            await oa.platform.send(to(citizen, "một", **extra))
    assert zalo.world.statistics.refused == [(call, code)]


async def test_a_proof_by_another_secret_is_refused(zalo: FakeZalo, database: Database, citizen: Follower) -> None:
    zalo.oa.admission.demands_proof = True
    async with account(zalo, database) as oa:
        await oa.tokens.access()  # with the right secret; afterwards somebody changes the setting
    wrong = SecretStr("another-secret")
    async with account(zalo, database, zalo_secret_proof=True, zalo_app_secret=wrong) as oa:
        with pytest.raises(BadCredentials, match="the app's secret is wrong"):
            await oa.platform.send(to(citizen, "một"))


ASKING = Reply("Xin số điện thoại ạ.", request_contact=True)


async def test_the_card_has_the_picture_that_is_set(zalo: FakeZalo, database: Database, citizen: Follower) -> None:
    zalo.world.request_info_wants_picture = True
    async with account(zalo, database, zalo_contact_image=PICTURE) as oa:
        await oa.platform.send(to(citizen, ASKING))
    assert citizen.last is not None
    assert (citizen.last.asks_contact, citizen.last.picture) == (True, PICTURE)


async def test_without_a_picture_the_card_has_none(zalo: FakeZalo, database: Database, citizen: Follower) -> None:
    async with account(zalo, database) as oa:
        await oa.platform.send(to(citizen, ASKING))
        assert citizen.last is not None
        assert (citizen.last.asks_contact, citizen.last.picture) == (True, None)
        zalo.world.request_info_wants_picture = True  # a Zalo that takes no card without one
        await oa.platform.send(to(citizen, ASKING))
    assert citizen.last.text == ASK_IN_WORDS


def arrived(zalo: FakeZalo, oa: OfficialAccount) -> list[Inbound]:
    """Deliver what waits as webhook calls."""
    found: list[Inbound] = []
    events, zalo.world.events = zalo.world.events, []
    for event in events:
        body = encode(event)
        found += oa.platform.receive(RawRequest(sign(body, event["timestamp"]), body))
    return found


async def test_the_phone_is_read_where_the_setting_says(
    zalo: FakeZalo, database: Database, citizen: Follower, caplog: pytest.LogCaptureFixture
) -> None:
    async with account(zalo, database) as oa:
        await oa.platform.send(to(citizen, ASKING))
        citizen.share_contact("84900000001", field="user_phone")
        assert arrived(zalo, oa) == []
        assert "has none where it is looked for" in caplog.text
        assert "84900000001" not in caplog.text
    async with account(zalo, database, zalo_phone_field="info.user_phone") as oa:
        citizen.share_contact("84900000001", field="user_phone")
        (inbound,) = arrived(zalo, oa)
    assert (inbound.kind, inbound.phone) == (Kind.CONTACT, "84900000001")


EMOJI = "😀" * 1500


@pytest.mark.parametrize(
    ("setting", "count", "messages"),
    [
        ("utf16", lambda text: len(text.encode("utf-16-le")) // 2, 2),
        ("characters", len, 1),
        ("bytes", lambda text: len(text.encode()), 3),
    ],
)
async def test_texts_are_split_as_zalo_counts_them(
    zalo: FakeZalo,
    database: Database,
    citizen: Follower,
    *,
    setting: str,
    count: Callable[[str], int],
    messages: int,
) -> None:
    zalo.oa.count = count
    async with account(zalo, database, zalo_text_count=setting) as oa:
        await oa.platform.send(to(citizen, EMOJI))
    assert "".join(seen.text for seen in citizen.messages()) == EMOJI
    assert len(citizen.messages()) == messages


async def test_a_zalo_that_counts_bytes_refuses_what_utf16_lets_pass(
    zalo: FakeZalo, database: Database, citizen: Follower
) -> None:
    zalo.oa.count = lambda text: len(text.encode())
    async with account(zalo, database) as oa:
        with pytest.raises(MessageRefused):
            await oa.platform.send(to(citizen, EMOJI))


@pytest.mark.parametrize(
    ("not_handled", "status", "error"),
    [
        (None, 503, PlatformUnavailable),
        (None, 504, OutcomeUnknown),
        ("502, 503, 504", 504, PlatformUnavailable),
        ("502", 503, OutcomeUnknown),
        ("", 502, OutcomeUnknown),
    ],
)
async def test_the_statuses_that_mean_not_handled(
    zalo: FakeZalo,
    database: Database,
    citizen: Follower,
    *,
    not_handled: str | None,
    status: int,
    error: type[PlatformError],
) -> None:
    zalo.trouble(CS, Trouble("page", status))
    async with account(zalo, database, **({} if not_handled is None else {"zalo_not_handled": not_handled})) as oa:
        with pytest.raises(PlatformError) as caught:
            await oa.platform.send(to(citizen, "Dạ."))
    assert type(caught.value) is error


async def test_the_bot_takes_the_same_statuses(zalo: FakeZalo) -> None:
    of_zalo = {name.lower(): value for name, value in zalo.env().items()}
    bot = bot_platform(Settings(**of_zalo, zalo_not_handled="504"))
    assert bot is not None
    person = zalo.bot_user()
    for status, error in ((504, PlatformUnavailable), (503, OutcomeUnknown)):
        zalo.trouble("sendMessage", Trouble("page", status))
        with pytest.raises(PlatformError) as caught:
            await bot.send(Outgoing(1, person.id, Reply("Dạ.")))
        assert type(caught.value) is error
    await bot.close()


@pytest.mark.parametrize(("busy", "error"), [("-32", BadCredentials), ("-32,-14099", PlatformUnavailable)])
async def test_the_codes_that_mean_not_now_ask_for_no_login(
    zalo: FakeZalo, database: Database, citizen: Follower, busy: str, error: type[PlatformError]
) -> None:
    zalo.trouble(TOKENS, Trouble("code", -14099, "Please try again later"))
    async with account(zalo, database, zalo_oauth_busy=busy) as oa:
        with pytest.raises(error):
            await oa.platform.send(to(citizen, "Dạ."))
        assert (oa.platform.problem is None) == (error is PlatformUnavailable)


async def test_polls_of_the_bot_are_as_far_apart_as_the_setting_says(zalo: FakeZalo) -> None:
    of_zalo = {name.lower(): value for name, value in zalo.env().items()}
    bot = bot_platform(Settings(**of_zalo, zalo_bot_poll_seconds=1.5))
    assert bot is not None
    person, stop, at = zalo.bot_user(), asyncio.Event(), list[float]()

    async def accept(_inbound: Inbound) -> None:
        at.append(asyncio.get_running_loop().time())
        if len(at) == 2:
            stop.set()

    person.type("một")
    person.type("hai")
    async with asyncio.timeout(30):
        await bot.poll(accept, stop)
    await bot.close()
    assert at[1] - at[0] >= 1.5


@pytest.mark.parametrize(
    "wrong",
    [
        {"zalo_not_handled": "502;503"},
        {"zalo_oauth_busy": "x"},
        {"zalo_phone_field": "info..phone"},
        {"zalo_text_count": "letters"},
        {"zalo_bot_poll_seconds": -1},
    ],
)
def test_a_wrong_setting_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)
