"""Labels: what can be said of a text, and when people agree."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.review.domain import Domain
from bot.review.labels import Given, Label, Span, State, Verdict, at_borders, settle
from bot.staff.errors import Refused

DOMAIN = Domain(("greet", "find_procedure", "out_of_scope"), ("procedure", "phone"))
TEXT = "làm khai sinh, số tui [sđt]"
NOW = datetime(2026, 11, 24, tzinfo=UTC)

STORABLE = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1, max_size=50)
LABELS = st.one_of(
    st.builds(
        Label.of,
        st.sampled_from(DOMAIN.intents),
        st.just(Span(4, 13, "procedure")),
    ),
    st.builds(lambda wanted: Label(Verdict.NEW_INTENT, wanted=wanted), st.none() | STORABLE),
    st.just(Label(Verdict.SKIP)),
)


@given(LABELS)
def test_a_label_survives_its_file(label: Label) -> None:
    assert Label.from_json(label.to_json()) == label
    label.check(TEXT, DOMAIN)


@pytest.mark.parametrize(
    "label",
    [
        Label.of("no_such_intent"),
        Label(Verdict.INTENT),
        Label(Verdict.SKIP, intent="greet"),
        Label(Verdict.SKIP, wanted="gì đó"),
        Label(Verdict.NEW_INTENT, wanted="x" * 201),
        Label(Verdict.NEW_INTENT, wanted="giờ\0tàu"),
        Label(Verdict.SKIP, spans=(Span(0, 3, "procedure"),)),
        Label.of("greet", Span(4, 13, "no_such_entity")),
        Label.of("greet", Span(4, 12, "procedure")),
        Label.of("greet", Span(3, 13, "procedure")),
        Label.of("greet", Span(4, 99, "procedure")),
        Label.of("greet", Span(4, 13, "procedure"), Span(8, 13, "procedure")),
        Label.of("greet", Span(23, 26, "phone")),
    ],
)
def test_what_cannot_be_said(label: Label) -> None:
    with pytest.raises(Refused):
        label.check(TEXT, DOMAIN)


@pytest.mark.parametrize(
    "data", [{"entities": [{"start": 0}]}, {"verdict": "maybe"}, {"intent": "greet", "entities": "x"}, {"entities": 3}]
)
def test_what_is_no_label(data: dict[str, object]) -> None:
    with pytest.raises(Refused):
        Label.from_json(data)


def test_a_placeholder_is_marked_whole() -> None:
    start = TEXT.index("[")
    assert at_borders(TEXT, start, start + 5)
    assert not at_borders(TEXT, start, start + 4)


def by(*labels: Label) -> list[Given]:
    return [Given(label, f"người {number}", NOW, 1) for number, label in enumerate(labels)]


GREET, FIND, SKIP = Label.of("greet"), Label.of("find_procedure"), Label(Verdict.SKIP)
WANTED = Label(Verdict.NEW_INTENT, wanted="hỏi giờ tàu")


@pytest.mark.parametrize(
    ("labels", "state", "decides"),
    [
        ([], State.OPEN, None),
        ([SKIP, SKIP], State.OPEN, None),
        ([GREET], State.LABELLED, GREET),
        ([GREET, SKIP], State.LABELLED, GREET),
        ([GREET, GREET], State.LABELLED, GREET),
        ([GREET, FIND], State.DISPUTED, None),
        ([GREET, FIND, FIND], State.LABELLED, FIND),
        ([GREET, GREET, FIND, FIND], State.DISPUTED, None),
        ([WANTED], State.WANTED, WANTED),
        ([WANTED, FIND], State.DISPUTED, None),
        ([WANTED, Label(Verdict.NEW_INTENT, wanted="giờ tàu")], State.WANTED, WANTED),
        ([Label.of("greet", Span(0, 3, "phone")), GREET], State.DISPUTED, None),
    ],
)
def test_who_decides(labels: list[Label], state: State, decides: Label | None) -> None:
    found, standing = settle(by(*labels))
    assert found is state
    assert (standing.label if standing else None) == decides


def test_what_the_data_refused_counts_no_more() -> None:
    later = [Given(FIND, "người 9", NOW + timedelta(hours=2), 1)]
    refused = NOW + timedelta(hours=1)
    assert settle(by(GREET, GREET), refused) == (State.REFUSED, None)
    assert settle(by(GREET, GREET) + later, refused) == (State.LABELLED, later[0])
    assert settle(by(GREET, GREET, FIND) + later, refused) == (State.LABELLED, later[0])


def test_one_person_alone_does_not_overrule_a_sure_reading() -> None:
    an, binh = (Given(Label.of("greet"), name, NOW + timedelta(seconds=at), 1) for at, name in enumerate("ab"))
    assert settle([an], sure="find_procedure") == (State.SECOND, an)
    assert settle([an], sure="greet")[0] is State.LABELLED
    assert settle([an])[0] is State.LABELLED
    assert settle([an, binh], sure="find_procedure") == (State.LABELLED, binh)


@pytest.mark.parametrize(
    "stored", [{}, [], "find_procedure", 5, {"verdict": "maybe"}, {"intent": "greet", "entities": [5]}]
)
def test_what_is_no_label_is_said_in_words_for_people(stored: object) -> None:
    with pytest.raises(Refused, match=r"^(Nhãn|'verdict')") as refused:
        Label.from_json(stored)
    assert "object" not in refused.value.message
