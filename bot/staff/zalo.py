"""Zalo's tokens, as staff see to them: how they are, and a login that begins them anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qs, urlsplit

from bot.platforms.contract import PlatformError
from bot.platforms.zalo_oa.oauth import LoginNeeded
from bot.platforms.zalo_oa.tokens import StoreUnavailable, Unreadable
from bot.staff import audit
from bot.staff.errors import Away, Refused
from bot.staff.roles import require

if TYPE_CHECKING:
    from bot.platforms.zalo_oa.oauth import Pair
    from bot.platforms.zalo_oa.tokens import Stored, TokenStore
    from bot.staff.office import Office


_TRY_AGAIN = "Mã chỉ dùng được một lần: lấy mã mới."
_CONSENT_AGAIN = (
    "Mã chỉ dùng được một lần, trong 10 phút: làm lại từ đầu. Nếu developers.zalo.me có lưu mã thử (code challenge) thì"
    " phải là mã thử mà lệnh này in ra; MOTCUA_SECRET_KEY khác thì mã thử khác."
)


class Exchange(Protocol):
    """The part of ``OAuth`` that a login needs."""

    async def refresh(self, token: str) -> Pair:
        """Exchange a refresh token."""
        ...

    async def exchange(self, code: str, verifier: str) -> Pair:
        """Exchange the code of a consent."""
        ...


@dataclass(frozen=True, slots=True)
class Grant:
    """What a login rests on: the code of a consent with its verifier, or a refresh token out of Zalo's own tools."""

    code: str | None = None
    verifier: str = ""
    refresh_token: str | None = None


def read_callback(text: str, *, state: str, oa_id: str) -> str:
    """Return the code out of the address that the browser landed on after the consent; a bare code is taken too.

    Raises:
        Refused: it holds no code, or belongs to another login or another account.
    """
    text = text.strip()
    if "?" not in text and "=" not in text:
        fields: dict[str, list[str]] = {"code": [text]} if text else {}
    else:
        query = urlsplit(text).query if "?" in text else text
        fields = parse_qs(query)
    code = next((fields[name][0] for name in ("code", "oa_code") if fields.get(name)), None)
    if code is None:
        raise Refused("Địa chỉ này không có mã (code=…): dán nguyên địa chỉ trang hiện ra sau khi bấm đồng ý.")
    if fields.get("state", [state]) != [state]:
        raise Refused("Địa chỉ này thuộc lần đăng nhập khác: chạy lại 'motcua zalo login' và mở địa chỉ mới.")
    if fields.get("oa_id", [oa_id]) != [oa_id]:
        raise Refused(f"Đã đồng ý cho một OA khác ({fields['oa_id'][0]}); cần chọn OA {oa_id}.")
    return code


async def status(office: Office, store: TokenStore) -> Stored:
    """Return what is kept of the account's tokens.

    Raises:
        Away: the database is away.
        Refused: the tokens were sealed with another key.
    """
    require(office.actor, "zalo.status")
    try:
        return await store.read()
    except StoreUnavailable as error:
        raise Away(f"Không đọc được mã của Zalo: {error}.") from error
    except Unreadable:
        raise Refused(
            "Mã của Zalo được niêm bằng MOTCUA_SECRET_KEY khác: đặt lại khóa cũ, hoặc chạy 'motcua zalo login'."
        ) from None


async def login(office: Office, oauth: Exchange, store: TokenStore, account: str, grant: Grant) -> Pair:
    """Exchange a grant for a new pair and keep it; running processes find it by themselves.

    Noted before and after: with the new pair the old one is dead, whoever holds it.

    Raises:
        Refused: Zalo does not take the grant.
        Away: Zalo or the database does not answer.
    """
    require(office.actor, "zalo.login")
    by = "code" if grant.code is not None else "refresh_token"
    call = await audit.note(office, "zalo.login", account, phase=audit.INTENDED, by=by)
    try:
        async with store.exclusively():
            if grant.code is not None:
                pair = await oauth.exchange(grant.code, grant.verifier)
            else:
                pair = await oauth.refresh(grant.refresh_token or "")
            await store.keep(pair)
    except LoginNeeded as error:
        await audit.note(office, "zalo.login", account, phase=audit.FAILED, call=call)
        raise Refused(f"Zalo không nhận ({error}). {_TRY_AGAIN if grant.code is None else _CONSENT_AGAIN}") from None
    except (PlatformError, StoreUnavailable) as error:
        await audit.note(office, "zalo.login", account, phase=audit.UNKNOWN, call=call)
        raise Away(f"Chưa đăng nhập được: {error}. Chạy lại 'motcua zalo login'.") from error
    await audit.note(office, "zalo.login", account, phase=audit.DONE, call=call)
    return pair
