"""Replies and texts of all kinds, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.conversation.messages import Choice, File, Link, Reply, Source

characters = st.characters(exclude_categories=["Cs"])
short_texts = st.text(characters, max_size=80)
vietnamese = st.text(st.sampled_from("abc đĐăằẵặêệôộơợưữyỵ.,!?\n <b>&\"'😀\u0301\u200d"), max_size=200)
texts = st.one_of(
    short_texts,
    vietnamese,
    st.builds(lambda text, times: text * times, vietnamese, st.integers(1, 60)),
    st.builds(lambda text, times: text * times, short_texts, st.integers(1, 150)),
)
payloads = st.from_regex(r"#[A-Za-z0-9._:/=,+-]{1,63}", fullmatch=True)
choices = st.lists(st.builds(Choice, short_texts, payloads), max_size=40, unique_by=lambda choice: choice.payload).map(
    tuple
)
urls = st.one_of(
    st.sampled_from(["https://dichvucong.gov.vn/p/home", "http://localhost:1/", "https://x", "javascript:1", ""]),
    st.text(characters, max_size=40),
)
links = st.lists(st.builds(Link, short_texts, urls), max_size=4).map(tuple)
sources = st.builds(
    Source,
    rule=st.just("R01"),
    document=short_texts,
    paragraph=short_texts,
    effective_from=st.one_of(st.none(), st.just("2021-08-23"), short_texts),
    in_force=st.booleans(),
    signed_on=st.one_of(st.none(), st.just("2021-08-22")),
    quote=st.one_of(st.none(), texts),
    url=st.one_of(st.none(), urls),
    confirmed=st.booleans(),
)
replies = st.builds(
    Reply,
    text=texts,
    choices=choices,
    citations=st.lists(sources, max_size=3).map(tuple),
    links=links,
    request_contact=st.booleans(),
    file=st.one_of(
        st.none(), st.none(), st.builds(File, st.just("tep.csv"), vietnamese.map(lambda text: f"Cột\r\n{text}"))
    ),
)
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=12), inner, max_size=4)),
    max_leaves=12,
)
