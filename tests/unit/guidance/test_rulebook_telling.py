"""Guidance in words: sources shown, silence said, the two eras kept apart."""

from __future__ import annotations

import itertools

import pytest

from bot.guidance.channels import Channel
from bot.guidance.moments import parse_moment
from bot.guidance.rulebook.citation import format_citation, format_citations
from bot.guidance.rulebook.text import tell, tell_silence
from bot.guidance.steering.ladder import steer
from bot.guidance.steering.model import Lock, Situation
from bot.guidance.steering.text import explain

THEN, NOW = parse_moment("2021-08-22T09:00"), parse_moment("2026-11-24T09:00")
LOCK = Lock(parse_moment("2021-08-20"), parse_moment("2021-08-27"))
OF_TODAY = (
    "VNeID",
    "dichvucong.gov.vn",
    "Phục vụ hành chính công",
    "Sở Nội vụ",
    "Công an",
    "căn cước",
    "toàn trình",
    "2025",
    "Miễn phí",
    "miễn phí",
    "000 đ",
    "http",
)
OF_2021 = (
    "08.27.27.1022",
    "0290 1022",
    "4708",
    "1615",
    "5K",
    "Bộ phận Một cửa",
    "cấp huyện, cấp xã",
    "Cổng Dịch vụ công tỉnh",
    "Thương binh",
    "2021",
    "10 người",
)


def situations():
    yield Situation()
    yield Situation(unit_lock=LOCK)
    yield Situation(citizen_lock=LOCK)
    yield Situation(must_come=True)
    yield Situation(must_come=False)
    yield Situation(cannot=frozenset({Channel.ONLINE, Channel.POSTAL}))
    yield Situation(cannot=frozenset({Channel.IN_PERSON}))


def said_at(moment, rulebook, offers, codes):
    """Everything that is told as current at a moment, for every procedure and situation."""
    for code, situation in itertools.product((None, *codes), situations()):
        ladder = steer(rulebook, offers, moment, code, situation=situation)
        told = explain(ladder, rulebook)
        yield code, "\n".join((told.text, *told.remains)).replace(told.basis or "\0", "")
    advice = rulebook.at(moment)
    for advised in advice.rules:
        yield advised.rule.id, tell(advised, advice, rulebook).text
    for silence in advice.silences:
        yield silence.topic, tell_silence(silence, advice, rulebook)


def test_the_source_is_document_number_date_and_paragraph(rulebook):
    advice = rulebook.at(THEN)
    phrases = rulebook.content.phrases
    shown = {advised.rule.id: format_citation(advised.citation, phrases) for advised in advice.rules}
    letter = "Công văn 4708/UBND-CCHC ngày 22/8/2021"
    assert shown["CM4708-R01"] == f"{letter}, đoạn mở đầu"
    assert shown["CM4708-R05"] == f"{letter}, mục 1"
    assert shown["CM4708-R14"] == f"{letter}, mục 2, đoạn “Đồng thời”"
    assert shown["CM4708-R19"] == f"{letter}, mục 4, câu thứ hai"
    assert shown["CM4708-R23"] == f"{letter}, đoạn kết"


def test_paragraphs_of_one_document_stand_together(rulebook):
    advice = rulebook.at(THEN)
    citations = [advice.get(rule).citation for rule in ("CM4708-R01", "CM4708-R02", "CM4708-R05")]
    assert format_citations(citations, rulebook.content.phrases) == (
        "Công văn 4708/UBND-CCHC ngày 22/8/2021, đoạn mở đầu; mục 1",
    )


def test_history_is_marked_as_over_and_as_inferred(rulebook):
    advice = rulebook.at(NOW)
    told = tell(advice.past("CM4708-R05"), advice, rulebook)
    assert told.do is None
    assert told.why.startswith("Hồi dịch năm 2021")
    assert "coi như hết hiệu lực từ ngày 15/10/2021 (suy ra; chưa thấy văn bản bãi bỏ)" in told.source
    assert told.notice is None


def test_a_document_without_a_number_says_so(rulebook):
    regime = next(r for r in rulebook.at(parse_moment("2021-08-25")).regimes if r.regime.id == "REG-CT16-AUG")
    shown = format_citation(regime.citation, rulebook.content.phrases)
    assert shown == "Quyết định ngày 23/8/2021 (chưa rõ số hiệu)"


def test_what_to_do_comes_first_then_why_then_the_source(rulebook):
    advice = rulebook.at(THEN)
    told = tell(advice.get("CM4708-R05"), advice, rulebook)
    assert told.do.startswith("Dạ, anh/chị đặt lịch, hẹn giờ trước qua Tổng đài Hành chính công (08.27.27.1022)")
    assert told.text.index(told.do) < told.text.index(told.why) < told.text.index(told.source)
    assert "áp dụng từ ngày 22/8/2021" in told.source


def test_the_number_is_told_only_while_it_is_published(rulebook):
    day_before = rulebook.at(parse_moment("2021-08-21T10:00"))
    told = tell(day_before.get("CM4708-R03"), day_before, rulebook)
    assert "1022" not in told.text
    assert "tổng đài hành chính công" in told.text


def test_a_rule_says_what_people_wrongly_read_into_it(rulebook):
    advice = rulebook.at(THEN)
    told = tell(advice.get("CM4708-R04"), advice, rulebook)
    assert told.unsaid == (
        "Văn bản mùa dịch của tỉnh không nói có cần giấy xét nghiệm hay không, nên trợ lý chưa biết.",
        "Văn bản mùa dịch của tỉnh không nói có cần tiêm vắc-xin hay không, nên trợ lý chưa biết.",
    )


def test_today_every_rule_comes_with_the_notice(rulebook):
    advice = rulebook.at(NOW)
    for advised in advice.rules:
        assert tell(advised, advice, rulebook).text.endswith(
            "Thông tin này cơ quan chưa xác nhận; anh/chị hỏi nơi nộp trước khi đi."
        )


def test_silence_is_the_letters_while_it_holds_and_anybodys_afterwards(rulebook):
    then, now = rulebook.at(THEN), rulebook.at(NOW)
    assert then.silence("penalty").citation.number == "4708/UBND-CCHC"
    assert (
        tell_silence(then.silence("penalty"), then, rulebook)
        == "Văn bản mùa dịch của tỉnh không nói về mức phạt, nên trợ lý chưa biết."
    )
    assert now.silence("penalty").citation is None
    assert now.silence("appointment_duty") is not None
    assert then.silence("appointment_duty") is None, "the letter does speak about appointments"
    assert then.silence("weather") is None
    assert rulebook.at(parse_moment("2021-08-21T10:00")).silence("penalty").citation is None


@pytest.mark.parametrize("moment", ["2021-08-21T10:00", "2021-08-22T09:00", "2021-08-24T09:00", "2021-10-14T09:00"])
def test_nothing_of_today_is_told_in_2021(rulebook, offers, moment):
    for about, text in said_at(parse_moment(moment), rulebook, offers, offers.codes):
        for word in OF_TODAY:
            assert word not in text, f"{about} at {moment}: {word}"


@pytest.mark.parametrize("moment", ["2026-07-18T09:00", "2026-11-24T09:00", "2027-01-01T00:00"])
def test_nothing_of_2021_is_told_as_current_today(rulebook, offers, moment):
    for about, text in said_at(parse_moment(moment), rulebook, offers, offers.codes):
        if about == "five_k_items":
            continue
        for word in OF_2021:
            assert word not in text, f"{about} at {moment}: {word}"


@pytest.mark.parametrize(
    ("rule", "since"),
    [("CM4708-R01", "theo Quyết định 1615/QĐ-UBND"), ("CM4708-R05", "tính từ ngày ký")],
)
def test_a_first_day_that_the_letter_does_not_state_is_said_to_be_worked_out(rulebook, rule, since):
    advice = rulebook.at(parse_moment("2021-08-22T09:00"))
    assert f"({since})" in tell(advice.get(rule), advice, rulebook).source


def test_an_inferred_first_day_is_said_to_be_inferred_and_a_stated_one_is_plain(rulebook, offers):
    now = parse_moment("2026-11-30T09:00")
    benefit = rulebook.at(now, None, offers.at(now, "1.014748"))
    assert "1/1/2026 (suy ra)" in tell(benefit.get("NOW-08"), benefit, rulebook).source
    assert tell(benefit.get("NOW-01"), benefit, rulebook).source.endswith("áp dụng từ ngày 1/7/2025.")


def test_the_letter_is_no_more_told_than_it_says(rulebook):
    letter = rulebook.at(parse_moment("2021-08-22T09:00"))
    assert "chưa được cơ quan xác nhận" in letter.get("CM4708-R02").rule.why_vi, "both ways missing is a reading"
    assert "phải bố trí" in letter.get("CM4708-R10").rule.do_vi, (
        "an order to post somebody, not somebody who stands there"
    )
    history = rulebook.at(parse_moment("2026-11-30T09:00")).past("CM4708-R01").rule.past_vi
    assert "nộp trực tiếp, phải hẹn trước" in history
