"""`motcua zalo`: logging the Official Account in, and how its tokens are."""

from __future__ import annotations

import secrets
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.context import fail, open_context, read_settings, run
from bot.commands.desk import JSON, show
from bot.guidance.moments import VIETNAM
from bot.platforms.zalo_oa.oauth import challenge, consent_url, verifier
from bot.staff import zalo
from bot.staff.errors import StaffError
from bot.staff.office import Office
from bot.zalo import OfficialAccount

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.settings import Settings

app = typer.Typer(help="Zalo: đăng nhập OA, xem hạn của mã.", no_args_is_help=True, add_completion=False)

_BY_TOKEN = typer.Option(
    "--refresh-token", help="Nhập refresh token lấy ở developers.zalo.me (API Explorer), không cần trình duyệt."
)


@app.command()
def login(
    *,
    refresh_token: Annotated[bool, _BY_TOKEN] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Đăng nhập OA: mở một địa chỉ, bấm đồng ý, dán địa chỉ trang hiện ra. Mã cũ hết dùng ngay."""
    settings = read_settings()
    app_id, oa_id = _account(settings)
    grant = _from_token() if refresh_token else _from_consent(settings, app_id, oa_id)

    async def work() -> None:
        async with _office() as (desk, account):
            pair = await zalo.login(desk, account.oauth, account.store, oa_id, grant)
        data = {"oa": oa_id, "access_until": pair.access_until.isoformat()}
        data["refresh_until"] = pair.refresh_until.isoformat()
        day = pair.refresh_until.astimezone(VIETNAM)
        line = f"Đã đăng nhập OA {oa_id}. Mã được tự gia hạn; nếu hệ thống ngừng chạy, hạn cuối là {day:%d/%m/%Y}."
        show(data, [line], as_json=as_json)

    run(work)


@app.command()
def status(*, as_json: Annotated[bool, JSON] = False) -> None:
    """Mã của OA còn hạn tới khi nào, có phải đăng nhập lại không."""
    _, oa_id = _account(read_settings())

    async def work() -> None:
        async with _office() as (desk, account):
            stored = await zalo.status(desk, account.store)
        pair, now = stored.pair, datetime.now(UTC)
        data = {
            "oa": oa_id,
            "logged_in": pair is not None and stored.problem is None and pair.refresh_until > now,
            "access_until": pair.access_until.isoformat() if pair else None,
            "refresh_until": pair.refresh_until.isoformat() if pair else None,
            "exchange_broken_off": stored.exchanging,
            "problem": stored.problem,
        }
        if pair is None or stored.problem is not None:
            lines = [f"OA {oa_id}: cần đăng nhập, chạy 'motcua zalo login'.", *filter(None, [stored.problem])]
        else:
            access, refresh = pair.access_until.astimezone(VIETNAM), pair.refresh_until.astimezone(VIETNAM)
            lines = [
                f"OA {oa_id}: đã đăng nhập.",
                f"Mã truy cập tới {access:%H:%M %d/%m/%Y}; mã gia hạn tới {refresh:%d/%m/%Y} (tự gia hạn khi chạy).",
            ]
        show(data, lines, as_json=as_json)

    run(work)


def _account(settings: Settings) -> tuple[str, str]:
    if settings.zalo_app_id is None or settings.zalo_oa_id is None:
        fail("Chưa có OA: đặt MOTCUA_ZALO_APP_ID và các biến đi cùng (docs/zalo.md).", code=2)
    return settings.zalo_app_id, settings.zalo_oa_id


def _from_token() -> zalo.Grant:
    token = typer.prompt("Refresh token", hide_input=True, err=True)
    return zalo.Grant(refresh_token=str(token).strip())


def _from_consent(settings: Settings, app_id: str, oa_id: str) -> zalo.Grant:
    redirect = settings.zalo_callback_url or settings.public_url
    if redirect is None:
        fail("Chưa có địa chỉ quay về: đặt MOTCUA_ZALO_CALLBACK_URL đúng như đã lưu ở developers.zalo.me.", code=2)
    secret, state = verifier(settings.secret(), app_id), secrets.token_urlsafe(16)
    url = consent_url(settings.zalo_oauth_url, app_id, redirect, challenge=challenge(secret), state=state)
    typer.echo(f"Mã thử (code challenge), lưu ở developers.zalo.me nếu nơi đó đòi: {challenge(secret)}", err=True)
    typer.echo(f"Quản trị viên OA mở địa chỉ này, chọn OA, bấm đồng ý:\n{url}", err=True)
    landed = typer.prompt("Dán địa chỉ trang hiện ra sau đó", err=True)
    try:
        return zalo.Grant(code=zalo.read_callback(str(landed), state=state, oa_id=oa_id), verifier=secret)
    except StaffError as error:
        fail(error.message, code=error.code)


@asynccontextmanager
async def _office() -> AsyncIterator[tuple[Office, OfficialAccount]]:
    async with open_context() as context:
        desk = Office(context.database, context.guidance, context.actor, context.now)
        secret = context.settings.secret()
        account = OfficialAccount(context.settings, context.database, secret=secret, on_notice=lambda _notice: None)
        try:
            yield desk, account
        finally:
            await account.close()
