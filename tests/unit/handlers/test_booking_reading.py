"""What a message says for a booking, and that no message at any step breaks the conversation."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from booking_client import BookingUnavailable
from bot.conversation.messages import Inbound, PlatformName
from bot.conversation.understood import Understanding
from bot.handlers.booking.corrections import correction
from bot.handlers.booking.phrases import (
    agrees_plainly,
    gives_up,
    is_late,
    is_question,
    lives_there,
)
from bot.handlers.booking.reading import contact_in
from bot.understanding.clauses import ClauseReader
from tests.unit.handlers.counter import BIRTH, CARD, COPIES, Counter
from tests.unit.handlers.turns import LETTER


class Message:
    """As much of a turn as reading needs."""

    def __init__(self, text: str, intent: str = "provide_info", source: str = "rasa") -> None:
        self.text = text
        self.understanding = Understanding(intent, 0.9, source=source)
        self.inbound = Inbound(PlatformName.TERMINAL, "e", "p", "p", text=text)
        self.dialogue = None
        self.moment = LETTER
        self.clauses = ClauseReader().read(text)


CORRECTIONS = [
    ("đổi ngày khác", "change_appointment", "day"),
    ("doi lai ngay di", "change_appointment", "day"),
    ("cho dời qua thứ 6", "change_appointment", "day"),
    ("đổi giùm cho tui thứ 6", "change_appointment", "day"),
    ("xa quá, đổi bữa khác", "change_appointment", "day"),
    ("buổi khác đi", "provide_info", "day"),
    ("đổi nơi khác", "change_appointment", "unit"),
    ("chỗ khác gần hơn", "provide_info", "unit"),
    ("doi qua xa dinh binh", "change_appointment", "unit"),
    ("sửa số điện thoại", "provide_info", "phone"),
    ("sai sdt roi", "provide_info", "phone"),
    ("sửa tên giùm", "provide_info", "name"),
    ("ghi lộn tên", "provide_info", "name"),
    ("đổi thành 3 bộ", "change_appointment", "dossiers"),
    ("sửa số hồ sơ", "provide_info", "dossiers"),
    ("đổi thủ tục khác", "change_appointment", "procedure"),
    ("dời lại đi", "change_appointment", "day"),
    ("Nguyễn Văn Lớn", "provide_info", None),
    ("Trần Thị Sáu", "provide_info", None),
    ("sáng mai", "provide_info", None),
    ("đồng ý", "affirm", None),
    ("đổi nơi cư trú cần giấy gì", "ask_procedure_documents", None),
    ("đổi bằng lái bao nhiêu tiền", "ask_procedure_fee", None),
]


@pytest.mark.parametrize(("text", "intent", "part"), CORRECTIONS)
def test_what_is_to_be_corrected(text, intent, part):
    assert correction(Message(text, intent)) == part


@pytest.mark.parametrize(
    "text", ["5k la gi", "cần giấy gì", "mấy giờ mở cửa?", "có cần hẹn trước không", "bao lâu có kết quả", "sao vậy"]
)
def test_questions(text):
    assert is_question(text)


@pytest.mark.parametrize("text", ["xã Tắc Vân", "sáng mai", "2 bộ", "Nguyễn Văn Demo", "0912000111", "đồng ý"])
def test_answers_are_no_questions(text):
    assert not is_question(text)


@pytest.mark.parametrize("text", ["toi tre 15 phut", "kẹt phà rồi", "kẹt cầu, tới trễ xíu", "running late"])
def test_late(text):
    assert is_late(text)


@pytest.mark.parametrize("text", ["đổi ngày khác", "dời lại chiều mai", "trẻ em đi cùng"])
def test_not_late(text):
    assert not is_late(text)


@pytest.mark.parametrize(
    "text",
    ["đúng rồi em", "dạ đúng rồi nha", "ừ đặt đi em", "ok chốt", "đồng ý", "ok đồng ý", "confirm"],
)
def test_plain_words_agree_whoever_they_are_said_to(text):
    assert agrees_plainly(text)


@pytest.mark.parametrize(
    "text",
    ["dạ", "ok em", "ừm", "dạ vâng", "được nha", "không đồng ý", "đúng rồi mà đổi ngày", "chưa đồng ý", ""],
)
def test_politeness_agrees_to_nothing(text):
    assert not agrees_plainly(text)


@pytest.mark.parametrize("text", ["thôi khỏi", "thôi để khi khác nha", "dạ thôi", "thoi bo di em"])
def test_giving_up(text):
    assert gives_up(text)


@pytest.mark.parametrize("text", ["thôi việc", "thôi nộp chiều mai", "xã ngừng nhận hồ sơ hả", "2 bộ thôi"])
def test_not_giving_up(text):
    assert not gives_up(text)


def test_where_somebody_lives():
    assert lives_there(Message("tui ở tắc vân"))
    assert lives_there(Message("nhà em ở xã định bình"))
    assert not lives_there(Message("mai ra xã tắc vân nộp"))
    assert not lives_there(Message("đặt lịch ở xã tắc vân"))


@pytest.mark.parametrize(
    ("text", "name", "phone"),
    [
        ("Nguyễn Văn Demo 0912 000 111", "Nguyễn Văn Demo", "0912000111"),
        ("+84 912 000 111", None, "0912000111"),
        ("tên Trần Thị Mẫu", "Trần Thị Mẫu", None),
        ("số má tui 0977000666", None, "0977000666"),
        ("sao phải cho tên", None, None),
        ("5k là gì", None, None),
        ("đồng ý", None, None),
    ],
)
def test_names_and_phones(text, name, phone):
    said = contact_in(Message(text))
    assert (said.name, said.phone) == (name, phone)


WORDS = st.sampled_from(
    [
        *("xã tắc vân", "phường 8", "sáng", "mai", "chiều", "thứ 6", "24/8", "mùng 5", "31/2", "2 bộ", "3 người"),
        *("đổi", "sửa", "ngày", "nơi", "số", "tên", "điện thoại", "0912000111", "Nguyễn Văn Demo", "CM-00001"),
        *("không", "dạ", "đồng ý", "đúng rồi", "?", "gì", "hủy", "thôi", "thử lại", "khai sinh", "chứng thực bản sao"),
        *("kết hôn", "🙂", "<b>", "'", '"', "999", "2"),
    ]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=6).map(" ".join) | st.text(min_size=1, max_size=30)
INTENTS = st.sampled_from(
    ["provide_info", "nlu_fallback", "affirm", "deny", "book_appointment", "change_appointment", "cancel_appointment",
     "check_appointment", "ask_epidemic_rules", "out_of_scope", "ask_queue_capacity", None]
)  # fmt: skip


BEGINNINGS = {
    "birth": lambda chat: chat.press(f"#book.start:{BIRTH}"),
    "card": lambda chat: chat.press(f"#book.start:{CARD}"),
    "copies": lambda chat: chat.press(f"#book.start:{COPIES}"),
    "dossiers": lambda chat: chat.until_dossiers(),
    "name": lambda chat: chat.until_name(),
    "read back": lambda chat: chat.until_read_back(),
    "booked": lambda chat: chat.booked(),
}
ACTIONS = st.one_of(
    st.tuples(TEXTS, INTENTS),
    st.integers(0, 5),
    st.sampled_from(["up", "down", "lose", "expire", "đồng ý", "lịch của tôi", "hủy", "đổi ngày khác", "thử lại"]),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(BEGINNINGS)), st.lists(ACTIONS, min_size=1, max_size=10))
def test_no_conversation_breaks_and_nothing_is_overbooked(beginning, actions):
    """Whatever is said, pressed or fails: each message is answered, capacity holds, bookings stand on a consent."""
    asyncio.run(walk(beginning, actions))


async def walk(beginning, actions):
    chat = Counter()
    await BEGINNINGS[beginning](chat)
    for action in actions:
        if action in ("up", "down", "lose", "expire"):
            disturb(chat, action)
            continue
        if isinstance(action, int):
            if not chat.state.menu:
                continue
            replies = await chat.press(chat.state.menu[action % len(chat.state.menu)].payload)
        elif isinstance(action, str):
            replies = await chat.say(action)
        else:
            replies = await chat.say(*action)
        assert replies
        assert all(reply.text.strip() for reply in replies)
    for number, row in chat.book.openings.items():
        assert chat.book._taken(number) <= row["capacity"]
    assert not chat.book.bookings or any(row["given"] for row in chat.people.consents)


def disturb(chat, action):
    if action == "expire":
        chat.book.expire()
    else:
        chat.book.down = BookingUnavailable("away") if action == "down" else None
        chat.book.lose = {"hold", "confirm", "cancel", "move"} if action == "lose" else set()
