"""What staff are told when something is not done: a Vietnamese sentence, and the exit code of the command."""

from __future__ import annotations

from typing import ClassVar


class StaffError(Exception):
    """Root of what a service for staff refuses.

    Attributes:
        code: the exit code of a command that ends with it.
        message: Vietnamese, says what happened and what to do; for staff, never for citizens.
    """

    code: ClassVar[int] = 2

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Refused(StaffError):
    """What was asked for cannot be done, or was written in a way that cannot be read."""


class NotAllowed(StaffError):
    """This person may not do that, or nobody knows who it is."""

    code = 3


class Away(StaffError):
    """A part that is needed does not answer; the same can be tried again later."""

    code = 4
