"""Dialogue 1: a birth certificate goes online or by post, with the source; the counter is not sold."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.e2e.citizens import Citizen

OF_TODAY = ("vneid", "dichvucong.gov.vn", "toàn trình", "miễn phí", "623/TTg")
"""Words of 2026, which the letter knew nothing of."""


def test_a_birth_certificate_goes_online_or_by_post(citizen: Citizen) -> None:
    answer = citizen.say("tui muon lam giay khai sanh cho con")
    assert answer.payload("#way.online").endswith("1.001193")
    assert answer.payload("#way.post").endswith("1.001193")
    assert not answer.offers("#book")
    assert "R01" in answer.rules
    assert not answer.history
    assert answer.says("Công văn 4708/UBND-CCHC") or any(
        cited.document == "Công văn 4708/UBND-CCHC" for seen in answer for cited in seen.citations
    )
    assert answer.says("Theo bản năm 2026", "lúc đó có thể khác"), "the ways are of a later list, and that is said"

    online = citizen.press("#way.online")
    assert online.rules & {"R14", "R01"}
    assert online.says("Cổng Dịch vụ công")
    assert not online.links
    for word in OF_TODAY:
        assert not answer.says(word), word
        assert not online.says(word), word

    papers = citizen.say("can giay to gi")
    assert papers.says("Giấy tờ", "lúc đó có thể khác")
    assert any(cited.document == "Cổng Dịch vụ công quốc gia" for seen in papers for cited in seen.citations)
    several = citizen.say("bao nhieu tien, may ngay co")
    assert several.says("không nói giấy tờ, lệ phí và thời hạn"), (
        "the letter is silent, and what is of 2026 is not told"
    )
    assert several.says("Tổng đài Hành chính công")
    assert answer.says("08.27.27.1022")
    assert not online.says("08.27.27.1022"), "the number is told once"
    assert not citizen.kept.bookings
    assert not citizen.kept.holds


def test_the_number_of_a_choice_presses_it(citizen: Citizen) -> None:
    answer = citizen.say("lam giay khai sanh cho con moi sanh")
    number = list(answer.choices.values()).index(answer.payload("#way.post")) + 1
    by_post = citizen.say(str(number))
    assert by_post.says("bưu điện")
    assert by_post.rules & {"R01", "R14"}
    by_label = citizen.say("nop qua mang")
    assert by_label.says("Cổng Dịch vụ công")
    assert not by_label.offers("#way.online")
