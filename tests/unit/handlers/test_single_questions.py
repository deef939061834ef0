"""Single questions as people type them: each has its own unit, or is said to be unknown."""

from __future__ import annotations

import pytest

from bot.guidance.answers.asked import Focus
from bot.guidance.answers.lint import MOST_SENTENCES, sentences
from bot.platforms.rendering import plain_text
from tests.single_questions import QUESTIONS
from tests.unit.handlers.turns import TODAY, Chat, said

MOST_LINES = 7
"""A heading, four questions, the source, and one line that offers or names what comes next."""
NARROWEST = 2000
"""Characters that the narrowest platform takes in one message (Zalo)."""

# What a unit says to a question that wants yes or no, and how people put that question: each time the same answer.
WHETHER = [
    ("đăng ký khai sinh", "Được nộp qua mạng", "channel/online", [
        "nộp qua mạng được không", "nop qua mang duoc hong",
        "không nộp qua mạng được hả", "nộp mạng được phải không",
        "qua mạng được thiệt không", "cái này nop online dc ko z",
        "hổng nộp qua mạng được sao", "z la nop tren mang duoc ha",
    ]),
    ("đăng ký khai sinh", "Được gửi hồ sơ qua bưu điện", "channel/postal", [
        "gửi bưu điện được không", "gui buu dien dc hong",
        "không gửi bưu điện được hả", "gửi qua bưu điện được phải không",
        "buu dien co nhan khong", "co gui buu dien duoc that khong",
        "z gửi bưu điện cũng được ha", "nop qua buu dien duoc ko",
    ]),
    ("đăng ký kết hôn", "Phải đích thân đến", "must_come/yes", [
        "có phải tới trực tiếp không", "co bat buoc phai toi khong",
        "khỏi phải đến được không", "hai bên phải có mặt hết hả",
        "phai co mat het phai khong", "bắt buộc phải tới thiệt hả",
        "khong phai toi duoc khong", "phải đến tận nơi không em",
    ]),
    ("đăng ký khai tử", "Được nhờ người khác đi thay", "who_may_go/may", [
        "con nộp giùm được không", "nho nguoi khac di thay duoc hong",
        "không nhờ người khác nộp thay được hả",
        "nhờ con cháu đi thay được phải không", "di thay co duoc that khong",
        "ủy quyền cho người khác được không",
        "uy quyen dc ko z", "z nhờ người nhà nộp giùm cũng được ha",
    ]),
    ("đăng ký khai sinh", "Được, không có giấy chứng sinh thì thay bằng", "missing_paper/", [
        "không có giấy chứng sinh có được không", "hong co giay chung sinh lam dc hong",
        "thiếu giấy chứng sinh có làm được không",
        "khong co giay chung sinh la khong lam duoc ha", "ko có giấy chứng sinh vẫn làm được phải không",
        "mất giấy chứng sinh thì sao", "chua co giay chung sanh co nop duoc khong",
        "k có giấy chứng sinh thì lấy gì thay",
    ]),
    ("đăng ký tạm trú", "Được nộp ở Công an xã", "place/commune_police", [
        "nộp ở công an xã được không", "nop o cong an xa duoc hong",
        "nop cong an xa dc phai khong ạ", "không nộp ở công an xã được hả",
        "nộp ở công an xã phải không", "z nop o cong an xa cung duoc ha",
        "nộp ở công an được thiệt không", "o cong an xa duoc khong",
    ]),
]  # fmt: skip


async def ask(question):
    chat = Chat(TODAY)
    if question.before:
        await chat.say(question.before, "find_procedure", {"procedure": question.before})
    return await chat.say(question.text, "nlu_fallback")


def test_they_are_about_everything():
    assert len(QUESTIONS) >= 120
    assert len({question.code for question in QUESTIONS}) >= 40
    asked = {focus for question in QUESTIONS for focus in question.focuses}
    assert set(Focus) - asked == {Focus.PROCEDURE, Focus.LATENESS}, "what no unit is about"
    assert len([one for one in QUESTIONS if one.text.isascii()]) >= 50


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.text[:50] for question in QUESTIONS])
async def test_each_question_is_answered_by_its_own_unit(question):
    replies = await ask(question)
    told = [one.unit for reply in replies for one in reply.told]
    assert question.unanswered(told) == [], said(replies)
    (reply,) = replies
    assert len(reply.text.splitlines()) <= MOST_LINES
    assert len(reply.choices) <= 3
    assert len(reply.links) <= 2
    assert len(plain_text(reply)) <= NARROWEST
    if any("chưa biết" not in line for line in reply.text.splitlines()[1:]):
        assert (
            "xác nhận" in reply.text
            or "chưa" in reply.text
            or "not confirmed" in reply.text
            or "not known" in reply.text
        )
    for line in reply.text.splitlines():
        assert sentences(line) <= MOST_SENTENCES + 1, "an answer, and whom to ask"


@pytest.mark.parametrize(
    ("topic", "answer", "unit", "text"),
    [(topic, answer, unit, text) for topic, answer, unit, texts in WHETHER for text in texts],
    ids=[text for *_, texts in WHETHER for text in texts],
)
async def test_however_it_is_asked_the_proposition_is_the_same(topic, answer, unit, text):
    chat = Chat(TODAY)
    await chat.say(topic, "find_procedure", {"procedure": topic})
    replies = await chat.say(text, "nlu_fallback")
    assert answer in said(replies)
    assert any(unit in one.unit for reply in replies for one in reply.told)


def test_each_whether_has_eight_phrasings():
    assert {len(texts) for *_, texts in WHETHER} == {8}
