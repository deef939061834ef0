"""Whatever is typed, pressed or marked, in whatever state: an answer, never an error."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.messages import Kind
from bot.conversation.router import FALLBACK
from bot.handlers.registry import build_router
from tests.unit.handlers.turns import LETTER, TODAY, Chat

SAID = (
    "khai sinh kết hôn chứng thực nộp mạng bưu điện xa không có huyện xã Tắc Vân 12 người 0912000111 sáng mai hủy xóa "
    "dữ liệu đồng ý dạ ok 4708 xét nghiệm english where is what gặp cán bộ { } <b> % \x00 ជំរាប 😀"
)
WORDS = st.sampled_from(sorted(set(SAID.split())))
TEXTS = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=9).map(" ".join))
ENTITIES = st.sampled_from(["procedure", "admin_unit", "person", "phone", "doc_number", "language", "date", "agency"])
INTENTS = st.sampled_from(sorted({*build_router().intents} - {"book_appointment", "check_appointment"}))
KINDS = [Kind.MEDIA, Kind.LOCATION, Kind.CONTACT, Kind.START]
PAYLOADS = st.one_of(
    st.from_regex(r"#(?:ask|area|way|unit|lang|call|privacy)\.[a-z]{1,8}(?::[a-z0-9./_-]{0,20})?", fullmatch=True),
    st.sampled_from(
        ["#way.show:1.001193", "#call.start:hotline/1.001193", "#privacy.ask", "#area.pick:xa-tac-van_ca-mau"]
    ),
)
STEPS = st.one_of(
    st.tuples(st.just("say"), TEXTS, INTENTS, st.dictionaries(ENTITIES, TEXTS, max_size=2)),
    st.tuples(st.just("press"), PAYLOADS, st.none(), st.none()),
    st.tuples(st.just("take"), st.sampled_from(KINDS), st.none(), st.none()),
)


@settings(max_examples=120, deadline=None)
@given(steps=st.lists(STEPS, min_size=1, max_size=6), today=st.booleans())
async def test_no_conversation_ends_in_an_error(steps, today):
    chat = Chat(TODAY if today else LETTER, introduced=False)
    for how, what, intent, entities in steps:
        if how == "say":
            replies = await chat.say(what, intent, entities)
        elif how == "press":
            replies = await chat.press(what)
        else:
            replies = await chat.take(what)
        assert replies
        assert all(reply.text.strip() for reply in replies)
        if chat.people.erased:
            break


@pytest.mark.parametrize("moment", [LETTER, TODAY], ids=["letter", "today"])
@pytest.mark.parametrize("intent", sorted({*build_router().intents} - {FALLBACK}))
async def test_every_wish_answers_without_any_data(intent, moment):
    chat = Chat(moment)
    assert await chat.press(f"#ask.intent:{intent}")
    assert await Chat(moment).say("", intent)
