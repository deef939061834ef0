"""The fake Telegram itself: it must be as strict as the real one, or tests against it mean nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.fakes.telegram import FakeTelegram, Trouble
from tests.fakes.telegram.rates import Rates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    type Call = Callable[..., dict[str, Any]]


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def telegram(clock: Clock) -> Iterator[FakeTelegram]:
    with FakeTelegram(clock=clock) as telegram:
        yield telegram


@pytest.fixture
def call(telegram: FakeTelegram) -> Iterator[Call]:
    with httpx.Client(trust_env=False) as client:

        def call(method: str, *, token: str = telegram.token, **parameters: Any) -> dict[str, Any]:
            return client.post(f"{telegram.url}/bot{token}/{method}", json=parameters).json()

        yield call


def test_parameters_come_as_form_query_or_json(telegram: FakeTelegram) -> None:
    citizen = telegram.user()
    citizen.send("xin chào")
    root = f"{telegram.url}/bot{telegram.token}"
    with FakeTelegram(rates=Rates(chat_per_second=0)):
        fields = {"chat_id": citizen.id, "text": "Dạ"}
        assert httpx.get(f"{root}/getMe", trust_env=False).json()["result"]["username"] == telegram.bot_name
        assert httpx.post(f"{root}/sendmessage", data=fields, trust_env=False).json()["ok"]


@pytest.mark.parametrize(
    ("token", "code"), [("1:wrong_but_well_formed_token", 401), ("malformed", 404), ("7000000001:a.b", 404)]
)
def test_wrong_tokens(call: Call, token: str, code: int) -> None:
    assert call("getMe", token=token)["error_code"] == code


KEYBOARD = [[{"text": "Sáng", "callback_data": "#a"}]]


def inline(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Sáng", "callback_data": "#a"} | button]]}


@pytest.mark.parametrize(
    ("parameters", "description"),
    [
        ({"chat_id": ""}, "Bad Request: chat_id is empty"),
        ({"chat_id": 1}, "Bad Request: chat not found"),
        ({"text": ""}, "Bad Request: message text is empty"),
        ({"text": " \n\u200b"}, "Bad Request: message text is empty"),
        ({"text": "x" * 4097}, "Bad Request: message is too long"),
        ({"text": "😀" * 2049}, "Bad Request: message is too long"),
        ({"reply_markup": "{"}, "Bad Request: can't parse reply keyboard markup JSON object"),
        ({"reply_markup": "[]"}, "Bad Request: object expected as reply markup"),
        ({"reply_markup": inline(text=" ")}, "Bad Request: inline keyboard button text must be non-empty"),
        ({"reply_markup": inline(callback_data="#" + "x" * 64)}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"reply_markup": inline(callback_data="")}, "Bad Request: BUTTON_DATA_INVALID"),
        (
            {"reply_markup": {"inline_keyboard": [[{"text": "x"}]]}},
            "Bad Request: text buttons are unallowed in the inline keyboard",
        ),
        (
            {"reply_markup": inline(url="http://localhost/")},
            "Bad Request: inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL",
        ),
        ({"reply_markup": {"inline_keyboard": KEYBOARD * 101}}, "Bad Request: reply markup is too long"),
        ({"reply_markup": {"inline_keyboard": [KEYBOARD[0] * 9]}}, "Bad Request: reply markup is too long"),
        (
            {"entities": [{"type": "bold", "offset": 1, "length": 9}]},
            "Bad Request: entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 2",
        ),
        (
            {"text": "😀", "entities": [{"type": "bold", "offset": 1, "length": 1}]},
            "Bad Request: entity beginning at UTF-16 offset 1 begins in a middle of a UTF-16 symbol",
        ),
        ({"reply_parameters": {"message_id": 99}}, "Bad Request: message to be replied not found"),
    ],
)
def test_what_is_refused(telegram: FakeTelegram, call: Call, parameters: dict[str, Any], description: str) -> None:
    citizen = telegram.user()
    citizen.send("xin chào")
    answer = call("sendMessage", **({"chat_id": citizen.id, "text": "Dạ"} | parameters))
    assert answer == {"ok": False, "error_code": 400, "description": description}
    assert telegram.statistics.refused == [("sendmessage", description)]
    assert citizen.messages() == []


def test_the_longest_text_is_taken(telegram: FakeTelegram, call: Call) -> None:
    citizen = telegram.user()
    citizen.send("xin chào")
    assert call("sendMessage", chat_id=str(citizen.id), text="x" * 4096)["ok"]


def test_who_can_not_be_reached(telegram: FakeTelegram, call: Call) -> None:
    stranger, blocker, leaver = telegram.user(), telegram.user(), telegram.user()
    blocker.send("xin chào")
    blocker.block()
    leaver.send("xin chào")
    leaver.deactivate()
    answers = [call("sendMessage", chat_id=user.id, text="Dạ") for user in (stranger, blocker, leaver)]
    assert [(answer["error_code"], answer["description"]) for answer in answers] == [
        (403, "Forbidden: bot can't initiate conversation with a user"),
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
    ]
    blocker.unblock()
    assert call("sendMessage", chat_id=blocker.id, text="Dạ")["ok"]


def test_one_message_a_second_to_a_chat(telegram: FakeTelegram, call: Call, clock: Clock) -> None:
    citizen = telegram.user()
    citizen.send("xin chào")
    assert call("sendMessage", chat_id=citizen.id, text="một")["ok"]
    clock.now += 0.2
    answer = call("sendMessage", chat_id=citizen.id, text="hai")
    assert (answer["error_code"], answer["parameters"]) == (429, {"retry_after": 1})
    clock.now += 0.5
    assert not call("sendMessage", chat_id=citizen.id, text="hai")["ok"]
    assert (telegram.floods, telegram.too_early) == (2, 1)
    clock.now += 1.0
    assert call("sendMessage", chat_id=citizen.id, text="hai")["ok"]


def test_thirty_messages_a_second_in_all(telegram: FakeTelegram, call: Call, clock: Clock) -> None:
    people = [telegram.user() for _ in range(31)]
    for person in people:
        person.send("xin chào")
    answers = [call("sendMessage", chat_id=person.id, text="Dạ") for person in people]
    assert [answer["ok"] for answer in answers] == [True] * 30 + [False]
    clock.now += 1.0
    assert call("sendMessage", chat_id=people[30].id, text="Dạ")["ok"]


def test_twenty_messages_a_minute_to_a_group(telegram: FakeTelegram, call: Call, clock: Clock) -> None:
    group = telegram.group()
    for number in range(20):
        assert call("sendMessage", chat_id=group.id, text=f"Tin {number}")["ok"]
        clock.now += 1.0
    # Meanwhile some of the twenty have come back: one every three seconds.
    taken = 0
    while call("sendMessage", chat_id=group.id, text=f"Thêm {taken}")["ok"]:
        taken += 1
        clock.now += 1.0
    assert taken < 12


def test_an_ordered_wait_is_watched(telegram: FakeTelegram, call: Call, clock: Clock) -> None:
    citizen = telegram.user()
    citizen.send("xin chào")
    telegram.trouble("sendMessage", Trouble.error(429, "Too Many Requests: retry after 5", 5))
    assert call("sendMessage", chat_id=citizen.id, text="Dạ")["parameters"] == {"retry_after": 5}
    clock.now += 4.9
    call("sendMessage", chat_id=citizen.id, text="Dạ")
    assert telegram.too_early == 1


def test_updates_are_kept_until_acknowledged(telegram: FakeTelegram, call: Call) -> None:
    citizen = telegram.user()
    (first,), (second,) = citizen.send("một"), citizen.send("hai")
    assert [update["update_id"] for update in call("getUpdates")["result"]] == [first, second]
    assert [update["update_id"] for update in call("getUpdates", limit=1)["result"]] == [first]
    assert [update["update_id"] for update in call("getUpdates", offset=second)["result"]] == [second]
    assert call("getUpdates", offset=second + 1)["result"] == []
    assert telegram.pending == []


def test_a_webhook_excludes_polling(call: Call) -> None:
    assert call("setWebhook", url="http://127.0.0.1:9/x")["ok"]
    answer = call("getUpdates")
    assert (answer["error_code"], "webhook is active" in answer["description"]) == (409, True)
    assert call("getWebhookInfo")["result"]["url"] == "http://127.0.0.1:9/x"
    assert call("deleteWebhook")["ok"]
    assert call("getUpdates")["ok"]


@pytest.mark.parametrize("secret", ["a b", "bí", "x" * 257])
def test_a_secret_token_is_checked(call: Call, secret: str) -> None:
    answer = call("setWebhook", url="http://127.0.0.1:9/x", secret_token=secret)
    assert answer["description"] == "Bad Request: secret token contains unallowed characters"


def test_only_what_was_asked_for_is_sent(telegram: FakeTelegram, call: Call) -> None:
    call("getUpdates", allowed_updates=json.dumps(["message"]))
    citizen = telegram.user()
    citizen.send("một")
    citizen.block()
    assert [set(update) - {"update_id"} for update in telegram.pending] == [{"message"}]


def test_edits(telegram: FakeTelegram, call: Call) -> None:
    citizen = telegram.user()
    citizen.send("xin chào")
    sent = call("sendMessage", chat_id=citizen.id, text="Chọn", reply_markup={"inline_keyboard": KEYBOARD})["result"]
    where = {"chat_id": citizen.id, "message_id": sent["message_id"]}
    same = call("editMessageReplyMarkup", **where, reply_markup={"inline_keyboard": KEYBOARD})
    assert same["description"].startswith("Bad Request: message is not modified")
    assert call("editMessageReplyMarkup", **where)["ok"]
    assert citizen.last is not None
    assert citizen.last.labels == []
    assert call("editMessageText", **where, text="Đã chọn")["result"]["text"] == "Đã chọn"
    missing = call("editMessageText", chat_id=citizen.id, message_id=99, text="x")
    assert missing["description"] == "Bad Request: message to edit not found"
    foreign = call("editMessageText", chat_id=citizen.id, message_id=1, text="x")
    assert foreign["description"] == "Bad Request: message can't be edited"


def test_doubles_are_counted(telegram: FakeTelegram, call: Call, clock: Clock) -> None:
    citizen = telegram.user()
    for _ in range(2):
        citizen.send("xin chào")
    for text in ("Dạ chào", "Dạ chào"):  # an answer each
        call("sendMessage", chat_id=citizen.id, text=text)
        clock.now += 2
    assert telegram.doubles() == []
    call("sendMessage", chat_id=citizen.id, text="Dạ chào")
    assert telegram.doubles() == [(citizen.id, "Dạ chào")]


def test_a_button_that_is_not_there_can_not_be_pressed(telegram: FakeTelegram) -> None:
    citizen = telegram.user()
    with pytest.raises(LookupError):
        citizen.press("Sáng")
    with pytest.raises(LookupError):
        citizen.share_contact()
