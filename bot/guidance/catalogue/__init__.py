"""What a citizen needs to know of a procedure, field by field: papers, fee, days, who takes it in, who may go.

``FieldCatalogue.told(code, kind, at=…, known_at=…)`` is the one way to a field: it keeps every rule of what may be
told, how, and why not.
"""

from bot.guidance.catalogue.book import FieldCatalogue, ProcedureFields, Reading, Repeal, Telling
from bot.guidance.catalogue.field import Confirmation, Field, Method, Source, State
from bot.guidance.catalogue.telling import How, Reason, Told, Untold
from bot.guidance.catalogue.values import (
    AnotherMay,
    CopyOf,
    Deadline,
    Fee,
    FeeKind,
    FieldKind,
    Form,
    Hand,
    Law,
    MustCome,
    Office,
    Paper,
    PaperRule,
    Post,
    Presence,
    Receiver,
    Requirement,
    Result,
    Time,
    TimeUnit,
    Value,
)

__all__ = [
    "AnotherMay",
    "Confirmation",
    "CopyOf",
    "Deadline",
    "Fee",
    "FeeKind",
    "Field",
    "FieldCatalogue",
    "FieldKind",
    "Form",
    "Hand",
    "How",
    "Law",
    "Method",
    "MustCome",
    "Office",
    "Paper",
    "PaperRule",
    "Post",
    "Presence",
    "ProcedureFields",
    "Reading",
    "Reason",
    "Receiver",
    "Repeal",
    "Requirement",
    "Result",
    "Source",
    "State",
    "Telling",
    "Time",
    "TimeUnit",
    "Told",
    "Untold",
    "Value",
]
