"""Borders of entities that follow a rule."""

from __future__ import annotations

import pytest

from components.spans import codes, tidied
from components.swap import Entity
from components.words import pieces


def _tidied(text: str, *spans: tuple[str, str]) -> list[tuple[str, str]]:
    found = [Entity(name, text.index(value), text.index(value) + len(value)) for name, value in spans]
    return [(entity.entity, text[entity.start : entity.end]) for entity in tidied(pieces(text), found)]


@pytest.mark.parametrize(
    ("text", "found", "due"),
    [
        (
            "ra ubnd xã Lợi An nộp",
            [("agency", "ubnd xã"), ("admin_unit", "Lợi An")],
            [("agency", "ubnd"), ("admin_unit", "xã Lợi An")],
        ),
        ("ra công an xã, Lợi An", [("agency", "công an xã"), ("admin_unit", "Lợi An")], None),
        ("ra xã Lợi An", [("agency", "xã"), ("admin_unit", "Lợi An")], None),
        ("o ap 7 tan loc", [("admin_unit", "ap 7 tan loc")], [("admin_unit", "ap 7"), ("admin_unit", "tan loc")]),
        ("o ap 7 a", [("admin_unit", "ap 7 a")], None),
        ("cần làm căn cước", [("procedure", "làm căn cước")], [("procedure", "căn cước")]),
        ("nộp xin tách thửa", [("procedure", "nộp xin tách thửa")], [("procedure", "tách thửa")]),
        ("xin phép xây nhà", [("procedure", "xin phép xây nhà")], None),
        ("giay dang ky ket hon", [("procedure", "giay dang ky ket hon")], [("procedure", "dang ky ket hon")]),
        ("giấy đăng ký xe", [("procedure", "giấy đăng ký xe")], None),
        ("lập di chúc", [("procedure", "di chúc")], None),
        ("tối nay có ai", [("date", "tối nay")], [("session", "tối"), ("date", "nay")]),
        ("chieu thu sau", [("date", "chieu thu sau")], [("session", "chieu"), ("date", "thu sau")]),
        ("tới thứ sáu", [("date", "tới thứ sáu")], None),
        ("lúc 8h sáng", [("time", "8h sáng")], [("time", "8h"), ("session", "sáng")]),
        ("lúc 8h", [("time", "8h")], None),
        ("chở má chồng đi", [("person", "má"), ("person", "chồng")], [("person", "má chồng")]),
        ("chở má, chồng đi", [("person", "má"), ("person", "chồng")], None),
        ("con vợ đi", [("person", "con"), ("person", "vợ")], None),
        ("mã CM-9J4VE hẹn", [("appointment_code", "CM-9J4")], [("appointment_code", "CM-9J4VE")]),
        ("hủy CM-7K3P9QX giùm", [], [("appointment_code", "CM-7K3P9QX")]),
        ("huy cm 7k3p9qx gium", [("doc_number", "7k3p9qx")], [("appointment_code", "cm 7k3p9qx")]),
        ("hủy CM-KPQXWZT giùm", [("appointment_code", "CM")], [("appointment_code", "CM-KPQXWZT")]),
        ("xe 50 cm nghieng qua", [], None),
        ("gọi 0912 000 345 nha", [("dossier_code", "0912")], [("phone", "0912 000 345")]),
    ],
)
def test_borders_follow_the_guide(text: str, found: list[tuple[str, str]], due: list[tuple[str, str]] | None) -> None:
    assert _tidied(text, *found) == (due or found)


@pytest.mark.parametrize("text", ["h07.21-250918-0001", "cccd 096012345678", "ngày 01/02/2026", "số 12345"])
def test_other_numbers_are_no_phones(text: str) -> None:
    assert "phone" not in {name for name, _, _ in codes(pieces(text))}
