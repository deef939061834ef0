"""Staff's decisions on models: comparing two, putting one live through the gate, going back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.db import nlu_servers
from bot.staff import audit
from bot.staff.actor import authenticate
from bot.staff.errors import Away, NotAllowed, Refused
from bot.staff.roles import may, require
from bot.training import records, swaps
from bot.training.jobs import pick
from bot.training.judging import compare_models, judge_model
from bot.training.measuring import MeasuringFailed, Yardstick
from bot.training.records import State
from bot.training.swaps import Kind, Swap, SwapState
from bot.training.trainer import tell_everybody
from bot.training.warming import WarmingFailed

if TYPE_CHECKING:
    from bot.staff.actor import Actor
    from bot.staff.office import Office
    from bot.training.comparing import Comparison
    from bot.training.gate import Judgement
    from bot.training.records import Model
    from bot.training.workshop import Workshop

_SHORTEST_REASON = 10


@dataclass(frozen=True, slots=True)
class Force:
    """What it takes to overrule the gate.

    Attributes:
        second_token: the personal token of another person who agrees.
        why: their reason.
    """

    second_token: str
    why: str


async def compare(office: Office, workshop: Workshop, first: str, second: str) -> tuple[Model, Model, Comparison]:
    """Compare two models on the evaluation messages.

    Raises:
        Refused: there is no such model, its file is gone, or it cannot be measured.
    """
    require(office.actor, "nlu.compare")
    models = [await pick(office, name) for name in (first, second)]
    try:
        comparison = await compare_models(office.database, workshop, Yardstick.of(workshop), *models)
    except (WarmingFailed, MeasuringFailed) as error:
        raise Refused(f"Không đo được: {error}.") from error
    return models[0], models[1], comparison


async def promote(
    office: Office, workshop: Workshop, name: str, *, force: Force | None = None
) -> tuple[Swap, Judgement]:
    """Ask for a model to go live, once the gate lets it pass or two people overrule it.

    Raises:
        Refused: the gate refuses, the model cannot go live, another one went live meanwhile, or there is no swap with
            this set-up.
        NotAllowed: the second person is the first one, nobody knows them, or they may not.
        Away: no ``motcua nlu serve`` runs.
    """
    require(office.actor, "nlu.promote")
    _own_servers(workshop)
    model = await pick(office, name)
    _can_go_live(model)
    second = await _second(office, force) if force is not None else None
    await _somebody_does_it(office)
    beside = await _live(office)
    try:
        judgement = await judge_model(office.database, workshop, Yardstick.of(workshop), model)
    except (WarmingFailed, MeasuringFailed) as error:
        raise Refused(f"Không kiểm tra được {model.version}: {error}.") from error
    async with office.database.intake.connection() as connection:
        state = State.READY if judgement.passed else State.REFUSED
        await records.judged(connection, model.id, state, judgement.summary)
    if not judgement.passed and second is None:
        await audit.note(office, "nlu.promote", model.version, refused=list(judgement.objections))
        raise Refused(
            f"Không đưa {model.version} vào dùng: {judgement.summary}. Nếu vẫn phải dùng, cần người thứ hai đồng ý và"
            " lý do: thêm --force --why."
        )
    swap = await _ask(
        office,
        Kind.PROMOTE,
        model,
        beside=beside,
        why=force.why if force is not None else None,
        forced=not judgement.passed,
        second=second.name if second is not None else None,
        objections=list(judgement.objections),
    )
    return swap, judgement


async def rollback(office: Office, workshop: Workshop, *, why: str | None = None) -> tuple[Swap, Model]:
    """Ask for the model that was live before to go live again; no gate, it was good enough before.

    Raises:
        Refused: there is none, or there is no swap with this set-up.
        Away: no ``motcua nlu serve`` runs.
    """
    require(office.actor, "nlu.rollback")
    _own_servers(workshop)
    beside = await _live(office)
    async with office.database.intake.connection() as connection:
        number = await swaps.before_live(connection)
        model = await records.get(connection, number) if number is not None else None
    if model is None:
        raise Refused("Chưa có mô hình nào trước mô hình đang dùng, hoặc tệp của nó đã được dọn đi.")
    await _somebody_does_it(office)
    return await _ask(office, Kind.ROLLBACK, model, beside=beside, why=why), model


async def _live(office: Office) -> int | None:
    async with office.database.intake.connection() as connection:
        live = await records.live(connection)
    return live.id if live is not None else None


async def _ask(
    office: Office, kind: Kind, model: Model, *, beside: int | None, why: str | None, **details: object
) -> Swap:
    """Ask for a change that was decided beside the live model ``beside``."""
    async with office.database.transaction() as connection:
        await swaps.lock(connection)
        if await swaps.open_one(connection) is not None:
            raise Refused("Đang có một lần đổi mô hình khác; chờ xong rồi làm lại.")
        live = await records.live(connection)
        if (live.id if live is not None else None) != beside:
            raise Refused("Mô hình đang dùng vừa đổi. Xem 'motcua nlu models' rồi làm lại.")
        swap = await swaps.ask(connection, kind, model.id, asked_by=office.actor.name, why=why)
        await audit.record(connection, office.actor, f"nlu.{kind}", model.version, why=why, swap=swap.id, **details)
    await tell_everybody(office.database)
    return swap


async def state_of(office: Office, swap: Swap) -> Swap:
    """Return how far a change is."""
    async with office.database.intake.connection() as connection:
        return await swaps.get(connection, swap.id) or swap


def settled(swap: Swap) -> bool:
    """Return whether a change came about or failed."""
    return swap.state in {SwapState.MOVED, SwapState.FAILED}


async def _second(office: Office, force: Force) -> Actor:
    """Return the second person.

    Raises:
        NotAllowed: it is the same person, nobody knows them, or their role does not cover it.
        Refused: the reason says nothing.
    """
    if len(force.why.split()) < 2 or len(force.why.strip()) < _SHORTEST_REASON:  # noqa: PLR2004 - one word says nothing
        raise Refused("Cần lý do rõ ràng (--why) khi bỏ qua kiểm tra.")
    async with office.database.intake.connection() as connection:
        second = await authenticate(connection, force.second_token)
    if second.name == office.actor.name:
        raise NotAllowed("Người thứ hai phải là người khác, dùng mã cá nhân của chính họ.")
    if not may(second, "nlu.promote"):
        raise NotAllowed(f"{second.name} (vai trò {second.role}) không được đồng ý việc này.")
    return second


def _own_servers(workshop: Workshop) -> None:
    if workshop.outside is not None:
        raise Refused(
            f"MOTCUA_NLU_URL trỏ tới máy chủ Rasa bên ngoài ({workshop.outside}): ở đây không đổi mô hình được,"
            " phải đổi ở máy chủ đó. Bỏ MOTCUA_NLU_URL và chạy 'motcua nlu serve' thì đổi được."
        )


def _can_go_live(model: Model) -> None:
    if model.state is State.LIVE:
        raise Refused(f"{model.version} đang được dùng rồi.")
    if model.state not in {State.READY, State.REFUSED, State.RETIRED}:
        raise Refused(f"Mô hình #{model.id} chưa dùng được (trạng thái {model.state}). Xem 'motcua nlu models'.")
    if model.file is None:
        raise Refused(f"Tệp của {model.version} đã được dọn đi; huấn luyện lại bằng 'motcua nlu train'.")


async def _somebody_does_it(office: Office) -> None:
    rows = await office.database.fetch(nlu_servers.ANYBODY)
    if not rows:
        raise Away("Chưa có 'motcua nlu serve' nào chạy: chạy nó trên máy có Rasa rồi làm lại.")
