"""Who asks, at a read-back, to be read everything once more; after an aside one line only reminds of what is open."""

from __future__ import annotations

from bot.understanding.fold import canonical


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_MOST = 16
"""Words of the longest message that asks for nothing else."""
_POLITE = _set(
    """da u ua uh a ah ok oke ma khoan roi thoi lam on nho xin phien vui long nhan bam de cho muon can bieu giup gium
    dum ho voi cai di nha nhe nghen nghe khong chua vay the do day ta nhi oi chut ti xiu ha nua lan mot 1 het luon coi
    xem toi em con minh chau anh chi co chu bac ba ong ad ban bot may no duoc please can could would will you me i it to
    let want may the that this on my was is did sorry what"""
)
_READS = _set("doc coi xem nghe kiem tra liet ke read show see list repeat check hear")
_SAYS = _set("noi nhac lap say tell")
"""Of these the slip has to be named: alone they ask for the latest answer again."""
_AGAIN = _set("lai again back")
_SLIP = _set(
    """phieu don khai yeu cau lich hen thong tin noi dung chi tiet tren hoi nay khi luc gio nguyen tu dau tat ca toan bo
    trong vua ban slip details booking appointment request everything all summary form"""
)
_WROTE = _set("ghi dat khai nhap luu hen lich phieu book booked write wrote note noted put down")
_WHAT = _set("gi sao nao what")
_WHEN = _set("bua ngay hom gio buoi thu luc nhung ra la cua vo vao again down")


def asks_to_see(text: str) -> bool:
    """Return whether a whole message asks for what was read back ("đọc lại giùm", "phiếu ghi gì vậy").

    A part that is named ("coi lại cái tên giùm") is to be changed, not read again.
    """
    said = canonical(text).split(maxsplit=_MOST)
    words = set(said)
    if len(said) > _MOST or not words:
        return False
    if words & _AGAIN and words <= _POLITE | _READS | _SAYS | _SLIP | _AGAIN | {"ghi"} | _WHAT:
        return bool(words & _SLIP - _SAYS if words & _SAYS else words & (_READS | {"what"}))
    asks = words & _WHAT and words & _WROTE and not words & {"duoc", "khong"}
    return bool(asks) and words <= _POLITE | _SLIP | _WROTE | _WHAT | _WHEN
