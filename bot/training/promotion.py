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
from bot.training.records import STATES, State
from bot.training.swaps import Kind, Swap, SwapState
from bot.training.trainer import tell_everybody
from bot.training.warming import WarmingFailed

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.staff.actor import Actor
    from bot.staff.office import Office
    from bot.training.comparing import Comparison
    from bot.training.gate import Judgement
    from bot.training.recent import Recent
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


@dataclass(frozen=True, slots=True)
class Plan:
    """A change as it is shown to whoever asks for it, before it is made.

    Attributes:
        model: which goes live.
        live: which is live now; None where there is none.
        judgement: what the gate says; None where it is not asked.
    """

    model: Model
    live: Model | None
    judgement: Judgement | None = None


def _without_asking(_plan: Plan) -> None:
    """Agree to everything."""


async def compare(
    office: Office, workshop: Workshop, first: str, second: str
) -> tuple[Model, Model, Comparison, Recent]:
    """Compare two models on the evaluation messages, and on what people wrote lately.

    Raises:
        Refused: there is no such model, its file is gone, or it cannot be measured.
    """
    require(office.actor, "nlu.compare")
    models = [await pick(office, name) for name in (first, second)]
    try:
        for model in models:
            _can_be_measured(model)
        comparison, lately = await compare_models(office.database, workshop, Yardstick.of(workshop), *models)
    except (WarmingFailed, MeasuringFailed) as error:
        raise Refused(f"Không đo được: {error}.") from error
    return models[0], models[1], comparison, lately


async def promote(
    office: Office,
    workshop: Workshop,
    name: str,
    *,
    force: Force | None = None,
    agree: Callable[[Plan], None] = _without_asking,
) -> tuple[Swap, Judgement]:
    """Ask for a model to go live, once the gate lets it pass or two people overrule it.

    Args:
        office: whose decision it is.
        workshop: where models lie.
        name: the model's number, or the beginning of its version.
        force: overrules the gate.
        agree: shown what is about to happen; raises to leave it.

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
    agree(Plan(model, beside, judgement))
    swap = await _ask(
        office,
        Kind.PROMOTE,
        model,
        beside=beside.id if beside is not None else None,
        why=force.why if force is not None else None,
        forced=not judgement.passed,
        second=second.name if second is not None else None,
        objections=list(judgement.objections),
    )
    return swap, judgement


async def rollback(
    office: Office, workshop: Workshop, *, why: str | None = None, agree: Callable[[Plan], None] = _without_asking
) -> tuple[Swap, Model]:
    """Ask for the model beside which people chose the live one to go live again; no gate, it was good enough before.

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
        raise Refused(
            "Không còn mô hình nào để quay lại: trước mô hình đang dùng chưa có mô hình nào, hoặc tệp của nó đã được"
            " dọn đi. Mô hình vừa bỏ không được dùng lại bằng lệnh này; muốn dùng lại thì 'motcua nlu promote SỐ'."
        )
    await _somebody_does_it(office)
    agree(Plan(model, beside))
    swap = await _ask(office, Kind.ROLLBACK, model, beside=beside.id if beside is not None else None, why=why)
    return swap, model


async def _live(office: Office) -> Model | None:
    async with office.database.intake.connection() as connection:
        return await records.live(connection)


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
        raise Refused(f"Lý do (--why) khi bỏ qua kiểm tra phải nói rõ: ít nhất hai từ và {_SHORTEST_REASON} chữ.")
    async with office.database.intake.connection() as connection:
        try:
            second = await authenticate(connection, force.second_token)
        except NotAllowed as error:
            raise NotAllowed("Mã cá nhân của người thứ hai không đúng, đã hết hạn hoặc đã bị khóa.") from error
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


def _can_be_measured(model: Model) -> None:
    if not model.done:
        raise Refused(f"Mô hình #{model.id} chưa xong ({STATES[model.state]}): chờ xong rồi so.")
    if model.file is None:
        raise Refused(f"Mô hình #{model.id} không có tệp ({STATES[model.state]}), nên không đo được.")


def _can_go_live(model: Model) -> None:
    if model.state is State.LIVE:
        raise Refused(f"Mô hình #{model.id} ({model.version}) đang được dùng rồi.")
    if model.state not in {State.READY, State.REFUSED, State.RETIRED}:
        raise Refused(
            f"Mô hình #{model.id} chưa dùng được (trạng thái: {STATES[model.state]}). Xem 'motcua nlu models'."
        )
    if model.file is None:
        raise Refused(f"Tệp của {model.version} đã được dọn đi; huấn luyện lại bằng 'motcua nlu train'.")


async def _somebody_does_it(office: Office) -> None:
    rows = await office.database.fetch(nlu_servers.ANYBODY)
    if not rows:
        raise Away("Chưa có 'motcua nlu serve' nào chạy: chạy nó trên máy có Rasa rồi làm lại.")
