"""`motcua broadcast rules`, `new` and `edit`: what may be told of, what is said, and to whom."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.broadcasts import drafting, listing
from bot.broadcasts.approving import nobody_can_approve
from bot.broadcasts.model import Offer
from bot.broadcasts.pictures import Upload
from bot.broadcasts.understood import understood
from bot.commands.broadcast.approving import lost_lines
from bot.commands.broadcast.desk import ID, app, desk, finding_lines, headline
from bot.commands.context import run
from bot.commands.desk import JSON, show
from bot.commands.files import why
from bot.conversation.messages import Link
from bot.staff.errors import Refused
from bot.staff.fetching import MOST_BYTES
from bot.staff.reading import read_moment
from bot.staff.words import moment_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.broadcasts.drafting import Drafted
    from bot.broadcasts.understood import Understood

_TITLE = typer.Option("--title", help="Tên để cán bộ nhận ra; người dân không thấy.")
_TEXT = typer.Option("--text-file", help="Tệp nội dung tiếng Việt: văn bản thuần (.txt, UTF-8), không phải tệp Word.")
_TEXT_EN = typer.Option("--text-file-en", help="Tệp nội dung tiếng Anh.")
_AUDIENCE = typer.Option(
    "--audience",
    help="Gửi cho ai: topic=rules|procedure|service area='xã Tắc Vân, TP Cà Mau' platform=telegram procedure=MÃ"
    " within=NGÀY language=vi|en unit='…' day=24/8 half=morning; loại trừ: -area=… -platform=… -broadcast=ID.",
)
_RULE = typer.Option("--rule", help="Mã quy định đã công bố: lấy nội dung và nguồn từ đó.")
_AT = typer.Option("--at", help="Hẹn giờ gửi, giờ Việt Nam: 2021-08-24T07:30 hoặc '7h30 ngày 24/8'.")
_LINK = typer.Option("--link", help="Liên kết NHÃN=https://…; ghi nhiều lần được.")
_BUTTON = typer.Option("--button", help="Nút bấm: book (Đặt lịch), rules (Xem quy định); ghi nhiều lần được.")
_IMAGE = typer.Option(
    "--image", help="Một tấm hình .png hay .jpg, tối đa 5 MB: địa chỉ https, hoặc tệp trên máy. Tải về và lưu ngay."
)
_URGENT = typer.Option("--urgent/--not-urgent", help="Việc gấp: gửi cả trong giờ nghỉ 21:00–7:00.")
_CORRECT = typer.Option("--correct", help="Đính chính thông báo số này: gửi đúng những người đã nhận nó.")

_READ = typer.Option("--code", help="Mã nội dung đã đọc (dòng cuối của show); có người sửa từ lúc đó thì không sửa đè.")
_WITHOUT = typer.Option("--without", help=f"Bỏ khỏi thông báo: {', '.join(drafting.PARTS)}; ghi nhiều lần được.")
_WORDS = {"title": "Tên", "text": "Nội dung", "text_en": "Bản tiếng Anh", "audience": "Gửi cho"}
_OTHER_WORDS = {
    "links": "liên kết", "offers": "nút", "image": "hình", "rule": "quy định", "at": "giờ hẹn", "urgent": "việc gấp",
}  # fmt: skip


def _wish(
    office_now: datetime,
    *,
    title: str | None,
    text: Path | None,
    text_en: Path | None,
    audience: str | None,
    rule: str | None,
    at: str | None,
    links: list[str] | None,
    buttons: list[str] | None,
    image: str | None,
    urgent: bool | None,
    correct: int | None,
    without: list[str] | None = None,
) -> drafting.Wish:
    return drafting.Wish(
        title=title,
        text=_read(text),
        text_en=_read(text_en),
        audience=audience,
        rule=rule,
        at=read_moment(at, office_now) if at is not None else None,
        links=tuple(map(_link, links)) if links else None,
        offers=tuple(dict.fromkeys(map(_offer, buttons))) if buttons else None,
        image=_picture(image) if image else image,
        urgent=urgent,
        correct=correct,
        without=tuple(part.strip().lower() for part in without or ()),
    )


def _read(path: Path | None) -> str | None:
    if path is None:
        return None
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Refused(f"Không đọc được tệp {path}: {why(error)}.") from error
    except UnicodeDecodeError as error:
        raise Refused(
            f"Tệp {path} không phải văn bản thuần UTF-8. Tệp Word thì mở ra, chọn Lưu thành (Save As), loại tệp “Plain"
            " Text (*.txt)”, bảng mã “Unicode (UTF-8)”; rồi chạy lại với tệp .txt đó."
        ) from error


def _picture(image: str) -> str | Upload:
    """Return an address as it is, and of a file what is in it."""
    if "://" in image:
        return image
    path = Path(image)
    try:
        with path.open("rb") as file:
            return Upload(path.name, file.read(MOST_BYTES + 1))
    except OSError as error:
        raise Refused(f"Không đọc được hình {path}: {why(error)}. Hình trên mạng thì ghi cả https://.") from error


def _link(text: str) -> Link:
    label, equals, url = text.partition("=")
    if not equals:
        raise Refused(f"Liên kết “{text}” phải viết như: 'Cổng dịch vụ công=https://dichvucong.gov.vn'.")
    return Link(label.strip(), url.strip())


def _offer(text: str) -> Offer:
    try:
        return Offer(text.strip().lower())
    except ValueError:
        raise Refused(f"Không có nút '{text}'; có: book (Đặt lịch), rules (Xem quy định).") from None


@app.command()
def rules(*, as_json: Annotated[bool, JSON] = False) -> None:
    """Những quy định đã công bố mà thông báo được: mã để ghi vào --rule, và lời cho người dân."""

    async def work() -> None:
        async with desk() as at_hand:
            found = await listing.rules(at_hand.office)
        data, lines = [], []
        for one in found:
            sources, begins = one.draft.sources, one.begins
            data.append(
                {
                    "id": one.rule,
                    "text": one.draft.text,
                    "sources": [source.to_json() for source in sources],
                    "begins": begins.isoformat() if begins is not None else None,
                }
            )
            lines.append(f"{one.rule}{f'  (từ {moment_words(begins)})' if begins is not None else ''}")
            lines += [f"  {one.draft.text}", *(f"  Nguồn: {source.document}" for source in sources)]
        show({"rules": data}, lines or ["Không có quy định nào đang được trả lời chung cho cả tỉnh."], as_json=as_json)

    run(work)


@app.command()
def new(
    *,
    title: Annotated[str, _TITLE],
    audience: Annotated[str, _AUDIENCE] = "",
    text_file: Annotated[Path | None, _TEXT] = None,
    text_file_en: Annotated[Path | None, _TEXT_EN] = None,
    rule: Annotated[str | None, _RULE] = None,
    at: Annotated[str | None, _AT] = None,
    link: Annotated[list[str] | None, _LINK] = None,
    button: Annotated[list[str] | None, _BUTTON] = None,
    image: Annotated[str | None, _IMAGE] = None,
    urgent: Annotated[bool | None, _URGENT] = None,
    correct: Annotated[int | None, _CORRECT] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Soạn một thông báo mới; chưa gửi gì."""

    async def work() -> None:
        async with desk() as at_hand:
            office = at_hand.office
            wish = _wish(
                office.now,
                title=title,
                text=text_file,
                text_en=text_file_en,
                audience=audience,
                rule=rule,
                at=at,
                links=link,
                buttons=button,
                image=image,
                urgent=urgent,
                correct=correct,
            )
            drafted = await drafting.create(office, wish)
            names = understood(drafted.broadcast.content, office.guidance, office.now)
            nameless = await nobody_can_approve(office)
        _show_draft(drafted, names, nameless=nameless, as_json=as_json)

    run(work)


@app.command()
def edit(
    broadcast: Annotated[int, ID],
    *,
    title: Annotated[str | None, _TITLE] = None,
    audience: Annotated[str | None, _AUDIENCE] = None,
    text_file: Annotated[Path | None, _TEXT] = None,
    text_file_en: Annotated[Path | None, _TEXT_EN] = None,
    rule: Annotated[str | None, _RULE] = None,
    at: Annotated[str | None, _AT] = None,
    link: Annotated[list[str] | None, _LINK] = None,
    button: Annotated[list[str] | None, _BUTTON] = None,
    image: Annotated[str | None, _IMAGE] = None,
    urgent: Annotated[bool | None, _URGENT] = None,
    without: Annotated[list[str] | None, _WITHOUT] = None,
    code: Annotated[str | None, _READ] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Sửa thông báo chưa gửi; đã duyệt rồi thì phải duyệt lại."""

    async def work() -> None:
        async with desk() as at_hand:
            wish = _wish(
                at_hand.office.now,
                title=title,
                text=text_file,
                text_en=text_file_en,
                audience=audience,
                rule=rule,
                at=at,
                links=link,
                buttons=button,
                image=image,
                urgent=urgent,
                correct=None,
                without=without,
            )
            office = at_hand.office
            drafted = await drafting.change(office, broadcast, wish, read=code)
            names = understood(drafted.broadcast.content, office.guidance, office.now)
            nameless = await nobody_can_approve(office)
        _show_draft(drafted, names, nameless=nameless, as_json=as_json)

    run(work)


def _overwritten_lines(author: str, was: Mapping[str, Any]) -> list[str]:
    """Return whose words were replaced, and what they were: they may be at it at this moment."""
    lines = [f"! Bài này do {author} sửa gần nhất; vừa thay phần dưới đây, chưa hỏi người ấy thì nên hỏi:"]
    lines += [f"  {words} cũ: {was[name]}" for name, words in _WORDS.items() if name in was]
    others = ", ".join(words for name, words in _OTHER_WORDS.items() if name in was)
    return [*lines, f"  Cũng đã đổi: {others}."] if others else lines


def _show_draft(drafted: Drafted, names: Understood, *, nameless: bool, as_json: bool) -> None:
    made = drafted.broadcast
    data = {
        "id": made.id,
        "state": made.state,
        "audience": made.content.audience,
        "understood": names.to_json(),
        "findings": [finding.to_json() for finding in drafted.findings],
        "approval_dropped": drafted.dropped is not None,
        "overwritten": {"author": drafted.overwritten.author, "was": drafted.replaced} if drafted.overwritten else None,
    }
    lines = [headline(made)]
    if drafted.dropped is not None:
        lines += lost_lines(drafted.dropped)
    if drafted.overwritten is not None:
        lines += _overwritten_lines(drafted.overwritten.author, drafted.replaced)
    lines += [*names.lines, *finding_lines(drafted.findings)]
    if nameless:
        lines.append(
            "! Soạn mà không dùng mã cá nhân (MOTCUA_STAFF_TOKEN): không biết ai soạn, nên không ai duyệt được bài này."
        )
    lines.append(f"Xem trước: motcua broadcast preview {made.id}")
    show(data, lines, as_json=as_json)
