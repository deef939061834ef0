"""Roles of service tokens, and what each may do."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a service token is for."""

    BOT = "bot"
    """The assistant, for citizens: looks up, books, and changes what a citizen shows to be theirs."""

    OPERATOR = "operator"
    """The call centre, for callers: finds by phone, books, changes any booking."""

    UNIT = "unit"
    """A one-stop unit: registers itself, announces its half-days and closures, sees its day, checks visitors in."""

    ADMIN = "admin"
    """Whoever runs the service: everything, and any unit, any closure, the audit."""


EVERYBODY = frozenset(Role)
BOOKS = frozenset({Role.BOT, Role.OPERATOR, Role.ADMIN})
ANNOUNCES = frozenset({Role.UNIT, Role.ADMIN})
SEES_VISITORS = frozenset({Role.UNIT, Role.OPERATOR, Role.ADMIN})
CANCELS_MANY = frozenset({Role.OPERATOR, Role.ADMIN})
SPEAKS_FOR_OWNERS = frozenset({Role.BOT, Role.ADMIN})
RUNS = frozenset({Role.ADMIN})
