"""Phrases of the grammar in ``agreement`` that are made of classes: forms of address, how and what for, who may say so.

Canonical words with the marks of ``agreement_words.MARKS``, like all of the grammar.
"""

from __future__ import annotations

import itertools
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def _words(listed: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in listed.split(","))


def _each(*classes: str) -> frozenset[str]:
    """Return every phrase made of one of each class in turn; an empty one may be left out."""
    return frozenset(" ".join(" ".join(chosen).split()) for chosen in itertools.product(*map(_words, classes)))


_KIN = "anh, co, chu, em, ong, ba, con, chau, be"
_RANKS = "hai, ba, tu, nam, sau, bay, tam, chin, muoi, ut, gai, trai"
_ELDERS = "nqoi, ngqoai"
"""Grandparents, for whom the young write."""

ADDRESS = (
    _each(_KIN, _RANKS)
    | _each(_ELDERS, ", con, em, chau, toi, minh")
    | _each("di, nha, luon", "cha, cha noi, mqa, troi, troi oi, tia")
    | frozenset(_words("cha oi, cha noi, mqa oi, tia oi, troi oi, quy co quan, may em oi, co nuong, nguoi dep"))
)
"""Whom it is said to, with the rank among brothers and sisters; "cha" and "má" only where they cannot be "chẳng"."""
RELAYED = _each(
    _ELDERS,
    ", con, em",
    "bieu, keu, dan",
    "con, em, chau",
    "tra loi, nhan, nhan lai, rep, bao lai, tra loi giup, nhan giup",
    ", la",
)
"""Before the answer of somebody for whom a grandchild types."""
THANKS = _each(
    "cam on, xin cam on",
    ", em, anh, con, chau, ban, co, chu, ad, shop, bot, tro ly",
    "nhieu, nhieu lam, rat nhieu, truoc, lam, qua",
)
FOR_ELDERS = _each("cho, giup, gium, ho, ten, so, cua", _ELDERS, ", con, em, chau, toi, minh")
_SO_THAT = """
    xong, xong di, roi, roi doi, roi di, le, nhanh, mau, som, gon, sach, khoe, yen, yen tam, yen chuyen, yen tri, chac
    , chac an, chac cu, tien, kip, vui, lanh, nhe, nhe dau, nhe nguoi, nhe may, nhe long, trong, trong tron, trong trai
    , dut diem, dut khoat, khuat mat, rong cho, rong may, dang hoang, tron ven, khoi lo, khoi met, khoi phien, khoi
    nhuc dau, khoi rac roi, khoi mat cong, do met, do lo, do phien, do rac roi, do mat cong, do nho, do cuc, nho, em
    xuoi, an toan, an tam, bot lo, bot viec, viec, song phang, no roi, no xong, nqo roi, nqo xong, nqo gon
"""
MANNER = (
    _each("cho", _SO_THAT)
    | _each("that, cho that, that la", "nhanh, le, mau, som, ky, gon")
    | _each("nhanh, le, mau", "nhanh, le, mau, len, len di, tay, chan, nua")
    | frozenset(
        _words(
            """thang tay, mot phat, mot cai rup, cai rup, cai rot, cai rot cai rup, cai mot, mot cai mot, cai vu,
            trong hom nay, trong sang nay, ngay hom nay, ngay bay gio, bay gio, lien bay gio, lien lap tuc, ngay lap
            tuc, ngay va luon, cang som cang tot, cang nhanh cang tot, som chung nao tot chung nay, tuot, tuot luot
            , tuot tuon tuot, rao, rao troi, sach banh, sach bach, sach tron, sach rao, het trom, tron lu, tron hot,
            tron bo,
            cai coi, di coi, le coi, gium cai coi, vinh vien, tu goc, tu dau toi cuoi, nhu vay do, y chang, y xi, y
            nguyen, cung duoc, thoai mai, dai di, thi tot, la tot nhat, tot nhat, tot roi,
            khong can hoi, khong can hoi nua, khong can hoi them, khoi hoi, khoi hoi nua, khoi hoi nhieu, khoi hoi
            lai, khoi noi nhieu, khong noi nhieu, asap, straight away, immediately, right away, thank you so much,
            a s a p, then, already, completely, permanently, everything, all of it, all of them, all my data"""
        )
    )
)
"""How, and what for: "cho lẹ", "cho trống trơn", "thẳng tay", "càng sớm càng tốt"."""
SEEN = _each(
    ", qa, da qa",
    "xem, doc, coi, nghe, kiem tra, do, ra soat, doi chieu, so",
    ", lai, qua, het, ky",
    ", ky, roi, het, xong",
    ", ky, roi",
) - frozenset(
    _words("xem, doc, coi, nghe, do, so, xem lai, coi lai, doc lai, kiem tra, kiem tra lai, nghe lai, so lai")
)
"""That they looked at it; without "đã", "hết", "kỹ", "xong" or "rồi" it may still be to be done."""
SEEN -= frozenset(phrase for phrase in SEEN if phrase.split()[-1] in ("lai", "qua") and "qa" not in phrase)
ABOUT = _each("viec, vu, chuyen, kqoan, phan, muc", ", do, nay, ay, tren, luu") | frozenset(
    _words("nhu qa nqeu, qa nqeu, nhu tren, da nqeu, nqeu tren, nhu nqeu tren, nhu qa noi, nhu qa ghi, nhu anh noi")
)
EASY = _each(
    "khong, chang, khoi", "ngai, sao, lo, so, van de, phien, phan doi", ", gi, dau, gi dau, gi het, dau a, chi"
) | _each("co gi, co sao", "dau, dau ma", "ngai, lo, so, phien, ")
"""That they mind nothing."""
AGREES = (
    _each("zung, phai, chuan, chinh xac, khop", ", roi, vay, het, y, do, luon", "roi do, do, vay do, het roi, luon")
    | _each("toi, em, con, minh, chau, anh, co, chu, tao, ca nha, nha toi, ben toi", "ok, oke, dong y, ung, chiu")
    | _each("duoc", "nha, nhe, nghen, het, luon, do nha, do em, do con, do anh, tat")
    | _each("ok, u, vang, o ke, yes", "di, lien, keo, luon di, trien")
    | _each("theo", "y, do, vay, lich do, gio do, nhu vay", ", di, luon, nha")
    | _each("gut, gut lai, duyet, chot, quyet, ok", "luon, di, gon, cai rup, lien, roi")
    | frozenset(
        _words(
            """bang long, thuan, thuan y, thuan tinh, dong long, hop y toi, trung y toi, ung y toi, dung y toi, dung
            nhu y, nhu y, qua hop ly, hop ly roi, qua chuan, chuan luon roi, 10 diem, 100 diem, muoi diem, khong con gi
            phai noi, khong che vao dau duoc, khoi che, het cho che, cu the ma tien, cu the phat huy, lam tqoi
            di, lam tqoi, vo luon, xuc luon, xuc di, hup, hup luon, hup lien, trien lien, quat
            lien, len don, len don di, len don luon, chot ha, ra don, done, deal luon, ok deal, let s go ahead, please
            go ahead, go on, carry on, sounds perfect, sounds great, that s great, that is
            great, that is perfect, that s perfect, i am ok with it, i m ok with it, i m fine with it, i m fine with
            that, i am fine with that, ok with me, no objection, no objections, happy to, i m in, count me in, aye, yup
            , yep, yeah, uh huh, mm hmm, right on, totally agree, fully agree, i fully agree, i totally agree,
            i hereby agree, i hereby consent, i give consent, i give my consent, you have my consent, i give permission
            , permission granted, granted, noi la lam"""
        )
    )
)
"""More of what agrees, whatever was asked."""
_WITH = ", voi, va"
_NUMBER = "so, cai so, so dien thoai, so phone, dien thoai, so may"
_MINE = ", toi, em, con, minh, chau, anh, chu, co, cua toi, cua em, cua con, cua minh, cua anh, cua chu, cua co"
_TERM = """30 ngay, trong 30 ngay, ba muoi ngay, trong ba muoi ngay, trong vong 30 ngay, trong vong ba muoi ngay,
    trong thoi han 30 ngay, mot thang, trong mot thang, 1 thang, trong 1 thang"""
OBJECTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "book": _each("suat, cho, lich, gio, slot, bua, buoi", "do, nay, ay, tren")
        | frozenset(_words("khung gio, khung gio do, khung gio nay, lich kham, lich lam viec, nhu lich")),
        "cancel": _each("lich, lich hen, cho, cuoc hen, buoi hen, bua hen, suat", "do, nay, ay, kia, hom do, bua do")
        | frozenset(_words("khoi phai cho, khoi phai doi, khoi ai cho, danh cho nguoi khac, cho nguoi sau")),
        "erase": _each("thong tin, du lieu, tai khoan", "cu, cua toi, cua em, do, nay, nay no, ca nhan")
        | frozenset(_words("moi thu cua toi, moi thu ve toi, dau vet, moi dau vet, may cai do, may cai nay")),
        "consent": _each("ten, cai ten, ho ten, ten tuoi", _WITH, _NUMBER, _MINE)
        | _each(_TERM)
        | frozenset(
            _words(
                "noi dung tren, voi noi dung tren, noi dung nay, voi noi dung nay, 30 day, for 30 day, for 30 days,"
                " my details, all my details, dieu kqoan, cac dieu kqoan, kqoan"
                " nay, so nay, so do, ten nay, ten do"
            )
        ),
    }
)
"""More of what the verbs take."""
VERBS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "book": _each(
            "lay, giu, ghi, xin, nhan, hen, boc, xep, dat, chon, lua",
            "suat, cho, lich, gio, slot, bua, buoi, khung gio, cai, lich hen",
            "do, nay, ay, vay, tren",
        )
        | frozenset(
            _words(
                """make booking, make a booking, make the booking, make my booking, make appointment,
                make an appointment,
                set it up, set it, lock it in, put me down, put me in, schedule it, schedule me, i will be there,
                i ll be
                there, see you then, see you there, count me in"""
            )
        )
        | _each("dat, ghi, len, lay", "lich, don, phieu, so, ten, hen", "luon, di, lien, gium, giup"),
        "cancel": _each(
            "huy, bo, xoa, cat, gach, rut, tra, dep", "lich, lich hen, cho, suat, hen, cuoc hen", "do, nay, ay"
        )
        | _each("khoi, khong, het", "di, len, ra, toi, tqoi, xuong", "nua")
        | frozenset(
            _words(
                "bo di, bo luon, bo lien, bo gium, bo giup, khoi giu cho, khoi giu cho nua, khoi giu nua, thoi"
                " khong di nua, khong di duoc nua"
            )
        ),
        "erase": _each("xoa, don, quet, cho bay, bo, huy, lam", "sach, het, trang, sach banh, rao, tuot, trong")
        | _each("xoa", "so, dau vet, tat ca, toan bo, moi thu, tron goi", ", luon, di")
        - frozenset(_words("xoa so, xoa so luon, xoa so di"))
        | frozenset(_words("phi tang, phi tang di, reset, format, reset di, delete all, delete everything")),
        "consent": _each("luu, giu, ghi, cat, nhap", "vo, vao, lai, lai di, lai luon", ", may, so, he thong")
        | _each("cu, thi, cho", "luu, giu, ghi, nhap, xai, lay", ", lai, di, luon, thoai mai, het")
        | _each("da, u, da em, u em, da con, u con", "cho", ", a, do, nha")
        | _each("muon, ", "luu gi, ghi gi, giu gi, lay gi", ", thi, cu", "luu, ghi, giu, lay", ", di")
        | frozenset(
            _words(
                "cho a, cho nha, cho nhe, dua luon, dua het, cho xai, cu xai, xai thi xai, xai di, xai luon, lay"
                " di, lay luon, dung di"
            )
        ),
    }
)
"""More verbs of what was asked."""
