"""The catalogue of procedures."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from bot.guidance.channels import Offered, Presence
from bot.guidance.procedures import UNEMPLOYMENT, Catalogue
from bot.guidance.text import fold

TEXT = (files("bot.content") / "procedures.csv").read_text(encoding="utf-8")
CATALOGUE = Catalogue.parse(TEXT)


def test_all_procedures_are_there() -> None:
    assert len(CATALOGUE) == 174
    assert all(re.fullmatch(r"\d\.\d{6}", procedure.code) for procedure in CATALOGUE)
    assert all(procedure.source_url.startswith("https://dichvucong.gov.vn/") for procedure in CATALOGUE)
    assert all(procedure.data_as_of and procedure.confidence in ("high", "medium", "low") for procedure in CATALOGUE)


def test_lookup() -> None:
    procedure = CATALOGUE.get("1.001193")
    assert procedure is not None
    assert procedure.title == "Đăng ký khai sinh"
    assert "1.001193" in CATALOGUE
    assert CATALOGUE.get("9.999999") is None


def test_the_unemployment_group() -> None:
    assert [procedure.code for procedure in CATALOGUE.group(UNEMPLOYMENT)] == ["1.014748", "1.014749", "1.014753"]


def test_times_without_a_unit_are_not_shown() -> None:
    for procedure in CATALOGUE:
        shown = procedure.public_time
        assert shown is None or re.search(r"ngày|ngay", shown)
        assert shown is None or "đơn vị trống" not in shown
    birth = CATALOGUE.get("1.001193")
    assert birth is not None
    assert birth.public_time is None


def test_unconfirmed_fees_are_not_shown() -> None:
    for procedure in CATALOGUE:
        shown = procedure.public_fee
        assert shown is None or not re.search(r"chưa xác nhận|HĐND|cổng hiển thị|mâu thuẫn|Không có", shown)
        assert shown != "Miễn phí"
    licence = CATALOGUE.get("3.000347")
    assert licence is not None
    assert licence.public_fee == "135.000 đ/lần", "the page's text; its number is 0"


def test_post_that_only_returns_the_result_is_no_way_to_submit() -> None:
    card = CATALOGUE.get("1.014063")
    assert card is not None
    assert (card.postal, card.postal_submission) == (Offered.YES, Offered.NO)


@pytest.mark.parametrize(
    ("code", "presence", "kind"),
    [
        ("1.000894", Presence.REQUIRED, "both_parties"),
        ("2.000815", Presence.REQUIRED, "original"),
        ("2.000884", Presence.REQUIRED, "sign"),
        ("1.014061", Presence.REQUIRED, "biometric"),
        ("1.014062", Presence.CONDITIONAL, "biometric"),
        ("1.013067", Presence.REQUIRED, "inspection"),
        ("1.001193", Presence.NOT_REQUIRED, ""),
        ("1.004222", Presence.NOT_STATED, ""),
        ("1.001776", Presence.UNKNOWN, ""),
    ],
)
def test_presence(code: str, presence: Presence, kind: str) -> None:
    procedure = CATALOGUE.get(code)
    assert procedure is not None
    assert (procedure.must_appear, procedure.presence_kind) == (presence, kind)


def test_every_procedure_that_demands_presence_says_why() -> None:
    required = CATALOGUE.must_appear()
    assert {"1.000894", "1.004746", "2.000815", "2.001019", "3.000228", "1.001699"} <= {each.code for each in required}
    assert all(procedure.presence_kind and procedure.presence_note for procedure in required)


def test_names_are_many_and_each_once() -> None:
    for procedure in CATALOGUE:
        assert len(procedure.names) >= 6
        folded = [fold(name) for name in procedure.names]
        assert len(set(folded)) == len(folded)
        assert len(procedure.title) <= 60


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text + text.splitlines()[1] + "\n",
        lambda text: text.replace(",yes,", ",maybe,", 1),
        lambda text: text.replace("1.001193,Đăng ký khai sinh", "1.001193,"),
        lambda text: text.replace("not_required", "perhaps", 1),
    ],
)
def test_a_broken_table_is_refused(change) -> None:
    with pytest.raises(ValueError, match=r"."):
        Catalogue.parse(change(TEXT))


def test_who_may_do_with_a_copy_is_led_to_a_procedure_that_is_there() -> None:
    copies = {procedure.code: procedure.copies for procedure in CATALOGUE if procedure.copies}
    again = ("1.004884", "1.004746", "1.005461", "2.000522", "2.000513", "2.000497")
    assert copies == dict.fromkeys(again, "2.000635")
    with pytest.raises(ValueError, match=r"1\.004884: no procedure 2\.999999"):
        Catalogue.parse(TEXT.replace(",2.000635,", ",2.999999,"))
