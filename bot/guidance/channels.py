"""The ways a dossier can be submitted. Messaging platforms are something else and never called channels."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """A way of submission, in the order people are led: online, then post, then the counter."""

    ONLINE = "online"
    POSTAL = "postal"
    IN_PERSON = "in_person"


class Offered(StrEnum):
    """Whether a procedure can be submitted a given way."""

    YES = "yes"
    LIMITED = "limited"
    """Only in the cases, or at the offices, its note names."""
    ELSEWHERE = "elsewhere"
    """In person, but at an office that is no one-stop unit, which its note names; no slot is given out for it here."""
    NO = "no"
    UNKNOWN = "unknown"


class Presence(StrEnum):
    """Whether the law demands that the person comes."""

    REQUIRED = "required"
    CONDITIONAL = "conditional"
    """It depends on the case; the note says on what, the question asks for it."""
    NOT_REQUIRED = "not_required"
    NOT_STATED = "not_stated"
    """No such duty was found, which is not the same as the law saying that there is none."""
    UNKNOWN = "unknown"
