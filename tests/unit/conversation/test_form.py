"""The form engine, on a form of its own: whatever is said in whatever order is kept, used, and not asked again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.form import Field, Form, Problem, never


@dataclass
class Case:
    slots: dict[str, Any] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)


async def ask(_case: Case) -> None:
    """Nothing is put into words here."""


def reads(name: str):
    return lambda case: case.said.get(name)


def row(name: str, **how: Any) -> Field[Case]:
    return Field(name, ask, read=reads(name), beside=reads(name), **how)


FORM: Form[Case] = Form(
    "visit",
    (
        row("what", clears=("day",)),
        row("why", needed=lambda case: case.slots.get("what") == 2),
        row("day", clears=("hour",)),
        row("hour"),
        row("remark", needed=never, note=True),
        Field("confirm", ask, known=never),
    ),
)
ASKED = ("what", "why", "day", "hour")
messages = st.lists(st.dictionaries(st.sampled_from((*ASKED, "remark")), st.integers(1, 3), max_size=3), max_size=12)


def go_through(said: list[dict[str, int]]) -> tuple[Case, list[str]]:
    case, waited = Case(), []
    for message in said:
        waited.append(FORM.next(case).name)
        case.said = message
        FORM.take(case, FORM.hear(case, waited[-1]))
    return case, waited


@given(messages)
def test_what_is_known_is_never_asked(said):
    case = Case()
    for message in said:
        asked = FORM.next(case).name
        assert asked not in case.slots
        case.said = message
        FORM.take(case, FORM.hear(case, asked))
        assert message.items() <= case.slots.items()


@given(messages)
def test_the_newest_word_counts(said):
    case, _ = go_through(said)
    for name in ("what", "why", "remark"):  # nothing clears these
        assert case.slots.get(name) == next((each[name] for each in reversed(said) if name in each), None)


@given(messages, st.integers(1, 3), st.integers(1, 3))
def test_another_thing_unsettles_what_hung_on_it_unless_that_is_said_too(said, what, day):
    case, _ = go_through(said)
    before = dict(case.slots)
    case.said = {"what": what}
    FORM.take(case, FORM.hear(case, "confirm"))
    stays = before.get("what") == what
    assert case.slots.get("day") == (before.get("day") if stays else None)
    case.said = {"what": what + 1, "day": day}
    FORM.take(case, FORM.hear(case, "confirm"))
    assert (case.slots["what"], case.slots["day"]) == (what + 1, day)


@given(st.permutations(("day", "hour", "remark")), st.integers(1, 3))
def test_any_order_leads_to_the_read_back(order, what):
    values = dict.fromkeys((*order, "why"), 1) | {"what": what}
    case, _ = go_through([{"what": what}, {"why": 1}, {"day": 1}, *({name: 1} for name in order)])
    assert FORM.next(case).name == "confirm"
    case, _ = go_through([values])
    assert FORM.next(case).name == "confirm"
    assert case.slots == values


@given(messages, st.sampled_from(ASKED))
def test_what_is_forgotten_is_asked_with_all_that_hangs_on_it(said, name):
    case, _ = go_through(said)
    FORM.forget(case, name)
    assert name not in case.slots
    if name == "day":
        assert "hour" not in case.slots


@given(messages)
def test_a_note_changes_nothing_that_was_read_back(said):
    case, _ = go_through(said)
    case.said = {"remark": 9}
    heard = FORM.hear(case, "confirm")
    assert not FORM.changed(case, heard)
    assert not FORM.answers(heard)
    case.said = dict(case.slots)
    assert not FORM.changed(case, FORM.hear(case, "confirm"))
    case.said = {"hour": 9}
    assert FORM.changed(case, FORM.hear(case, "confirm"))


def test_a_question_that_is_not_needed_is_passed_over():
    case, _ = go_through([{"what": 1}])
    assert FORM.next(case).name == "day"
    case, _ = go_through([{"what": 2}])
    assert FORM.next(case).name == "why"


def test_a_bare_answer_is_one_to_its_own_question_only():
    form: Form[Case] = Form(
        "numbers",
        (
            Field("count", ask, read=reads("bare")),
            Field("age", ask, read=reads("bare")),
            Field("end", ask, known=never),
        ),
    )
    case = Case(said={"bare": 4})
    form.take(case, form.hear(case, "age"))
    assert case.slots == {"age": 4}
    assert form.next(case).name == "count"


def test_what_cannot_be_taken_is_told_for_the_question_that_waits():
    form: Form[Case] = Form(
        "numbers",
        (
            Field("count", ask, read=lambda _: Problem("none"), beside=lambda _: Problem("other")),
            Field("age", ask, read=reads("age"), beside=reads("age")),
        ),
    )
    case = Case(said={"age": 4})
    heard = form.hear(case, "count")
    assert heard.problem == Problem("none")
    assert heard.values == {"age": 4}
    assert form.hear(case, "age").problem is None


def test_the_steps_are_all_that_may_be_waited_for():
    form: Form[Case] = Form("waiting", FORM.fields, waits=("retry",))
    assert set(form.steps) == {*ASKED, "remark", "confirm", "retry"}


async def test_what_is_to_be_changed_is_forgotten_and_read_in_the_words_that_say_so():
    form: Form[Case] = Form(
        "visit",
        (
            Field(
                "place", ask, beside=lambda _: None, said=reads("place"), fix=("place",), anew={"hour": None, "far": 1}
            ),
            Field("hour", ask, beside=reads("hour"), beside_at=("place",), fix=("time", "all"), clears=("seat",)),
            Field("end", ask, known=never),
        ),
    )
    case = Case({"place": 1, "hour": 1, "seat": 1}, {"place": 2, "hour": 2})
    assert form.hear(case, "end").values == {}
    assert form.hear(case, "place").values == {"hour": 2}
    form.reopen(case, form.fixed("place"))
    assert case.slots == {"seat": 1, "far": 1}
    assert form.hear_change(case, "place").values == {"place": 2}
    case.slots["hour"] = 1
    form.reopen(case, form.fixed("all"))
    assert case.slots == {"far": 1}
