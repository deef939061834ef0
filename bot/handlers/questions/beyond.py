"""What no field of a matter tells though it sounds so: how long its paper holds, and how money comes to somebody.

"Giấy đó xài mấy tháng" has the words of how long it takes, "chuyển khoản vô tài khoản được không" those of paying a
fee. Answered so, people plan by a number of days that is of something else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.guidance.procedures import Procedure

_PAPER = r"(?:giay|the|so|bang|phieu|visa|ho chieu|ban sao|chung chi|chung nhan|tam tru|trich luc|can cuoc|no)"
_HOW_LONG = (
    r"(?:bao lau|bao nhieu (?:ngay|thang|nam)|(?:may|nhieu) (?:ngay|bua|tuan|thang|nam)"
    r"|(?:toi|den) (?:chung nao|khi nao|bao gio|luc nao|may|ngay nao|thang may|nam nao))\b"
)
_IS_GOOD = r"(?:xai|(?<!xay )(?<!ap )(?<!tac )dung|gia tri|hieu luc)"
_LINK = r"(?: (?:duoc|trong|la|co|vong|khoang|no|thi|toi da|tam|tiep|them|su dung|phap ly)){0,4}"
_DONE = r"(?:lam|dang ky|nop|khai|giai quyet|xu ly|tre|hen|phat|doi)"
_HOLDS = re.compile(
    rf"\b{_IS_GOOD}{_LINK} {_HOW_LONG}"
    r"|\bcon (?:han|gia tri|hieu luc)(?: (?:su dung|xai|dung|nua|duoc|phap ly)){0,3}"
    r" (?:khong|chua|ha|bao lau|may|toi|den)\b"
    r"|\b(?:het|qua) han(?: \w{1,9}){0,3} (?:xai|dung) (?:duoc|tiep|con duoc)\b"
    r"|\bmay nam (?:\w{1,9} ){0,2}(?:doi|gia han|lam lai|cap lai)(?: \w{1,9})? (?:mot|1) lan\b"
    rf"|\bduoc {_HOW_LONG}(?: \w{{1,9}}){{0,2}} (?:phai|moi) (?:gia han|doi|lam lai|xin lai|cap lai)\b"
    r"|\b(?:tam tru|visa|giay phep) (?:\w{1,9} ){0,2}duoc (?:may|bao nhieu) (?:thang|nam)\b"
    r"|\bhow long (?:\w{1,9} ){1,4}(?:good|valid)\b|\b(?:still|is it|remain|stay) valid\b"
)
"""Asks for how long, or whether still, a paper is good."""
_HAS_A_TERM = re.compile(
    rf"\b(?:co (?:thoi )?han|thoi han|het han)(?: (?:su dung|xai|dung|la|trong|toi da|duoc)){{0,3}}"
    rf" (?:khong|ha|chua|{_HOW_LONG})"
)
"""Has a term, or is over: a paper's own only where one is named, and nothing is done by it."""
_OF_A_PAPER = re.compile(rf"\b{_PAPER}\b")
_TERM_OF_DOING = re.compile(rf"\b{_DONE}\b")
_BARE_TERM = re.compile(
    r"^(?:(?:vay|roi|ma|thi|no|co|gio|bay gio|toi gio|den gio) ){0,3}het han"
    r" (?:khong|ha|chua)(?: (?:em|chi|anh|a|vay))?$"
)

_ACCOUNT = r"(?:tai khoan|so tk|the(?: atm| ngan hang)?|ngan hang|atm)"
_MONEY = r"(?:tien|luong|tro cap)"
_GETS = r"(?:lanh|nhan|linh)"
_COMES_IN = re.compile(
    rf"\b(?:chuyen(?: khoan)?|vo|vao|rot|do|tra|phat|gui|ban)(?: tien)?(?: thang)? (?:vo|vao|qua|ve|cho)"
    rf" (?:\w{{1,9}} ){{0,2}}?{_ACCOUNT}\b"
    rf"|\b{_MONEY}(?: \w{{1,9}}){{0,4}} (?:ve|vo|vao) (?:\w{{1,9}} ){{0,2}}?{_ACCOUNT}\b"
    rf"|\b{_GETS}(?: duoc)? {_MONEY}(?: (?!giay\b)\w{{1,9}}){{0,4}} (?:mat|o dau|dau|qua|bang|ngan hang|the)\b"
    rf"|\b{_MONEY}(?: \w{{1,9}}){{0,4}} {_GETS}(?: \w{{1,9}}){{0,2}} (?:o dau|dau|cho nao|ngan hang)\b"
    rf"|\b(?:{_GETS}|phat|tra) tien mat\b"
    rf"|\b{_MONEY}(?: \w{{1,9}}){{0,3}} (?:dem|mang|giao|dua|phat)(?: \w{{1,9}}){{0,2}}"
    r" (?:toi|den|ve|tan|tai) (?:tan )?nha\b"
    r"|\b(?:dua|gui|cho|doi|khai|bao|nop|dung|xai)(?: \w{1,9}){0,2} (?:so )?tai khoan\b"
)
"""Money that comes to somebody, or the account it goes to."""
_BY_BANK = re.compile(rf"\bchuyen khoan\b|\btien mat\b|\b(?:qua|bang|vo|vao) {_ACCOUNT}\b|\btai khoan\b(?! dinh danh)")
_ONE_PAYS = re.compile(
    r"\b(?:dong|nop(?! so tai khoan)|thanh toan|le phi|phi|thue|phat tien|bi phat|coc|mua|pay|payment|fee)\b"
)
_IDENTITY = re.compile(r"\b(?:dinh danh|vneid|dich vu cong|dang nhap|mat khau)\b")
_GIVES = re.compile(r"\b(?:tro cap|ho tro|mai tang|luong huu|che do|huong|phu cap|hoan tra|chi tra|mai tang phi)\b")

_GIVEN = re.compile(
    r"\b(?:lanh|huong) (?:duoc )?(?:gi|tien|cai gi|bao nhieu|may|them|hai|ca)\b"
    r"|\b(?:tro cap|ho tro) (?:gi|tien|gao|bao nhieu|may)\b|\b(?:xin|duoc|co) (?:tro cap|ho tro)\b"
    r"|\btien (?:ho tro|tro cap)\b|\bduoc (?:may|bao nhieu|nhieu) (?:dong|tien|trieu|tram|ngan)\b"
    r"|\b(?:chung nao|bao gio|khi nao|luc nao|hoi nao|chua|sao chua) (?:(?:moi|duoc|thay) ){0,2}"
    r"(?:co|nhan|phat|lanh) tien\b"
)
"""Money or rice that somebody is given, which few matters are about."""

_COMES_HOME = re.compile(
    r"\b(?:toi|den|xuong|vo|vao|lai|ghe|qua)(?: tan| tai)? (?:nha|noi o|cho o|benh vien)\b"
    r"(?:(?! (?:gui|giao|tra|ket qua|buu dien)\b) \w{1,9}){0,6} (?:tinh|lay|thu|them|ton|mat|dong|tra)"
    r" (?:(?:them|phi|cong|gi|bao nhieu) ){0,2}(?:tien|phi|bao nhieu|cong)\b"
)
"""What it costs that somebody comes to one's home, which no fee of a matter tells."""
_BY_POST = re.compile(r"\b(?:buu dien|buu ta|ket qua|gui|giao|chuyen phat|ship)\b")
_RULE = re.compile(
    r"\b(?:cong van|nghi dinh|thong tu|quyet dinh|luat|chi thi|van ban|quy dinh|lenh|\d{3,5}(?:/\d{4})?)\b"
)
"""What is in force, and no paper that somebody holds."""


def asks_how_long_it_holds(plain: str) -> bool:
    """Return whether a clause, in plain form, asks how long a paper holds, and not how long it takes to be made."""
    if _RULE.search(plain):
        return False
    if _HOLDS.search(plain) or _BARE_TERM.match(plain):
        return True
    term = _HAS_A_TERM.search(plain)
    return term is not None and _OF_A_PAPER.search(plain) is not None and _TERM_OF_DOING.search(plain) is None


def asks_what_coming_costs(plain: str) -> bool:
    """Return whether a clause, in plain form, asks what it costs that somebody comes to one's home."""
    return _COMES_HOME.search(plain) is not None and _BY_POST.search(plain) is None


def gives_money(matter: Procedure) -> bool:
    """Return whether a matter, by its names, is one by which somebody gets money."""
    return _GIVES.search(canonical(f"{matter.title}. {matter.name}")) is not None


def asks_of_other_money(matter: Procedure, plain: str) -> bool:
    """Return whether a clause, in plain form, asks of money given that a matter does not give ("chừng nào có tiền")."""
    return _GIVEN.search(plain) is not None and not gives_money(matter)


def asks_of_being_paid(plain: str, *, given: bool = False) -> bool:
    """Return whether a clause, in plain form, asks how money comes to somebody, and not how a fee is paid.

    Args:
        plain: the clause.
        given: the matter under way gives money, so that "chuyển khoản được không" is about that.
    """
    if _ONE_PAYS.search(plain) or _IDENTITY.search(plain):
        return False
    return _COMES_IN.search(plain) is not None or (given and _BY_BANK.search(plain) is not None)
