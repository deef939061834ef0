"""Random histories of the catalogue: what was told of a moment, as known then, is told so for good."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.guidance.catalogue import FieldKind
from bot.guidance.catalogue.book import FieldCatalogue, ProcedureFields, Reading
from bot.guidance.catalogue.changing import Act, Change, digest, with_changes
from bot.guidance.catalogue.field import Confirmation, Field, Method, Source, State
from bot.guidance.catalogue.imported import Imported, Origin, Validity, Version, with_fields, with_names
from bot.guidance.catalogue.values import Fee, FeeKind, Time, TimeUnit
from bot.guidance.moments import VIETNAM
from bot.guidance.procedures import Catalogue

FIRST = datetime(2026, 8, 1, tzinfo=VIETNAM)
READ, NAMED = "1.000001", "1.000002"
"""One that came with its fields, and one that only files speak of."""
ENDS = date(2026, 8, 20)


def source(method=Method.PAGE):
    return Source("0" * 16, "cach_thuc_thuc_hien", 0, 0, FIRST.date(), method)


def field(code, number, *, imported, kind):
    value = Fee("", FeeKind.AMOUNT, number * 1000) if kind is FieldKind.FEE else Time(number, TimeUnit.DAY)
    readers, state = ((), State.PROPOSED) if imported else (("a", "b"), State.AGREED)
    made = source(Method.API if imported else Method.PAGE)
    return Field(code, f"{kind.value}:a0", value, made, readers, state, date(2027, 2, 1))


PACKAGED = FieldCatalogue(
    [
        ProcedureFields(
            READ,
            Reading.TWICE,
            tuple(field(READ, 5, imported=False, kind=kind) for kind in (FieldKind.FEE, FieldKind.TIME)),
        )
    ]
)


def hour(number):
    return FIRST + timedelta(hours=number)


@st.composite
def histories(draw):
    """What staff did, hour by hour: imports put in force and taken back, fields confirmed and hidden."""
    done = []
    for number in range(1, draw(st.integers(2, 8))):
        act = draw(st.sampled_from(["import", "import", "undo", "confirm", "hide"]))
        code = draw(st.sampled_from([READ, NAMED]))
        kind = draw(st.sampled_from([FieldKind.FEE, FieldKind.TIME]))
        amount = draw(st.sampled_from([5, 6, 7]))
        validity = draw(st.sampled_from([Validity.UNSAID, Validity.UNSAID, Validity.ENDED, Validity.VALID]))
        ends = draw(st.sampled_from([None, ENDS]))
        origin = draw(st.sampled_from([Origin.API, Origin.TABLE]))
        done.append((number * 10, act, code, kind, amount, validity, ends, origin))
    return done


def as_known(done, until):
    """The catalogue as a process has it that reads the database at an hour."""
    versions, changes = [], []
    for at, act, code, kind, amount, validity, ends, origin in done:
        if at > until:
            break
        if act == "import":
            said = Imported(code, origin, "Thủ tục thử", "0" * 16, validity=validity, valid_to=ends)
            its = tuple(field(code, amount, imported=True, kind=one) for one in (FieldKind.FEE, FieldKind.TIME))
            versions.append([said, hour(at), None, its])
        elif act == "undo":
            standing = [one for one in versions if one[2] is None]
            if standing:
                standing[-1][2] = hour(at)
        else:
            changes.append(change(versions, at, act, code, kind))
    made = [Version(*one) for one in versions]
    kept = [one for one in changes if one is not None]
    now = hour(until)
    ends = with_names(Catalogue(()), [one for one in made if one.stands(now)], now).ends
    fields = with_fields(PACKAGED, [one for one in made if concerns(one, made, kept)], kept, ends)
    return with_changes(fields, kept)


def concerns(version, versions, changes):
    """What the database gives: of procedures that are written down, that staff spoke of, or that ended for a file."""
    code = version.said.code
    ended = any(one.said.code == code and one.said.validity is Validity.ENDED for one in versions)
    return code == READ or ended or any(one.code == code for one in changes)


def change(versions, at, act, code, kind):
    """What staff say of a field as they see it then; None where there is none."""
    own = [field(READ, 5, imported=False, kind=kind)] if code == READ else []
    standing = [one for said, _, until, its in versions if until is None and said.code == code for one in its]
    seen = own or [one for one in standing if one.kind is kind][-1:]
    if not seen:
        return None
    who = Confirmation("Bà Thử", FIRST.date(), "Văn bản thử", FIRST.date()) if act == "confirm" else None
    act = Act.CONFIRM if act == "confirm" else Act.HIDE
    return Change(code, seen[0].id, act, digest(seen[0]), hour(at), date(2030, 1, 1), who, "sai")


def answer(catalogue, at, known_at):
    found = []
    for code in (READ, NAMED):
        for kind in (FieldKind.FEE, FieldKind.TIME):
            telling = catalogue.told(code, kind, at=at, known_at=known_at)
            found.append(([(one.field.value, one.how, one.field.state) for one in telling.told], bool(telling.told)))
        ended = catalogue.ended(code, at=at, known_at=known_at)
        found.append((ended.since, ended.replaced_by) if ended is not None else None)
    return found


UNDONE_END = [
    (10, "import", READ, FieldKind.FEE, 5, Validity.ENDED, ENDS, Origin.API),
    (20, "undo", READ, FieldKind.FEE, 5, Validity.UNSAID, None, Origin.API),
]
"""A file says that a code ended, and is taken back."""
CONFIRMED_TWICE = [
    (10, "import", NAMED, FieldKind.FEE, 5, Validity.UNSAID, None, Origin.API),
    (20, "confirm", NAMED, FieldKind.FEE, 5, Validity.UNSAID, None, Origin.API),
    (30, "import", NAMED, FieldKind.FEE, 6, Validity.UNSAID, None, Origin.API),
    (40, "confirm", NAMED, FieldKind.FEE, 5, Validity.UNSAID, None, Origin.API),
]
"""An imported fee is confirmed; a later file says another one, which is confirmed, too."""


@settings(max_examples=150, deadline=None)
@given(done=histories(), at=st.integers(0, 900), known=st.integers(0, 90))
@example(done=UNDONE_END, at=600, known=15)
@example(done=CONFIRMED_TWICE, at=100, known=25)
def test_the_answer_for_a_moment_as_known_at_another_never_changes(done, at, known):
    """Each history is looked at as it grew: what staff did later changes no answer of an earlier look."""
    then = answer(as_known(done, known), hour(at), hour(known))
    for later in (known + 10, known + 30, 1_000):
        assert answer(as_known(done, later), hour(at), hour(known)) == then


@settings(max_examples=100, deadline=None)
@given(done=histories(), at=st.integers(0, 900), known=st.integers(0, 90))
def test_what_only_files_say_is_told_to_nobody(done, at, known):
    catalogue = as_known(done, 1_000)
    for code in (READ, NAMED):
        for kind in (FieldKind.FEE, FieldKind.TIME):
            for one in catalogue.told(code, kind, at=hour(at), known_at=hour(known)).told:
                assert code == READ or one.field.state is State.CONFIRMED
