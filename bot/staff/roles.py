"""Who may do what: one table, asked through one function by every service for staff."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.staff.errors import NotAllowed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.staff.actor import Actor


class Role(StrEnum):
    """What somebody is there for."""

    ADMIN = "admin"
    """Runs the system: staff, areas, everything."""
    OPERATOR = "operator"
    """Answers the phone: books for callers, calls back."""
    UNIT = "unit"
    """Works at one-stop units, and only for those named with the person."""
    AUTHOR = "author"
    """Writes guidance: which procedure is offered how."""
    APPROVER = "approver"
    """Approves what authors write before it is published."""
    READER = "reader"
    """Looks at what holds no personal data."""
    SETUP = "setup"
    """Whoever sets up a new database, until its first admin exists. Nobody is given this role."""


GIVEN = tuple(role for role in Role if role is not Role.SETUP)
"""Roles that a person can be given."""

_A, _O, _U = Role.ADMIN, Role.OPERATOR, Role.UNIT
_EVERYBODY = frozenset(GIVEN)
_APPROVERS = frozenset({_A, Role.APPROVER})
_WRITERS = frozenset({_A, Role.AUTHOR, Role.APPROVER})
"""Who works with broadcasts; that nobody approves their own is checked besides."""
_KEEPERS = _WRITERS | {_U}
"""Who works with contacts of one-stop units; somebody of a unit with its own alone."""

ACTIONS: Mapping[str, frozenset[Role]] = MappingProxyType(
    {
        "staff.add": frozenset({_A, Role.SETUP}),
        "staff.list": frozenset({_A}),
        "staff.renew": _EVERYBODY,
        "db.clean": frozenset({_A, Role.SETUP}),
        "db.end-audit": frozenset({_A}),
        "db.downgrade": frozenset({_A, Role.SETUP}),
        "db.restored": frozenset({_A, Role.SETUP}),
        "staff.disable": frozenset({_A}),
        "staff.audit": frozenset({_A}),
        "unit.list": _EVERYBODY,
        "unit.open": frozenset({_A, _U}),
        "unit.close": frozenset({_A, _U}),
        "unit.today": frozenset({_A, _O, _U}),
        "unit.checkin": frozenset({_A, _O, _U}),
        "unit.addresses": _KEEPERS | {_O},
        "area.list": _EVERYBODY,
        "area.told": frozenset({_A, _O, _U}),
        "area.lock": frozenset({_A, _U}),
        "area.unlock": frozenset({_A, _U}),
        "area.sync": frozenset({_A, _O, _U}),
        "operator.book": frozenset({_A, _O}),
        "operator.find": frozenset({_A, _O}),
        "operator.cancel": frozenset({_A, _O}),
        "operator.cancel-many": frozenset({_A, _O}),
        "operator.move": frozenset({_A, _O}),
        "operator.callbacks": frozenset({_A, _O, _U}),
        "operator.take": frozenset({_A, _O, _U}),
        "operator.give-back": frozenset({_A, _O, _U}),
        "operator.close": frozenset({_A, _O, _U}),
        "operator.close-many": frozenset({_A, _O}),
        "operator.callback-add": frozenset({_A, _O}),
        "offers.show": _EVERYBODY,
        "offers.set": frozenset({_A, Role.AUTHOR}),
        "offers.presence": frozenset({_A, Role.AUTHOR}),
        "notice.add": frozenset({_A, Role.AUTHOR, Role.APPROVER}),
        "notice.remove": frozenset({_A, Role.AUTHOR, Role.APPROVER}),
        "notice.submit": _WRITERS,
        "notice.show": _EVERYBODY,
        "notice.return": _APPROVERS,
        "notice.approve": _APPROVERS,
        "notice.list": _EVERYBODY,
        "rulebook.show": _EVERYBODY,
        "rulebook.draft": _WRITERS,
        "rulebook.drop": _WRITERS,
        "rulebook.submit": _WRITERS,
        "rulebook.return": _APPROVERS,
        "rulebook.approve": _APPROVERS,
        "rulebook.withdraw": _WRITERS,
        "rulebook.publish": _WRITERS,
        "rulebook.suspend": _WRITERS,
        "rulebook.told": _WRITERS,
        "contacts.draft": _KEEPERS,
        "contacts.drop": _KEEPERS,
        "contacts.submit": _KEEPERS,
        "contacts.return": _APPROVERS,
        "contacts.approve": _APPROVERS,
        "contacts.withdraw": _KEEPERS,
        "contacts.publish": _KEEPERS,
        "contacts.suspend": _KEEPERS,
        "catalogue.show": _EVERYBODY,
        "catalogue.confirm": _WRITERS,
        "catalogue.submit": _WRITERS,
        "catalogue.return": _APPROVERS,
        "catalogue.approve": _APPROVERS,
        "catalogue.hide": _WRITERS,
        "import.show": _EVERYBODY,
        "import.add": _WRITERS,
        "import.submit": _WRITERS,
        "import.return": _APPROVERS,
        "import.approve": _APPROVERS,
        "import.undo": _WRITERS,
        "report": _EVERYBODY,
        "outbox.list": frozenset({_A, _O}),
        "outbox.show": frozenset({_A, _O}),
        "outbox.retry": frozenset({_A}),
        "outbox.drop": frozenset({_A}),
        "pause": frozenset({_A, Role.APPROVER}),
        "resume": frozenset({_A, Role.APPROVER}),
        "broadcast.rules": _WRITERS,
        "broadcast.new": _WRITERS,
        "broadcast.edit": _WRITERS,
        "broadcast.list": _WRITERS,
        "broadcast.show": _WRITERS,
        "broadcast.preview": _WRITERS,
        "broadcast.picture": _WRITERS,
        "broadcast.test": _WRITERS,
        "broadcast.export": _WRITERS,
        "broadcast.numbers": frozenset({_A, _O, _U}),
        "broadcast.submit": _WRITERS,
        "broadcast.return": _APPROVERS,
        "broadcast.approve": _APPROVERS,
        "broadcast.withdraw": _WRITERS,
        "broadcast.send": _WRITERS,
        "broadcast.pause": _WRITERS,
        "broadcast.resume": _APPROVERS,
        "broadcast.cancel": _WRITERS,
        "broadcast.status": _WRITERS,
        "broadcast.report": _WRITERS,
        "broadcast.told": frozenset({_A, _O}),
        "nlu.review": frozenset({_A, Role.AUTHOR}),
        "nlu.add": frozenset({_A, Role.AUTHOR}),
        "nlu.unanswered": frozenset({_A, Role.AUTHOR}),
        "nlu.apply": frozenset({_A}),
        "nlu.take-back": frozenset({_A}),
        "nlu.report": _EVERYBODY,
        "zalo.login": frozenset({_A}),
        "zalo.status": frozenset({_A}),
        "nlu.train": frozenset({_A}),
        "nlu.cancel": frozenset({_A}),
        "nlu.log": frozenset({_A}),
        "nlu.models": frozenset({_A, Role.APPROVER, Role.AUTHOR}),
        "nlu.compare": frozenset({_A, Role.APPROVER, Role.AUTHOR}),
        "nlu.promote": frozenset({_A, Role.APPROVER}),
        "nlu.rollback": frozenset({_A, Role.APPROVER}),
    }
)
"""Each action of staff, named as its command, and the roles that may do it."""


def may(actor: Actor, action: str, *, unit: str | None = None) -> bool:
    """Return whether ``actor`` may do ``action``, for one-stop unit ``unit`` where it concerns one.

    Raises:
        KeyError: the table knows no such action.
    """
    if actor.role not in ACTIONS[action]:
        return False
    return unit is None or actor.role is not Role.UNIT or unit in actor.units


def require(actor: Actor, action: str, *, unit: str | None = None) -> None:
    """Make sure that ``actor`` may do ``action``.

    Raises:
        NotAllowed: the role does not cover it, or the person is bound to other units.
    """
    if may(actor, action, unit=unit):
        return
    if may(actor, action):
        raise NotAllowed(
            f"{actor.name} chỉ được làm việc cho bộ phận một cửa của mình ({', '.join(sorted(actor.units))})."
            " Cần làm cho nơi khác thì nhờ quản trị."
        )
    allowed = ", ".join(sorted(ACTIONS[action] & frozenset(GIVEN)))
    raise NotAllowed(f"Vai trò '{actor.role}' không được làm việc này; người được làm có vai trò: {allowed}.")
