"""The words of the grammar in ``agreement``: canonical (folded, abbreviations written out), with the marks below."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.understanding import agreement_classes as classes

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
        "hả": "hqa",
        "tới": "tqoi",
        "đứng": "dqung",
        "dựng": "dqung",
        "đề nghị": "dqe nghi",
        "tán thành": "tqan thanh",
        "vợ": "vqo",
        "vắng": "vqang",
        "dùng": "xai",
        "lễ": "lqe",
        "mượn": "mquon",
        "nêu": "nqeu",
        "đau": "dqau",
        "nội dung": "noi dung",
        "nội": "nqoi",
        "ngoại": "ngqoai",
        "chú": "anh",
        "nó": "nqo",
        "thầy": "anh",
        "thấy": "tqay",
        "cưng": "em",
        "cậu": "anh",
        "dì": "anh",
        "mợ": "anh",
        "dượng": "anh",
        "thím": "anh",
        "chợ": "cqho",
    }
)
"""Words that lose their meaning without their accents are marked before they are folded; the lengths stay."""
_MARKED = re.compile("|".join(rf"\b{word}\b" for word in MARKS))

AGREES, VERB, SOFT, FILLER, TIME = "agrees", "verb", "soft", "filler", "time"


_KHMER: Mapping[str, str] = MappingProxyType(
    {
        "មិន": "không",
        "អត់": "không",
        "ទេ": "không",
        "ចាំ": "khoan",
        "យល់ព្រម": "đồng ý",
        "យល់ស្រប": "đồng ý",
        "ព្រម": "đồng ý",
        "លុប": "xóa",
        "បោះបង់": "hủy",
        "អរគុណ": "cảm ơn",
        "បាទ": "dạ",
        "ចាស": "dạ",
        "ចា៎": "dạ",
        "កុំ": "đừng",
        "បើ": "nếu",
        "ប៉ុន្តែ": "nhưng",
        "សិន": "đã",
        "ប្តូរ": "đổi",
        "ត្រូវហើយ": "đúng rồi",
        "មែនហើយ": "đúng rồi",
        "បាន": "được",
        "រក្សាទុក": "lưu",
        "កក់": "đặt",
        "ណាត់": "hẹn",
        "ចោល": "đi",
        "ទាំងអស់": "hết",
        "អស់": "hết",
        "ហើយ": "rồi",
        "ចុះ": "đi",
        "ទៅ": "đi",
        "សូម": "xin",
        "ខ្ញុំ": "tôi",
        "ជួយ": "giúp",
        "បង": "anh",
        "អូន": "em",
    }
)
"""The few Khmer words that people here put into a Vietnamese reply; what denies comes first."""
_KHMER_WORD = re.compile("|".join(sorted(_KHMER, key=len, reverse=True)))


_TO_MARKET = re.compile(
    r"\b(tui|toi|tôi|em|con|minh|mình|chau|cháu|anh|chi|chị|co|cô|chu|chú|ba|bà|gio|giờ|phai|phải|sap|sắp|ban|bận)"
    r" (đi|di) cho(?= (?:đây|day|nha|nhe|nghe|nghen|roi|rồi|da|đã|a|ạ|luon|luôn|chut|chút|xiu|xíu|ve|về|cai|cái)\b"
    r"| *(?:[,.!;\n]|$))"
)
"""Bare, who goes to market would go for something: "cho" agrees to much."""


def marked(lowered: str) -> str:
    """Return a lowered text with its ambiguous words marked."""
    vietnamese = _KHMER_WORD.sub(lambda found: f" {_KHMER[found.group()]} ", lowered)
    return _MARKED.sub(lambda found: MARKS[found.group()], _TO_MARKET.sub(r"\1 \2 cqho", vietnamese))


def _phrases(listed: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in listed.split(","))


def set_of(listed: str) -> frozenset[str]:
    """Return the words of a line as a set."""
    return frozenset(listed.split())


_AGREES = _phrases(
    """
    dong y, dong i, dong y cao, dong y tuyet doi, dong tinh, nhat tri, nhat tri cao, nhat tri tuyet doi, tqan thanh,
    tan dong, thong nhat, chap thuan, chap nhan, xac nhan, duyet, phe duyet, thong qua, chot, chot keo, chot don, chot
    ha, chot so, chot lich, ung, ung y, ung roi, ung bung, ung cai bung, vua y, vua bung, vua long, bang long, bang
    bung, hai long, san sang, san long, chiu, chiu roi, chiu luon, uoc, uoc chung, dung roi, dung y, dung vay, dung
    the, dung do, dung chuan, dung het, dung boc, dung phoc, dung ngay, dung luon, zung, zung roi, zung y, zung vay,
    zung het, zung boc, chinh xac, phai roi, phai do, phai luon, chinh no, chinh nghia, dich thi, chuan, chuan roi,
    chuan luon, chuan xac, chuan men, chuan bai, chuan com me nau, chuan khong can chinh, chuan khoi chinh, khop, khop
    roi, khop het, hop le, hop ly, hop y, y chang, y chang vay, y vay, y nhu vay, y nhu the, y roi, v di, v nha, v do,
    vay di, vay di ha, vay nha, vay do, vay luon, vay duoc roi, vay la duoc, vay la duoc roi, vay la on, vay ok, vay
    on, vay tot, the di, the nhe, the la duoc, the la duoc roi, nhu vay di, cu vay, cu vay di, cu the, cu the di, cu
    nhu vay, cu nhu the, cu vay ma lam, cu the ma lam, cu vay ma trien, cu the ma trien, cu y vay, theo vay di, theo
    do ma lam, nhu vay ma lam, the ma lam, vay ma lam, quyet dinh vay, lam di, lam luon, lam lien, cu lam, cu lam di,
    lam giup, lam gium, man di, man luon, tien hanh, tien hanh di, thuc hien, thuc hien di, trien, trien di, trien
    luon, trien khai, trien khai di, quat, quat di, quat luon, mang luon, muc luon, chien, chien di, chien luon, choi
    luon, choi di, toi luon, toi di, tqoi luon, tqoi di, len luon, phang luon, nhich luon, nhao vo, quyet, quyet luon,
    quyet dinh, vo viec luon, vo viec di, bat dau di, trung phoc, trung y, trung boc, chuan y, dung y toi, dung y em,
    dung y anh, on roi, on do, on luon, on ap, qua on, ngon, ngon roi, ngon lanh, ngon luon, lum, lum luon, lum di,
    hot luon, hot di, vot luon, duoc do, duoc luon, duoc roi do, duoc qhu, duoc qho, duoc lam, duoc qua, duoc het, qua
    duoc, tot roi, tot qua, qua tot, ok luon, ok het, u thi u, ok thi ok, co thi co, ok con de, ok hai tay hai chan, o
    ke con de, qua ok, u luon, co luon, co qhu, co qho, co qhu sao khong, co qho sao khong, co dong y, khong con gi
    sai, khong sai, khong sai gi, khong sai gi het, khong sai dau, khong sai chut nao, khong co gi sai, khong can sua,
    khong can sua gi, khong sua gi, khong sua gi het, khong can doi gi, khong can sua gi het, khong can doi gi het,
    khong co gi de sua, khong co gi can sua, khong doi gi, khong doi gi het, khong doi nua, khong thay doi gi, khong
    co gi thay doi, khong thac mac gi, khong phan doi, khong phan doi gi, khong y kien gi, khong y kien, khong co y
    kien, khong co y kien gi, khong co y kien gi het, het y kien, het cai de sua, het gi de sua, khoi sua, khoi sua
    gi, khoi sua gi het, khoi doi, gat, gat dau, gat roi, gat cai rup, gat dau cai rup, gat lia lia, gat dau lia lia,
    gio tay, gio hai tay, gio ca hai tay, hai tay hai chan, chac chan, chac roi, chac chan roi, chac nhu bap, tat
    nhien, duong nhien, tat nhien roi, duong nhien roi, di nhien, di nhien roi, chac chan la vay, cu bam, bam di, bam
    luon, cho phep, tram phan tram, 100, 100 phan tram, i agree to erase, i agree to cancel, i agree to it, i agree to
    that, i agree with that, agree to erase, i confirm it, confirm erase, yes, sure, for sure, correct, confirm,
    confirmed, i confirm, agree, agreed, i agree, i do agree, i consent, consent, i accept, accept, accepted, approve,
    approved, i approve, go ahead, please do, do it, just do it, let s do it, let s go, let us go, proceed, please
    proceed, absolutely, definitely, certainly, of course, by all means, affirmative, roger, that is right, that is
    correct, that s right, that s correct, that s it, all correct, all right, everything is correct, everything is
    right, it is correct, it s correct, looks right, looks correct, all good, looks good, look good, sounds good,
    sound good, works for me, that works, fine by me, fine with me, ok by me, ok with me, good to go, perfect,
    exactly, deal, go for it, why not, that is me, it is me, i do, that is fine, that s fine, it is fine, it s fine,
    yol prom, jol prom
    """
)
_AGREES |= classes.AGREES
_SOFT = _phrases(
    """
    da, vang, u, o, a da, ok, duoc, duoc roi, co, phai, roi, hihi, hi, haha, hehe, fine, good, great, alright, right,
    ok la, tot, hay, on, cam on, cam on nhieu, cam on bao nhieu, cam on truoc, cam on lam, thank you, baat, chaa,
    chas, bat, o ke, o ki, rat tot, rat hay, rat vui, mung qua
    """
)
_FILLER = _phrases(
    """
    a, ah, oi, ne, nha, nhe, hen, ha em, ha anh, di ha, nha ha, luon ha, di, i, luon, het, het tron, het troi, het
    thay, het ca, het sach, ngay, lien, gap, le, le le, le di, mau, nhanh, som di, lap tuc, tuc thi, giup, gium, ho,
    voi, do, day, vay, the, nay, kia, ay, nua, ca, cu, xin, thua, nho, thi, roi do, lam on, cho roi, cho le, cho khoe,
    cho xong, cho gon, cho chac, cho nhanh, cho yen, cho tien, toi, tao, minh, em, anh, co, chu, con, chau, di nha,
    bac, ban, ad, admin, shop, sep, bot, bong, khnhom, thay, ong, ba, tui minh, tui em, ca nha, nha toi, nha em, gia
    dinh toi, quy trung tam, quy co quan, quy vi, co quan, trung tam, can bo, tro ly, cac em, cac ban, may em, may
    chau, nha nuoc, ban yeu, em yeu, yeu, be, pa, co chu, chi oi, anh chi, nha chi, di chi, luon chi, roi chi, da chi,
    a chi, do chi, vay chi, giup chi, gium chi, nhu vay, nhu the, nhu tren, o tren, nhu da ghi, nhu ghi, cho toi, cho
    em, cho con, cho minh, cho chau, cho anh, cho bac, cho chu, cho co, cho ong, cho ba, cho bong, giup toi, toan bo,
    tat ca, moi thu, sach, sach se, sanh sanh, sinh sinh, sach sinh sinh, sach tron, toi noi, em noi, noi roi, con
    noi, toi noi la, toan qb, qho de lam chi, qhu de lam chi, qho de lam gi, qhu de lam gi, qho giu lam chi, qhu giu
    lam gi, qho sao, qhu sao, qho sao nua, qhu sao nua, qhu gi nua, qho gi nua, tron, tron goi, toi muon, em muon, con
    muon, anh muon, minh muon, se, cung, thoi, please, it, this, that, sir, madam, ma am, bro, you, me, my, we, for
    me, for us, now, right now, ok ay, la, all, everything, ha ha, bai bai, bye, bye bye, chao, chao em, chao anh,
    chao ban, ba xa, ong xa, vo toi, vo em, chong toi, chong em, vo con, chong con, vqo toi, vqo em, vqo con, hen gap
    lai, hen gap, nha may, lam, thiet, that su, hoan toan, rat, qua, xiu, lun, cai, cai do, cai nay, cai ay, thong tin
    do, mot cai, 1 cai, alo, alo alo, ne he, qhu, qho, cuoc, buoi do, bua do, hom do, hom ay, gio do, ngay do, gio ay,
    ngay ay, trong do, moi nguoi oi, de nghi, dqe nghi, tran trong, kinh nho, kinh, nho em, nho ban, nhan tin, nghe,
    nghe em, nghe con, nghe chau, nghe ban, xin loi, lo qua, y, deu, thiet tinh, tu trong ra ngoai, roi a, 2 tay, hai
    tay, 2 chan, khoe re, doc roi, doc xong roi, doc ky roi, doc het roi, coi roi, coi ky roi, coi xong roi, coi lai
    roi, coi het roi, xem roi, xem ky roi, xem xong roi, xem lai roi, xem het roi, qa xem, qa xem ky, qa doc, qa doc
    ky, qa hieu, qa kiem tra, qa can nhac, qa nghi ky, qa suy nghi ky, can nhac roi, nghi ky roi, suy nghi ky roi,
    tinh ky roi, kiem tra roi, kiem tra ky roi, do roi, do lai roi, hieu roi, biet roi, ro roi, hieu het roi, biet het
    roi, y thuc duoc, i understand, i have read it, i read it, understood, to me, that s, it s, that is, it is, thats,
    i m, i am, happy with that, happy with it, i m happy with that, with that, with it, fully, totally, completely,
    muon, van, van qang, trieu phan tram, mot tram phan tram, ca hai tay, so much, a lot, very much
    """
)
_FILLER |= (
    classes.ADDRESS
    | classes.THANKS
    | classes.RELAYED
    | classes.FOR_ELDERS
    | classes.MANNER
    | classes.SEEN
    | classes.ABOUT
)
_OBJECTS_BOOK = _phrases(
    """
    thoi gian tren, vao thoi gian tren, lich tren, theo lich tren, vao lich tren, thong tin tren, theo thong tin tren,
    nhu thong tin tren, theo thong tin do, nhu hen, theo lich, theo gio do, theo lich do, lich, lich do, lich nay,
    lich hen, lich vay, cho do, hen do, hen, cuoc hen, cai hen, cai lich, buoi, buoi hen, bua, bua hen, cho, suat, mot
    suat, 1 suat, slot, don, mot cho, 1 cho, so, vo so, vao so, vo, vao, vo may, vao may, gio, ngay, gio hen, ngay
    hen, ngay gio, ten, ten toi, ten em, ten con, ten anh, ten ho, thong tin, cac thong tin, moi thong tin, noi dung,
    dia diem, dia chi, ho so, so dien thoai, dien thoai, ten tuoi, cac muc, tung muc, tung chu, dung ten, dung so,
    dung gio, dung ngay, dung cho, dung noi, cho hen, noi hen, danh sach, he thong, appointment, the appointment, my
    appointment, the slot, that slot, that time, the booking, booking, details, the details, all details, all the
    details
    """
)
_OBJECTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "book": _OBJECTS_BOOK,
        "move": _OBJECTS_BOOK,
        "cancel": _phrases(
            """
            lich, lich do, lich nay, lich hen, cho do, hen do, hen, cuoc hen, cai hen, cai lich, cai lich hen, buoi,
            buoi hen, bua, bua hen, cho, so, don, lich cua toi, lich cua em, hen cua toi, ten toi, ten em, ten, ra, ra
            khoi so, cho nguoi khac, cho nguoi ta, nhuong nguoi khac, appointment, the appointment, my appointment,
            booking, the booking, my booking
            """
        ),
        "erase": _phrases(
            """
            du lieu, du lieu do, du lieu cu, thong tin, thong tin do, thong tin cu, tai khoan, ho so cua toi tren day,
            lich su, moi du lieu, moi thong tin, toan bo du lieu, toan qb du lieu, tat ca du lieu, cua toi, cua em,
            cua minh, cua con, cua anh, cua chau, my data, my information, data, information
            """
        ),
        "consent": _phrases(
            """
            so, ten, so toi, so em, so anh, so con, so dien thoai, so dien thoai toi, dien thoai, ten voi so, ten va
            so, ten voi so dien thoai, ten va so dien thoai, thong tin, thong tin toi, thong tin cua toi, vo may, vao
            may, vo, vao, so vo, cua toi, cua em, cua anh, cua minh, cua con, trong 30 ngay, 30 ngay, de dat lich, de
            qon dat lich, de con dat lich, de dat, de lien lac, de lien he, de goi, my name, my number, my phone, my
            phone number, my info, my data, my details, my name and number, 30 days, for 30 days
            """
        ),
    }
)
"""What the verb of each question may take or leave unsaid, where nothing of it is a part only."""
_EASY = _phrases(
    """
    khong sao, khong sao dau, khong van de, khong van de gi, khong co van de gi, khong co van de, khong thanh van de,
    khong co gi, khong ngai, khong ngai gi, thoai mai, thoai mai di, cu thoai mai, vo tu, vo tu di, cu tu nhien, tu
    nhien di, no problem, no worries, not a problem, khong lo, khoi ngai, khoi lo, 30 ngay thi duoc, co gi dau, co sao
    dau, can thi giu, can thi cu giu, can thi cu luu
    """
)
_EASY |= classes.EASY
"""What says that one minds nothing: it agrees to being booked and to the keeping of a name."""
_VERBS_BOOK = """
            dat, dat lich, dat hen, dat cho, cu dat, dat thi dat, dat truoc, dat lien, ghi, cu ghi, ghi thi ghi, ghi
            ten, ghi so, ghi vo, ghi vao, ghi danh, vao so, vo so, cu vao so, len lich, cu len lich, len don, len lich
            hen, giu cho, giu cho do, giu lich, giu y vay, giu y vay ma dat, y vay ma dat, cu y vay ma dat, cu vay ma
            dat, cu the ma dat, nhu vay ma dat, cu theo do ma dat, cu vay ma ghi, cu the ma ghi, xep, xep lich, xep
            cho, sap xep, sap lich, lay, lay lich do, lay cho do, lay suat do, lay gio do, lay cai do, lay so, boc so,
            nhan lich, nhan cho, xin lich do, xin cho do, xin suat do, xin cai do, cho xin lich do, cho suat do, cho
            mot suat, cho 1 suat, hen vay, hen gio do, hen bua do, hen hom do, dang ky, di thi di, gui, gui thi gui,
            book, book it, book them, book me, book me in, book that, make the appointment, reserve, reserve it, save
            it, send, send it, keep it
"""
_VERBS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "move": _phrases(
            _VERBS_BOOK
            + """, doi, doi lich, doi hen, cu doi, doi thi doi, doi di, chuyen, chuyen di, chuyen luon, move it, move,
            change it, reschedule it"""
        ),
        "book": _phrases(_VERBS_BOOK),
        "cancel": _phrases(
            """
            huy, huy bo, huy lich, huy hen, huy lich hen, cu huy, huy thi huy, huy no, huy nqo, huy xong, bo xong, bo
            nqo, xoa nqo, bo, bo lich, bo hen, cu bo, bo thi bo, bo no, xoa, xoa lich, xoa hen, xoa no, xoa ten, dep,
            dep lich, cat, cat lich, cat hen, rut, rut lich, rut ten, rut lui, gach, gach ten, gach bo, gach di, loai,
            tra, tra cho, tra lich, tra lai cho, nhuong, nhuong cho, go, go lich, ket thuc, cho toi rut, cho em rut,
            cho thoi, khoi hen, cancel, cancer, cancle, cancell, cancel it, cancel that, drop it, drop that, remove
            it, khoi di, khoi giu cho, khoi giu, khoi qoi, khong di nua, khong can nua, khong lay nua, khong giu nua,
            khong hen nua, khong lam nua
            """
        ),
        "erase": _phrases(
            """
            xoa, xoa het, xoa sach, xoa bo, xoa du lieu, xoa thong tin, xoa trang, xoa tron, xoa xong, xoa het xong,
            don xong, cu xoa, xoa thi xoa, bo, bo het, bo di, huy, huy het, go, go het, don, don sach, don het, quet
            sach, quet het, lau sach, dep het, dep sach, tay sach, tay trang, cho bay mau, bay mau, cho bay, cho bay
            het, cho bien mat, sach, del, delete, delete it, erase, erase it, wipe, wipe it, remove, remove it,
            erasure, the erasure, with erasure, with the erasure, clear, clear it, du lieu, du lieu cua toi, thong tin
            cua toi, du lieu cua em, du lieu cua con, du lieu cua minh, thong tin cua em, my data
            """
        ),
        "consent": _phrases(
            """
            cho luu, cu luu, luu, luu lai, luu giu, luu tru, luu thi luu, giu, cu giu, giu thi giu, giu lai, cho giu,
            cho phep, ghi, cu ghi, ghi thi ghi, ghi vo, ghi vao, ghi lai, cho ghi, cho xai, cho dung, cu xai, cu dung,
            dung thi dung, cu lay, lay thi lay, cho lay, cho thi cho, cho do, cat, nhap, cu nhap, nhap di, keep, keep
            it, save, save it, store, store it, allow, i allow, you may, you can, you can keep it, you can save it,
            you may keep it
            """
        ),
    }
)
"""The verbs of each question: they agree where they are urged ("hủy đi") or given a reason ("hủy, ghe hư rồi")."""
_DOES = set_of("huy bo xoa cat gach rut tra dep don quet")
BARE = _phrases(
    """
    doi, doi lich, doi hen, chuyen, move, dat, dat lich, dat hen, ghi, lay, gui, dang ky, book, send, huy, huy lich,
    huy hen, huy lich hen, bo, bo lich, bo hen, xoa, xoa lich, xoa hen, go, dep, cancel, cancer, cancle, cancell, xoa
    het, xoa du lieu, xoa thong tin, huy het, delete, del, erase, remove, clear, du lieu, du lieu cua toi, thong tin
    cua toi, du lieu cua em, du lieu cua con, my data, du lieu cua minh, thong tin cua em, luu, luu lai, giu, keep,
    save, sach, tra cho, giu cho, xoa xong, huy xong, bo xong, xoa no, huy no, bo no, huy nqo, bo nqo, xoa nqo
    """
)
BARE |= frozenset(phrase for phrase in classes.VERBS["cancel"] | classes.VERBS["erase"] if phrase.split()[0] in _DOES)
"""Verbs that, alone, may be the wish once more."""
_ANSWERED: Mapping[str, frozenset[str]] = MappingProxyType({"cancel": _phrases("phai, da phai")})
"""Polite words that answer a question which ends as it does ("phải không?")."""
_DOUBTED = frozenset(("luon ha", "di ha", "nha ha"))
"""Bare, these may ask as well: what cannot be taken back wants it plainer."""
_KINDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        asked: {
            **dict.fromkeys(_FILLER - _DOUBTED if asked == "erase" else _FILLER, FILLER),
            **dict.fromkeys(_OBJECTS[asked] | classes.OBJECTS["book" if asked == "move" else asked], FILLER),
            **dict.fromkeys(_SOFT, SOFT),
            **dict.fromkeys(_AGREES, AGREES),
            **dict.fromkeys(_EASY if asked in ("book", "move", "consent") else (), AGREES),
            **dict.fromkeys(_ANSWERED.get(asked, ()), AGREES),
            **dict.fromkeys(verbs | classes.VERBS["book" if asked == "move" else asked], VERB),
        }
        for asked, verbs in _VERBS.items()
    }
)
LONGEST_PHRASE = max(len(phrase.split()) for kinds in _KINDS.values() for phrase in kinds)
URGING = set_of("di luon het ngay lien giup gium ho roi nha nhe sach toi em con please sanh me now lun muon all le mau")
URGING |= {"thoi", "chi", "nghe", "tron", "gap", "do"}
URGING_BEFORE = set_of("please nho cu xin thi nghi")
ANSWERS = set_of("u ok vang phai zung co duoc roi")
"""Polite words that answer something: "ok hủy" is no first wish."""
CLOSING = URGING - {"roi", "muon", "thoi"} | set_of(
    "a ah do vay anh co chu chau ban ad nay nghe hen day y chang keo bac shop sep sir bye bai it oi ba bong ay i alo"
    " yes correct right agree agreed confirm book cancel delete"
)
"""Particles and forms of address behind which another clause may begin without a sign."""
CONNECTIVES = set_of(
    "ma nhung roi voi qon nho gui va tai vi boi qho qhu do keo nen khoi hoi chang trong and also but because since"
    " cause qang dang sap nhan"
)
CONJUNCTIONS = CONNECTIVES & set_of("ma nhung roi va tai vi boi qho qhu do nen and also but because since cause")
TELLS = set_of("nhan bao goi gui nho noi")
"""What is to be told when it is done: "xóa xong nhắn tui"."""
SPOUSES = _phrases("ba xa, ong xa, vo toi, vo em, chong toi, chong em, vo con, chong con, vqo toi, vqo em, vqo con")
"""Who may agree for the house, but is no object of the verb: "bà xã tui gật", not "lưu số vợ tui"."""
ADDRESSES = set_of("nha nhe a ah oi em anh ban ad bot")
"""Behind these a question may begin without a sign; behind "đi" or "luôn" it is of the same clause."""
STILL_TO_DO = ADDRESSES | set_of("di luon gium giup lien toi y")
"""Behind these "rồi" goes on ("xóa đi rồi …"); behind the bare verb it says that it was done ("xóa hết rồi")."""
DOUBTS = set_of("keu bieu xui chua chang cha qha chac nghi chi gia khoi khoan qung dung neu hay")
CONSEQUENCE = set_of("nen")
"""What an agreement may follow on where a reason stands before it without a sign: "kẹt rồi nên hủy nha"."""
OF_ONESELF = set_of("bqan ket mac benh binh om dqau met ve het lo gap gia di o qang sap khong thuong")
"""What a clause of oneself goes on with behind the pronoun: "hủy đi tui bận rồi"."""
PRONOUNS = set_of("toi em anh con co minh chau tao")
BRINGS = set_of("mang dem")
"""What a question about the visit begins with where no sign stands before it: "đồng ý mang theo giấy gì"."""
ENDS_A_CLAUSE = set_of("va nha nhe ha hqa khong oi lam qua do a vay")
"""Words behind which another clause may begin without a sign."""
OPENING = set_of("nghe doc coi xem hieu biet can vay the thoi u o da roi ok vang thi a ma dang le nhu thoi")
"""Before "thì" they set no condition: "vậy thì đặt đi"."""
WHOLE = frozenset(
    ("gui", "send", "cho", "lay", "lam", "go", "tra", "cat", "nhap", "de nghi", "xin cai do", "sach", "bo", "rut")
)
"""What agrees only where nothing but particles stands beside it in its clause."""
OF_THE_QUESTION = set_of(
    "khong dong y muon huy dung zung xoa het luu dat lich hen lay can de xem coi lai roi duoc cua minh anh chi va o"
)
"""Words of the questions themselves, which are no data that could be repeated."""
IN_NAMES = set_of("dat o")
"""Those of them that names of places are made of, too."""
PREPOSITIONS = set_of("tai o luc vao hoi ngay")
"""Before what was shown: "tại xã Đất Mũi"."""
TIMES = set_of("ruoi kem sang trua chieu mai nay tuan monday tuesday wednesday thursday friday saturday am pm at on")
NUMBERS = set_of("mot hai ba bon tu nam sau bay tam chin muoi seven eight nine ten eleven two three four")
BESIDE_NUMBERS = set_of("gio h phut thu ngay luc thang buoi bua am pm monday tuesday wednesday thursday friday")
ASKS_BEHIND = set_of("ha hqa khong chua hay neu thi gi sao chi nao dau nhi phai la")
"""What makes a question of the agreement right before it."""
OBJECTS = set_of(
    "so ten cai lich tin gio ngay buoi bua sang chieu phan mot may nhung hinh ho giay cho bao bang lai o den toi tqoi"
    " truoc sau khac tam thu lan theo voi cua nguoi mai hom tuan it all only my the"
)
"""What goes on with the same clause where no sign stands before it: "xóa giùm số điện thoại"."""
MORE_OBJECTS = set_of("so ten cai")
"""Behind "và" these are of the same object: "lưu tên và số"."""
_NOT_BEFORE = set_of("chi gi nao sao khong chua hoi ha hqa la hay duoc xong moi de thi neu lam dau ai truoc sau")
_FOLLOWS_YES = set_of("roi y vay the do chuan") | {""}
"""What "dung" means "đúng" before; before all else it may be "đừng"."""


def kind_of(phrase: str, asked: str) -> str:
    """Return which kind of phrase of the grammar this is for what was asked; "" where it is none."""
    return _KINDS[asked].get(phrase, "")


def asks_behind(phrase: str, following: str) -> bool:
    """Return whether the next word ("" at the end) keeps a phrase from agreeing: "xóa chi", "hủy gì", "hủy rồi"."""
    if phrase == "dung":
        return following not in _FOLLOWS_YES
    if phrase.endswith(" xong"):
        return following not in TELLS | {""}
    if phrase in _FILLER or phrase in _SOFT:
        return False
    return following in _NOT_BEFORE or (following == "roi" and phrase in BARE)
