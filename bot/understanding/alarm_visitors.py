"""The words of ``alarms`` for who stands at the door: people that pass for officials, or strangers, who want money.

Patterns over canonical text. A costume, a badge or a name that somebody gives themselves says nothing of who they are;
it counts only where money or papers are wanted, too. A clerk who comes as announced, or takes a fee, is none of it.
"""

from __future__ import annotations

import re

_WHO = r"(?:nguoi|ong|ba|anh|chi|co|thang|dua|nhom|doan|toan|bon|dam|ten|ke|chu|thanh nien|ho|no|cha|dan ong|dan ba)"
_OFFICIAL = (
    r"(?:can bo|cong an|canh sat|quan ly thi truong|thanh tra|kiem tra|thue|dia chinh|dat dai|tu phap|xa|phuong|huyen"
    r"|tinh|uy ban|nha nuoc|bo doi|bien phong|kiem lam|y te|moi truong|doan|co quan|nhan vien|quan doi|dien luc|toa an"
    r"|vien kiem sat|nganh)"
)
_MONEY = r"(?:tien|trieu|tram|ngan|chai|cu|\d{1,9} ?k|le phi|phi)"
_DEBT = r"(?! (?:no|vay|tro|nha|coc|gop|hui|lai|dien|nuoc|rac|mang|hoc))"
PASSES_FOR = re.compile(
    rf"\b{_WHO}(?: \w+){{0,3}}? (?:mac|ban|deo|mang)(?: \w+){{0,2}}? (?:do|dong phuc|ao|sac phuc|quan phuc|the|phu hieu"
    rf"|bang ten)(?: \w+){{0,4}}? {_OFFICIAL}\b"
    rf"|\b(?:tu )?xung(?: (?:la|minh|danh|ten|ho|nguoi|o|ben|cua|cho)){{0,4}} {_OFFICIAL}\b"
    rf"|\b{_WHO}(?: \w+){{0,4}}? noi (?:minh|ho) la(?: \w+){{0,2}}? {_OFFICIAL}\b"
    rf"|\b{_WHO}(?: \w+){{0,4}}? noi la (?:nguoi|can bo|cong an|doan|nhan vien|thanh tra) (?:cua |ben |kiem )?\w+\b"
    rf"|\bgia (?:lam|dang|dong|mao|danh)(?: \w+){{0,2}}? {_OFFICIAL}\b"
    r"|\b(?:dressed as|wearing|claims? to be|pretend\w{0,3} to be|say they are|says he is)(?: \w+){0,4} "
    r"(?:officials?|police|officers?|inspectors?|uniforms?)\b"
)
"""Somebody who wears what officials wear, or says to be one."""
STRANGER = re.compile(
    r"(?<!\btoi la )(?<!\bem la )(?<!\bminh la )\b(?:nguoi|thanh nien|dua|nhom|ong|ba) la(?: mat)?"
    r"(?: \w+){0,4}? (?:toi|vo|den|lai|ghe|qua|vao)"
    r"(?: \w+){0,2}? (?:nha|quan|tiem|xom|ap)\b"
)
"""Somebody unknown who comes to the house."""
DEMANDS = re.compile(
    rf"(?<!\bco )(?<!\bkhong )(?<!\bchua )\b(?:doi|bat|bieu|keu|thu|xin|yeu cau|dua|dong|chuyen|nop|boi duong|phat|vi"
    r"|lay)"
    rf"(?: (?!khong\b)\w+){{0,5}}? {_MONEY}\b{_DEBT}"
    r"|\b(?:bat|doi|bieu|keu) (?:\w+ ){0,2}?(?:dong|nop) phat\b"
    r"|\b(?:ask\w{0,3}|want\w{0,3}|demand\w{0,3})(?: \w+){0,4} (?:money|cash|dong|million|fee)\b"
)
"""Wants money, and does not only take a debt."""
PAPERS = re.compile(
    r"(?<!\bco )(?<!\bkhong )(?<!\bchua )\b(?:doi|bieu|keu|dua|thu|giu|muon|xin)(?: (?!khong\b)\w+){0,4}? "
    r"(?:can cuoc|so ho khau|giay to|so do|cmnd|dien thoai)\b"
)
"""Wants papers, which a stranger is not given."""
AT_THE_DOOR = re.compile(
    rf"\b(?:{_WHO}|can bo|cong an|nhan vien)(?: \w+){{0,5}}? (?:toi|vo|den|ghe|xuong|lai|vao) (?:tan )?(?:nha|quan|tiem"
    rf"|cho)(?: \w+){{0,4}}? (?<!\bco )(?<!\bkhong )(?:doi|vi|xin|bat|keu|bieu)(?: \w+){{0,3}}? {_MONEY}{_DEBT}"
    r"(?: \w+){0,4}? (?:le|nhanh|som|lien|giay|ho so|bo qua|lo cho|khoi phat|khoi bi)\b"
)
"""Somebody who comes to the house and wants money for haste or for looking away."""
