"""`motcua operator callbacks`, `take`, `give-back`, `close`, `close-many`, `callback-add`: calling people back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.context import run
from bot.commands.desk import JSON, office, show
from bot.guidance.moments import VIETNAM
from bot.staff import callbacks as requests
from bot.staff.finding import find_place
from bot.staff.reading import read_name, read_phone_number, read_procedure
from bot.staff.words import moment_words

if TYPE_CHECKING:
    from psycopg.rows import DictRow

    from bot.staff.office import Office

_NUMBER = typer.Argument(metavar="ID", help="Số của yêu cầu gọi lại.")
_DESK = "tổng đài, lao động, hoặc tên một cửa (“xã Tắc Vân, TP Cà Mau”)"
_SHOWN = 5


def add_to(app: typer.Typer) -> None:
    """Add these commands to ``motcua operator``."""
    app.command("callbacks")(callbacks)
    app.command("take")(take)
    app.command("give-back")(give_back)
    app.command("close")(close)
    app.command("close-many")(close_many)
    app.command("callback-add")(callback_add)


def callbacks(
    desk: Annotated[str | None, typer.Option("--desk", help=f"Chỉ của: {_DESK}.")] = None,
    *,
    closed: Annotated[bool, typer.Option("--closed", help="Cả yêu cầu đã xong.")] = False,
    newest: Annotated[bool, typer.Option("--newest", help="Mới nhất trước.")] = False,
    after: Annotated[int | None, typer.Option("--after", help="Xem tiếp sau số này.")] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=requests.MOST_A_PAGE, help="Số yêu cầu một lần.")
    ] = requests.PAGE,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Yêu cầu gọi lại mà bà con để lại, cũ trước; nhiều quá thì xem từng phần bằng --after."""

    async def work() -> None:
        async with office() as own:
            wanted = requests.read_desk(own, desk) if desk is not None else None
            page = await requests.listed(own, desk=wanted, closed=closed, newest=newest, after=after, limit=limit)
            data = [_request(own, row) for row in page.rows]
        lines = [line for row in data for line in _request_lines(row)]
        whose = f" của {requests.desk_words(own, wanted)}" if wanted is not None else ""
        if not lines:
            lines = [f"Không có yêu cầu gọi lại nào{whose}."]
        elif page.more is not None or after is not None:
            lines.append(f"Đang chờ{whose}: {page.open} chưa ai nhận, {page.taken} đang gọi.")
        if page.more is not None:
            lines.append(f"Còn nữa: thêm --after {page.more}.")
        found = {"callbacks": data, "open": page.open, "taken": page.taken, "after": page.more}
        show(found, lines, as_json=as_json)

    run(work)


def _request(own: Office, row: DictRow) -> dict[str, Any]:
    procedure = own.guidance.catalogue.get(row["procedure"]) if row["procedure"] else None
    area = own.guidance.places.find(row["area"]) if row["area"] else None
    return {
        "id": row["id"],
        "desk": row["desk"],
        "desk_name": requests.desk_words(own, row["desk"]),
        "status": row["status"],
        "name": row["name"],
        "phone": row["phone"],
        "reason": row["reason"],
        "procedure": row["procedure"],
        "procedure_name": procedure.title if procedure is not None else None,
        "area": row["area"],
        "area_name": own.guidance.places.full_name(area) if area is not None else None,
        "details": row["details"],
        "asked_at": row["as_of"].astimezone(VIETNAM).isoformat(),
        "taken_by": row["taken_by"],
        "outcome": row["outcome"],
    }


def _request_lines(row: dict[str, Any]) -> list[str]:
    states = {"open": "chưa ai nhận", "taken": f"{row['taken_by']} đang gọi", "closed": f"xong: {row['outcome']}"}
    about = ", ".join(filter(None, (row["procedure_name"] or row["procedure"], row["area_name"])))
    asked = moment_words(datetime.fromisoformat(row["asked_at"]))
    head = f"{row['id']:>4}  [{row['desk_name']}]  {row['name']}  {row['phone']}  {asked}  ({states[row['status']]})"
    return [head, f"      {row['reason']}{f' ({about})' if about else ''}"]


def take(number: Annotated[int, _NUMBER], *, as_json: Annotated[bool, JSON] = False) -> None:
    """Nhận một yêu cầu gọi lại, để người khác khỏi gọi trùng; in số điện thoại để gọi."""

    async def work() -> None:
        async with office() as own:
            row = _request(own, await requests.take(own, number))
        lines = [f"Đã nhận yêu cầu gọi lại số {number}: gọi {row['name']}, {row['phone']}.", _request_lines(row)[1]]
        show(row, lines, as_json=as_json)

    run(work)


def give_back(
    number: Annotated[int, _NUMBER],
    why: Annotated[
        str | None, typer.Option("--why", help="Vì sao, khi trả lại thay người khác: hết ca, nghỉ ốm.")
    ] = None,
) -> None:
    """Trả lại một yêu cầu đã nhận mà chưa gọi được, để người khác nhận."""

    async def work() -> None:
        async with office() as own:
            taken_by = await requests.give_back(own, number, why)
        show({}, [f"Yêu cầu gọi lại số {number} ({taken_by} đã nhận) đang chờ người khác nhận."], as_json=False)

    run(work)


def close(
    number: Annotated[int, _NUMBER],
    outcome: Annotated[str, typer.Option("--outcome", help="Kết quả: đã gọi, đã đặt lịch CM-…, không liên lạc được …")],
    untaken: Annotated[
        str | None, typer.Option("--not-called", help="Vì sao đóng một yêu cầu mà chưa ai nhận gọi.")
    ] = None,
) -> None:
    """Ghi kết quả và đóng một yêu cầu gọi lại."""

    async def work() -> None:
        async with office() as own:
            await requests.close(own, number, outcome, untaken=untaken)
        show({}, [f"Đã đóng yêu cầu gọi lại số {number}."], as_json=False)

    run(work)


def close_many(
    outcome: Annotated[str, typer.Option("--outcome", help="Vì sao đóng: gửi phá, trùng nhau …")],
    *,
    desk: Annotated[str | None, typer.Option("--desk", help=f"Của: {_DESK}.")] = None,
    phone: Annotated[str | None, typer.Option("--phone", help="Mang số điện thoại này.")] = None,
    platform: Annotated[
        str | None, typer.Option("--platform", help="Để lại trên: web, telegram, zalo_oa, zalo_bot.")
    ] = None,
    first: Annotated[int | None, typer.Option("--from", help="Từ số này.")] = None,
    last: Annotated[int | None, typer.Option("--to", help="Đến số này.")] = None,
    confirm: Annotated[
        str | None, typer.Option("--confirm", help="Mã mà lần xem trước in ra; thiếu thì chỉ xem trước.")
    ] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Đóng một lượt những yêu cầu chưa ai nhận; lần đầu chỉ xem trước, gõ lại với --confirm mới đóng."""

    async def work() -> None:
        async with office() as own:
            which = requests.Which(
                desk=requests.read_desk(own, desk) if desk is not None else None,
                phone=read_phone_number(phone) if phone is not None else None,
                first=first,
                last=last,
                platform=platform,
            )
            rows, code, done = await requests.close_many(own, which, outcome, confirm=confirm)
            data = [_request(own, row) for row in rows]
        if done or not data:
            lines = [f"Đã đóng {len(data)} yêu cầu gọi lại." if data else "Không có yêu cầu nào như vậy chưa ai nhận."]
        else:
            sample = data if len(data) <= 2 * _SHOWN else [*data[:_SHOWN], *data[-_SHOWN:]]
            lines = [f"Sẽ đóng {len(data)} yêu cầu, chưa đóng cái nào:"]
            lines += [line for row in sample for line in _request_lines(row)]
            lines += [f"(hiện {len(sample)} trên {len(data)}, đầu và cuối)"] if len(sample) < len(data) else []
            lines.append(f"Đúng là những yêu cầu này thì gõ lại cùng lệnh, thêm --confirm {code}.")
        show({"closed": done, "confirm": code, "callbacks": data}, lines, as_json=as_json)

    run(work)


def callback_add(
    *,
    desk: Annotated[str, typer.Option("--desk", help=f"Ai gọi lại: {_DESK}.")],
    name: Annotated[str, typer.Option("--name", help="Họ tên người cần gọi.")],
    phone: Annotated[str, typer.Option("--phone", help="Số điện thoại cần gọi.")],
    reason: Annotated[str, typer.Option("--reason", help="Việc cần gọi lại, một hai câu.")],
    procedure: Annotated[str | None, typer.Option("--procedure", help="Mã thủ tục hoặc tên thường gọi.")] = None,
    area: Annotated[str | None, typer.Option("--area", help="Nơi ở của người gọi.")] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Ghi yêu cầu gọi lại cho người gọi điện, vào danh sách của bộ phận sẽ gọi."""

    async def work() -> None:
        async with office() as own:
            wanted = requests.read_desk(own, desk)
            number, same = await requests.add(
                own,
                desk=wanted,
                name=read_name(name),
                phone=read_phone_number(phone),
                reason=reason,
                procedure=read_procedure(own.guidance, procedure) if procedure is not None else None,
                area=find_place(own.guidance, area, own.now) if area is not None else None,
            )
        lines = [f"Đã ghi yêu cầu gọi lại số {number} cho {requests.desk_words(own, wanted)}."]
        if same:
            lines.append(f"Lưu ý: số này đã có yêu cầu đang chờ: {', '.join(map(str, same))}.")
        show({"id": number, "desk": wanted, "others": same}, lines, as_json=as_json)

    run(work)
