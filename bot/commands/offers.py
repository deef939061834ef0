"""`motcua offers`: which procedure can be submitted how, and who must come, as staff keep it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.context import run
from bot.commands.desk import JSON, office, show
from bot.guidance.channels import Channel, Offered, Presence
from bot.staff import offers
from bot.staff.errors import Refused
from bot.staff.reading import day_start, read_day, read_moment, read_procedure

if TYPE_CHECKING:
    from datetime import datetime
    from enum import StrEnum

    from psycopg.rows import DictRow

    from bot.guidance.offers import Offering

app = typer.Typer(
    help="Thủ tục nào nộp được qua mạng, bưu chính, tại quầy.", no_args_is_help=True, add_completion=False
)

_CODE = typer.Argument(metavar="CODE", help="Mã thủ tục (2.000815) hoặc tên thường gọi.")
_FROM = typer.Option("--from", help="Từ ngày.")
_TO = typer.Option("--to", help="Đến hết ngày; bỏ trống là chưa biết ngày hết.")
_BASIS = typer.Option("--basis", help="Căn cứ; nói với bà con.")
_NOTE = typer.Option("--note", help="Lưu ý cho bà con.")
_WAYS = {Channel.ONLINE: "Qua mạng", Channel.POSTAL: "Qua bưu chính", Channel.IN_PERSON: "Tại quầy"}
_OFFERED = {
    Offered.YES: "nhận",
    Offered.LIMITED: "nhận có giới hạn",
    Offered.ELSEWHERE: "nơi khác nhận",
    Offered.NO: "không",
    Offered.UNKNOWN: "chưa rõ",
}
_PRESENCE = {
    Presence.REQUIRED: "phải đến",
    Presence.CONDITIONAL: "tùy trường hợp",
    Presence.NOT_REQUIRED: "không phải đến",
    Presence.NOT_STATED: "không thấy quy định",
    Presence.UNKNOWN: "chưa rõ",
}


@app.command("show")
def show_(
    code: Annotated[str, _CODE],
    at: Annotated[str | None, typer.Option("--at", help="Vào ngày, giờ này; bỏ trống là bây giờ.")] = None,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Một thủ tục nộp được cách nào vào một ngày, và các dòng đã ghi."""

    async def work() -> None:
        async with office() as desk:
            procedure = read_procedure(desk.guidance, code)
            moment = read_moment(at, desk.now) if at is not None else desk.now
            ways, duties = await offers.history(desk, procedure)
            offering = desk.guidance.offers.at(moment, procedure.code)
        data = {
            "code": procedure.code,
            "name": procedure.name,
            "at": moment.isoformat(),
            **_offering(offering),
            "rows": {"offers": [_plain(row) for row in ways], "presence": [_plain(row) for row in duties]},
        }
        head = f"{procedure.code} {procedure.title}, {moment.day}/{moment.month}/{moment.year}:"
        show(data, [head, *_lines(offering), "Các dòng đã ghi:", *_rows(ways, duties)], as_json=as_json)

    run(work)


def _offering(offering: Offering) -> dict[str, Any]:
    channels = {
        channel.value: {"offered": offer.offered, "basis": offer.basis, "note": offer.note}
        for channel in Channel
        for offer in [offering.offer(channel)]
    }
    duty = offering.duty
    presence = {"presence": duty.presence, "basis": duty.basis, "note": duty.note, "question": duty.question}
    return {"channels": channels, "presence": presence}


def _lines(offering: Offering) -> list[str]:
    lines = []
    for channel in Channel:
        offer = offering.offer(channel)
        lines.append(f"  {_WAYS[channel]}: {_OFFERED[offer.offered]}{_because(offer.note, offer.basis)}")
    duty = offering.duty
    lines.append(f"  Có phải đến: {_PRESENCE[duty.presence]}{_because(duty.question, duty.note, duty.basis)}")
    return lines


def _because(*texts: str | None) -> str:
    said = "; ".join(filter(None, texts))
    return f" ({said})" if said else ""


def _plain(row: DictRow) -> dict[str, Any]:
    return {**row, "set_at": row["set_at"].isoformat()}


def _rows(ways: list[DictRow], duties: list[DictRow]) -> list[str]:
    said = [(row, f"{row['channel']} {row['offered']}") for row in ways]
    said += [(row, f"presence {row['presence']}") for row in duties]
    return [
        f"  {row['valid_from'] or '…'} – {row['valid_to'] or '…'}: {what}; {row['basis']} (ghi: {row['set_by']})"
        for row, what in said
    ] or ["  (chưa có)"]


@app.command("set")
def set_(
    code: Annotated[str, _CODE],
    *,
    channel: Annotated[str, typer.Option("--channel", help="online (mạng), postal (bưu chính), in_person (quầy).")],
    offered: Annotated[
        str,
        typer.Option("--offered", help="yes, no, limited (có giới hạn), elsewhere (nơi khác nhận), unknown (chưa rõ)."),
    ],
    first: Annotated[str, _FROM],
    basis: Annotated[str, _BASIS],
    last: Annotated[str | None, _TO] = None,
    note: Annotated[str, _NOTE] = "",
) -> None:
    """Ghi một thủ tục có nhận nộp bằng một cách hay không; dòng cũ trùng ngày được rút ngắn, nhật ký giữ đủ."""

    async def work() -> None:
        async with office() as desk:
            procedure = read_procedure(desk.guidance, code)
            way, value = _word(Channel, channel, "--channel"), _word(Offered, offered, "--offered")
            period = _period(first, last, desk.now)
            await offers.set_offer(desk, procedure, way, value, period, basis=basis, note=note)
        show({}, [f"{procedure.title}: {_WAYS[way].lower()} {_OFFERED[value]} {_words(period)}."], as_json=False)

    run(work)


@app.command()
def presence(
    code: Annotated[str, _CODE],
    *,
    duty: Annotated[str, typer.Option("--presence", help=f"{', '.join(Presence)}.")],
    first: Annotated[str, _FROM],
    basis: Annotated[str, _BASIS],
    last: Annotated[str | None, _TO] = None,
    note: Annotated[str, _NOTE] = "",
    question: Annotated[str, typer.Option("--question", help="Câu hỏi có/không, khi tùy trường hợp.")] = "",
) -> None:
    """Ghi một thủ tục có bắt buộc người dân đến trực tiếp hay không."""

    async def work() -> None:
        async with office() as desk:
            procedure = read_procedure(desk.guidance, code)
            value = _word(Presence, duty, "--presence")
            period = _period(first, last, desk.now)
            await offers.set_presence(desk, procedure, value, period, basis=basis, note=note, question=question)
        show({}, [f"{procedure.title}: {_PRESENCE[value]} {_words(period)}."], as_json=False)

    run(work)


def _word[E: StrEnum](words: type[E], typed: str, option: str) -> E:
    try:
        return words(typed.strip().lower())
    except ValueError as error:
        raise Refused(f"{option} phải là một trong: {', '.join(words)}.") from error


def _period(first: str, last: str | None, now: datetime) -> offers.Period:
    start = read_day(first, now, past=True)
    end = read_day(last, now, past=True) + timedelta(days=1) if last is not None else None
    return offers.Period(start, end)


def _words(period: offers.Period) -> str:
    start = f"từ {period.start.day}/{period.start.month}/{period.start.year}"
    if period.end is None:
        return start
    last = day_start(period.end) - timedelta(days=1)
    return f"{start} đến hết ngày {last.day}/{last.month}/{last.year}"
