"""Each role and each action, through the services themselves."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from booking_client import HalfDay
from bot.broadcasts import (
    approving,
    callers,
    drafting,
    listing,
    previewing,
    progress,
    reporting,
    starting,
    switching,
    told,
    trying,
)
from bot.broadcasts.audience_sql import Reach
from bot.conversation.messages import PlatformName
from bot.conversation.understood import UNREAD
from bot.embedded.parts import NLU
from bot.guidance.channels import Channel, Offered, Presence
from bot.platforms.zalo_oa.oauth import LoginNeeded
from bot.review import applying, unanswered
from bot.review import report as readings
from bot.review.domain import Domain
from bot.review.person_names import PlaceNames
from bot.review.queue import ReviewDesk
from bot.staff import (
    address_mirror,
    area_mirror,
    areas,
    audit,
    callbacks,
    catalogue,
    lock_told,
    many,
    members,
    notices,
    offers,
    operator,
    operator_changes,
    outbox,
    report,
    switches,
    units,
    zalo,
)
from bot.staff.errors import NotAllowed, Refused
from bot.staff.importing import service as importing
from bot.staff.roles import ACTIONS, Role
from bot.staff.rulebook import approving as rule_approvals
from bot.staff.rulebook import drafting as rule_drafts
from bot.staff.rulebook import publishing
from bot.staff.rulebook import told as rules_told
from bot.training import jobs, promotion
from bot.training.workshop import Workshop
from tests.integration.platforms.zalo_memory import MemoryStore
from tests.integration.staff.conftest import SUNDAY, TAC_VAN
from tests.integration.staff.helpers import MONDAY, announce, request
from tests.integration.staff.test_rulebook import HOURS, NEXT_YEAR

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.staff.office import Office
    from tests.integration.staff.conftest import Desk
    from tests.rows import Rows

CODE = "CM-22222"
WISH = drafting.Wish(title="Thử", text="Nội dung thử.", audience="topic=rules")
WORKSHOP = Workshop(NLU / "data", NLU / "models", NLU / "evaluation", NLU / "evaluation", secret=b"only-for-tests")


class NoTokens:
    """A Zalo that takes no grant."""

    async def refresh(self, *_: str) -> Any:
        raise LoginNeeded("used")

    async def exchange(self, *_: str) -> Any:
        raise LoginNeeded("used")


def _place(office: Office) -> Any:
    return office.guidance.places.get(TAC_VAN)


def _labelling(office: Office) -> ReviewDesk:
    return ReviewDesk(office, Domain.read(NLU / "domain.yml"))


def _procedure(office: Office) -> Any:
    return office.guidance.catalogue.get("2.000815")


_CONFIRMING = catalogue.Confirming("Nguyễn Văn Demo", "1/QĐ-THỬ", dt.date(2021, 8, 1))
DOING: dict[str, Callable[[Office], Awaitable[Any]]] = {
    "staff.add": lambda office: members.add(office, "Nguyễn Văn Demo", Role.ADMIN),
    "staff.list": members.everybody,
    "staff.renew": members.renew,
    "staff.disable": lambda office: members.disable(office, "Ai Đó Demo"),
    "staff.audit": audit.read,
    "unit.list": units.listed,
    "unit.open": announce,
    "unit.close": lambda office: units.close_half_days(office, _place(office), MONDAY, MONDAY),
    "unit.today": lambda office: units.day_list(office, _place(office), MONDAY),
    "unit.checkin": lambda office: units.check_in(office, CODE),
    "unit.addresses": address_mirror.mirror,
    "area.list": areas.listed,
    "area.lock": lambda office: areas.lock(office, _place(office), SUNDAY, SUNDAY + dt.timedelta(days=1)),
    "area.unlock": lambda office: areas.unlock(office, _place(office)),
    "area.sync": area_mirror.sync,
    "operator.book": lambda office: operator.book(office, request(office)),
    "operator.find": lambda office: operator_changes.find(office, "0912000111"),
    "operator.cancel": lambda office: operator_changes.cancel(office, CODE),
    "operator.cancel-many": lambda office: many.preview(office, many.Which(phone="0912000111")),
    "operator.move": lambda office: operator_changes.move(office, CODE, MONDAY, HalfDay.MORNING),
    "operator.callbacks": callbacks.listed,
    "operator.take": lambda office: callbacks.take(office, 1),
    "operator.close": lambda office: callbacks.close(office, 1, "Đã gọi"),
    "operator.give-back": lambda office: callbacks.give_back(office, 1),
    "operator.close-many": lambda office: callbacks.close_many(office, callbacks.Which(first=1), "Gửi phá"),
    "operator.callback-add": lambda office: callbacks.add(
        office, desk="hotline", name="Nguyễn Văn Demo", phone="0912000111", reason="hỏi việc"
    ),
    "area.told": lock_told.listed,
    "offers.show": lambda office: offers.history(office, _procedure(office)),
    "offers.set": lambda office: offers.set_offer(
        office, _procedure(office), Channel.ONLINE, Offered.NO, offers.Period(MONDAY), basis="Thử"
    ),
    "offers.presence": lambda office: offers.set_presence(
        office, _procedure(office), Presence.REQUIRED, offers.Period(MONDAY), basis="Thử"
    ),
    "catalogue.confirm": lambda office: catalogue.confirm(office, "1.001193", "laws:x", _CONFIRMING),
    "catalogue.submit": lambda office: catalogue.confirm(office, "1.001193", "laws:x", _CONFIRMING),
    "catalogue.show": catalogue.waiting,
    "catalogue.approve": lambda office: catalogue.approve(office, 1, None),
    "catalogue.return": lambda office: catalogue.send_back(office, 1, "Thử"),
    "import.show": importing.listed,
    "import.add": lambda office: importing.prepare(office, []),
    "import.submit": lambda office: importing.prepare(office, []),
    "import.return": lambda office: importing.send_back(office, 1, "Thử"),
    "import.approve": lambda office: importing.approve(office, 1, None),
    "import.undo": lambda office: importing.undo(office, 1, "Thử"),
    "catalogue.hide": lambda office: catalogue.hide(office, "1.001193", "laws:x", "Thử"),
    "rulebook.show": lambda office: rule_drafts.shown(office, 1),
    "rulebook.draft": lambda office: rule_drafts.write(office, "thu.yaml", NEXT_YEAR),
    "rulebook.submit": lambda office: rule_approvals.submit(office, 1),
    "rulebook.return": lambda office: rule_approvals.send_back(office, 1, "Thử"),
    "rulebook.approve": lambda office: rule_approvals.approve(office, 1, None),
    "rulebook.withdraw": lambda office: rule_approvals.withdraw(office, 1),
    "rulebook.publish": lambda office: publishing.publish(office, 1),
    "rulebook.suspend": lambda office: publishing.hide(office, ["NOW-01"], "Thử"),
    "rulebook.told": lambda office: rules_told.told(office, "NOW-01"),
    "rulebook.drop": lambda office: rule_drafts.drop(office, 1),
    "contacts.draft": lambda office: rule_drafts.write(office, "gio.yaml", HOURS),
    "contacts.submit": lambda office: rule_approvals.submit(office, 2),
    "contacts.return": lambda office: rule_approvals.send_back(office, 2, "Thử"),
    "contacts.approve": lambda office: rule_approvals.approve(office, 2, None),
    "contacts.withdraw": lambda office: rule_approvals.withdraw(office, 2),
    "contacts.publish": lambda office: publishing.publish(office, 2),
    "contacts.suspend": lambda office: publishing.hide(
        office, ["none-of-theirs" if office.actor.role is Role.UNIT else "NOW-01"], "Thử"
    ),
    "contacts.drop": lambda office: rule_drafts.drop(office, 2),
    "notice.add": lambda office: notices.add(office, "Nghỉ nhận hồ sơ", end=SUNDAY + dt.timedelta(days=1)),
    "notice.remove": lambda office: notices.remove(office, 1),
    "notice.list": notices.listed,
    "notice.show": lambda office: notices.shown(office, 1),
    "notice.submit": lambda office: notices.submit(office, 1),
    "notice.approve": lambda office: notices.approve(office, 1, None),
    "notice.return": lambda office: notices.send_back(office, 1, "Thử"),
    "outbox.list": outbox.listed,
    "outbox.show": lambda office: outbox.shown(office, 1),
    "outbox.retry": lambda office: outbox.retry(office, [1]),
    "outbox.drop": lambda office: outbox.drop(office, [1], platform=None, why="Thử"),
    "pause": lambda office: switches.pause(office, PlatformName.WEB, why="Thử"),
    "report": lambda office: report.difficulties(office, MONDAY, MONDAY),
    "resume": lambda office: switches.resume(office, PlatformName.WEB, why="Thử"),
    "broadcast.rules": listing.rules,
    "broadcast.new": lambda office: drafting.create(office, WISH),
    "broadcast.edit": lambda office: drafting.change(office, 1, WISH),
    "broadcast.list": lambda office: listing.listed(office, 5),
    "broadcast.show": lambda office: listing.shown(office, 1),
    "broadcast.preview": lambda office: previewing.preview(office, 1, Reach(), {}),
    "broadcast.picture": lambda office: listing.picture(office, 1),
    "broadcast.test": lambda office: trying.try_out(office, 1),
    "broadcast.export": lambda office: listing.exported(office, 1),
    "broadcast.numbers": lambda office: callers.numbers(office, 1),
    "broadcast.submit": lambda office: approving.submit(office, 1),
    "broadcast.return": lambda office: approving.send_back(office, 1, "Thử"),
    "broadcast.approve": lambda office: approving.approve(office, 1, None),
    "broadcast.withdraw": lambda office: approving.withdraw(office, 1),
    "broadcast.send": lambda office: starting.send(office, 1, Reach()),
    "broadcast.pause": lambda office: switching.pause(office, 1),
    "broadcast.resume": lambda office: switching.resume(office, 1, Reach()),
    "broadcast.cancel": lambda office: switching.cancel(office, 1),
    "broadcast.status": lambda office: progress.status(office, 1, {}),
    "broadcast.report": lambda office: reporting.report(office, 1, {}),
    "broadcast.told": lambda office: told.told_by_code(office, CODE),
    "zalo.login": lambda office: zalo.login(office, NoTokens(), MemoryStore(), "4444", zalo.Grant(code="x")),
    "zalo.status": lambda office: zalo.status(office, MemoryStore()),
    "nlu.train": lambda office: jobs.ask_for_training(office, WORKSHOP),
    "nlu.cancel": lambda office: jobs.cancel(office, None),
    "nlu.log": lambda office: jobs.log_of(office, None),
    "nlu.models": jobs.models,
    "nlu.compare": lambda office: promotion.compare(office, WORKSHOP, "1", "2"),
    "nlu.promote": lambda office: promotion.promote(office, WORKSHOP, "1"),
    "nlu.rollback": lambda office: promotion.rollback(office, WORKSHOP),
    "nlu.review": lambda office: _labelling(office).items(),
    "nlu.apply": lambda office: applying.apply(
        _labelling(office), applying.Project(NLU, NLU / "data", ()), PlaceNames(office.guidance.places)
    ),
    "nlu.add": lambda office: _labelling(office).add("mở tiệm tạp hóa", PlaceNames(office.guidance.places), UNREAD),
    "nlu.unanswered": lambda office: unanswered.unanswered(office, dt.datetime(2021, 8, 22, tzinfo=dt.UTC)),
    "nlu.take-back": lambda office: applying.take_back(_labelling(office), applying.Project(NLU, NLU / "data", ()), 1),
    "nlu.report": lambda office: readings.figures(office, MONDAY, MONDAY),
}


def test_every_action_is_tried() -> None:
    of_commands = {action for action in ACTIONS if action.startswith("db.")}  # tests/integration/test_database_roles.py
    assert set(DOING) == set(ACTIONS) - of_commands


@pytest.mark.parametrize("role", Role)
async def test_a_role_does_what_the_table_says_and_nothing_else(desk: Desk, rows: Rows, role: Role) -> None:
    bound = (TAC_VAN,) if role is Role.UNIT else ()
    writer = await desk(Role.AUTHOR, name="Soạn Demo")
    await rule_drafts.write(writer, "thu.yaml", NEXT_YEAR)  # draft 1, which somebody else wrote
    await rule_drafts.write(writer, "gio.yaml", HOURS)
    unchanged = await desk(role, *bound)  # for what is not done
    for action, doing in DOING.items():
        if role in ACTIONS[action]:
            with contextlib.suppress(Refused):  # allowed, though there is nothing of that code or number
                await doing(await desk(role, *bound))
            continue
        before = rows("SELECT count(*) AS n FROM audit")[0]["n"]
        with pytest.raises(NotAllowed):
            await doing(unchanged)
        assert rows("SELECT count(*) AS n FROM audit")[0]["n"] == before, action
