"""The words of the grammar in ``agreement``: canonical (folded, abbreviations written out), with the marks below."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MARKS: Mapping[str, str] = MappingProxyType(
    {
        "đừng": "qung",
        "đúng": "zung",
        "chỉ": "qhi",
        "chị": "anh",
        "chớ": "qho",
        "chứ": "qhu",
        "chờ": "qoi",
        "đợi": "qoi",
        "còn": "qon",
        "chừa": "qhua",
        "trừ": "qru",
        "đã": "qa",
        "lỡ": "qo",
        "miễn": "qien",
        "nghỉ": "ngqi",
        "khoản": "kqoan",
        "má": "mqa",
        "bộ": "qb",
        "bác": "anh",
        "bận": "bqan",
        "đời": "qeo",
    }
)
"""Words that lose their meaning without their accents are marked before they are folded; the lengths stay."""
_MARKED = re.compile("|".join(rf"\b{word}\b" for word in MARKS))

AGREES, VERB, SOFT, FILLER, TIME = "agrees", "verb", "soft", "filler", "time"


_KHMER_YES = re.compile("បាទ|ចាស")


def marked(lowered: str) -> str:
    """Return a lowered text with its ambiguous words marked."""
    return _KHMER_YES.sub("da ", _MARKED.sub(lambda found: MARKS[found.group()], lowered))


def _phrases(listed: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in listed.split(","))


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_AGREES = _phrases(
    """
    dong y, nhat tri, tan thanh, thong nhat, chap thuan, chap nhan, xac nhan, duyet, chot, chot keo, chot don, chot
    lich, dung roi, dung y, dung vay, dung the, dung do, dung chuan, zung, zung roi, zung y, zung vay, chinh xac,
    phai roi, chuan, chuan roi, chuan luon, chuan com me nau, chuan khong can chinh, y chang, y chang vay, y vay, y
    nhu vay, y nhu the, v di, v nha, v do, vay di, vay nha, vay nghen, vay nhe, vay do, vay luon, vay duoc roi, the
    di, the nhe, nhu vay di, cu vay, cu vay di, cu the, cu the di, cu nhu vay, cu vay ma lam, cu the ma lam, theo
    vay di, quyet dinh vay, lam di, lam luon, lam lien, cu lam, cu lam di, lam giup, lam dum, lam gium, tien hanh,
    tien hanh di, thuc hien di, trien, trien di, trien luon, trien khai di, quat, quat luon, mang luon, muc luon,
    chien, chien luon, quyet, quyet luon, hop ly, trung phoc, chuan y, on roi, on do, on luon, duoc do, duoc luon,
    duoc lam, qua duoc, tot roi, tot qua, ok luon, oke luon, okie luon, oki luon, ok chot, ok trien, khong con gi
    sai, khong sai, khong sai gi, khong sai gi het, khong co gi sai, khong can sua, khong can sua gi, khong sua gi,
    khong sua gi het, khong doi nua, khoi sua, gat, gat dau, gat roi, chiu, chiu roi, chiu luon, ung, ung y, ung
    roi, chac chan, chac roi, chac chan roi, chac nhu bap, u thi u, ok thi ok, cu bam, bam di, bam luon, i agree to
    erase, i agree to cancel, i agree to it, i agree to that, agree to erase, i confirm it, confirm erase, yes, yep,
    yeah, yup, sure, correct, confirm, confirmed, i confirm, agree, agreed, i agree, go ahead, please do, do it,
    proceed, absolutely, of course, that is right, that is correct, that s right, that s correct, all correct, all
    good, looks good, sounds good, perfect, exactly, deal, go for it, why not, that is me, it is me, i do, right
    """
)
_SOFT = _phrases(
    """
    da, vang, u, ua, uh, uhm, uk, uki, um, o, ok, oke, okie, oki, okay, okey, okela, okla, duoc, duoc roi, co, phai,
    roi, hihi, hi, haha, hehe, fine, good, great, alright, ok la, tot, hay, on, cam on, cam on nhieu, thanks, thank
    you, thank
    """
)
_FILLER = _phrases(
    """
    a, ah, oi, ne, nha, nhe, nhen, nghen, nghe, hen, ha em, di, luon, het, ngay, lien, giup, gium, dum, ho, voi, do,
    day, vay, the, nay, kia, nua, ca, cu, xin, thua, nho, thi, roi do, lam on, cho roi, cho le, cho khoe, cho xong,
    cho gon, cho chac, cho nhanh, cho yen, toi, tao, minh, em, anh, co, chu, con, chau, di nha, bac, ban, ad, admin,
    shop, sep, bot, ca nha, quy trung tam, quy co quan, trung tam, can bo, tro ly, co chu, chi oi, anh chi, nha chi,
    di chi, luon chi, roi chi, da chi, a chi, do chi, vay chi, giup chi, gium chi, dum chi, nhu vay, nhu the, nhu
    tren, o tren, cho toi, cho em, cho con, cho minh, cho chau, cho anh, cho bac, cho chu, cho co, giup toi, toan
    bo, tat ca, moi thu, sach, sach se, sanh sanh, sinh sinh, sach sinh sinh, toi noi, em noi, noi roi, con noi, toi
    noi la, tron, toi muon, em muon, con muon, se, cung, thoi, please, it, this, that, sir, madam, ma am, you, me,
    my, i, for me, now, ok ay, la, all, everything, ha ha, bai bai, bye, ba xa, ong xa, vo toi, vo em, chong toi,
    chong em, vo con, chong con, hen gap lai, nha may, gap, gap gap, lam, thiet, qua, lun, cai, cai do, cai nay,
    thong tin do, mot cai, 1 cai
    """
)
_VERBS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "move": _phrases(
            """
            doi, doi lich, doi hen, cu doi, doi thi doi, doi di, chuyen, chuyen di, chuyen luon, dat, ghi, cu ghi,
            ghi vo, lay, lay lich do, hen vay, move it, move, change it, reschedule it, book it
            """
        ),
        "book": _phrases(
            """
            dat, dat lich, dat hen, dat cho, cu dat, dat thi dat, ghi, cu ghi, ghi thi ghi, ghi vo, ghi vao, vao so,
            vo so, cu vao so, len lich, len don, len lich hen, giu cho, giu cho do, giu lich, lay, lay lich do, hen
            vay, hen gio do, dang ky, di thi di, gui, gui thi gui, book, book it, book them, send, send it, save it
            """
        ),
        "cancel": _phrases(
            """
            huy, huy bo, huy lich, huy hen, huy lich hen, cu huy, huy thi huy, bo, bo lich, bo hen, cu bo, bo thi
            bo, xoa, xoa lich, xoa hen, dep, dep lich, tra cho, nhuong cho, go, cancel, cancer, cancle, cancell,
            cancel it, cancel that, drop it, khoi di, khoi giu cho, khong di nua, khong can nua, khong lay nua,
            khong giu nua
            """
        ),
        "erase": _phrases(
            """
            xoa, xoa het, xoa sach, xoa bo, xoa du lieu, xoa thong tin, xoa trang, cu xoa, xoa thi xoa, bo het, huy
            het, go, go het, don sach, don het, quet sach, dep het, sach, del, delete, delete it, erase, erase it,
            remove, erasure, the erasure, with erasure, with the erasure, clear, clear it, du lieu, du lieu cua toi,
            thong tin cua toi, du lieu cua em, du lieu cua con, du lieu cua minh, thong tin cua em, my data
            """
        ),
        "consent": _phrases(
            """
            cho luu, cu luu, luu, luu lai, luu thi luu, giu, cu giu, giu thi giu, cho giu, cho phep, ghi, cu ghi,
            ghi thi ghi, cho ghi, cho xai, cho dung, cu xai, cu dung, dung thi dung, cu lay, lay thi lay, cho lay,
            cho thi cho, keep, keep it, save, save it, store it, allow, i allow, you may, you can keep it, you can
            save it
            """
        ),
    }
)
"""The verbs of each question: they agree where they are urged ("hủy đi") or given a reason ("hủy, ghe hư rồi")."""
BARE = _phrases(
    """
    doi, doi lich, doi hen, chuyen, move, dat, dat lich, dat hen, ghi, lay, gui, dang ky, book, send, huy, huy lich,
    huy hen, huy lich hen, bo, bo lich, bo hen, xoa, xoa lich, xoa hen, go, dep, cancel, cancer, cancle, cancell,
    xoa het, xoa du lieu, xoa thong tin, huy het, delete, del, erase, remove, clear, du lieu, du lieu cua toi, thong
    tin cua toi, du lieu cua em, du lieu cua con, my data, du lieu cua minh, thong tin cua em, luu, luu lai, giu,
    keep, save, sach, tra cho, giu cho
    """
)
"""Verbs that, alone, may be the wish once more."""
_KINDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        asked: {
            **dict.fromkeys(_FILLER, FILLER),
            **dict.fromkeys(_SOFT, SOFT),
            **dict.fromkeys(_AGREES, AGREES),
            **dict.fromkeys(verbs, VERB),
        }
        for asked, verbs in _VERBS.items()
    }
)
LONGEST_PHRASE = 5
URGING = _set(
    "di luon het ngay lien giup gium dum ho roi nha nhe nghen sach toi em con please sanh me now lun muon all"
)
URGING |= {"thoi", "chi"}
URGING_BEFORE = _set("please nho cu xin")
ANSWERS = _set("u ua uh uk uki uhm um ok oke okie oki okay okey okela okla vang")
"""Polite words that answer something: "ok hủy" is no first wish."""
CLOSING = URGING - {"roi", "muon", "thoi"} | _set(
    "a ah do vay anh co chu chau ban ad nay nghe hen day y chang keo bac shop sep sir bye bai it oi ba"
)
"""Particles and forms of address behind which another clause may begin without a sign."""
CONNECTIVES = _set("ma nhung roi voi qon nho gui va tai vi qho qhu do and also but")
TIMES = _set("ruoi kem sang trua chieu mai nay tuan monday tuesday wednesday thursday friday saturday am pm at on")
NUMBERS = _set("mot hai ba bon tu nam sau bay tam chin muoi seven eight nine ten eleven two three four")
BESIDE_NUMBERS = _set("gio h phut thu ngay luc thang buoi bua am pm monday tuesday wednesday thursday friday")
ASKS_BEHIND = _set("ha khong chua hay neu thi gi sao chi nao dau nhi phai la")
"""What makes a question of the agreement right before it."""
OBJECTS = _set(
    "so ten cai lich tin gio ngay buoi bua sang chieu phan mot may nhung hinh ho giay cho bao bang lai o den toi truoc"
    " sau khac tam thu lan theo voi cua nguoi mai hom tuan it all only my the"
)
"""What goes on with the same clause where no sign stands before it: "xóa giùm số điện thoại"."""
_NOT_BEFORE = _set("chi gi nao sao khong chua hoi ha la hay duoc xong moi de thi neu lam dau ai truoc sau")
_FOLLOWS_YES = _set("roi y vay the do chuan") | {""}
"""What "dung" means "đúng" before; before all else it may be "đừng"."""


def kind_of(phrase: str, asked: str) -> str:
    """Return which kind of phrase of the grammar this is for what was asked; "" where it is none."""
    return _KINDS[asked].get(phrase, "")


def asks_behind(phrase: str, following: str) -> bool:
    """Return whether the next word ("" at the end) keeps a phrase from agreeing: "xóa chi", "hủy gì", "hủy rồi"."""
    if phrase == "dung":
        return following not in _FOLLOWS_YES
    if phrase in _FILLER or phrase in _SOFT:
        return False
    return following in _NOT_BEFORE or (following == "roi" and phrase in BARE)
