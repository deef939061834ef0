"""Everything that reads what citizens type, so that no reader is forgotten where all are put to the same test.

``READERS`` names each; ``forgotten()`` finds public functions that take a text and are in neither list, and
``patterns()`` every compiled pattern of the program, which must not go back over a text again and again either.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
import re
from datetime import datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from booking_api import contact
from bot.content.english_loader import load_english
from bot.content.reference import load_reference
from bot.content.rulebook_loader import load_offers, load_rulebook
from bot.conversation.form import Form
from bot.guidance import keystrokes, phrasebook, syllables, text, tokens
from bot.guidance.answers import AnswerUnits
from bot.guidance.answers.asked import Focus
from bot.guidance.answers.model import AnswerUnit, Basis, Say
from bot.guidance.moments import VIETNAM
from bot.handlers import (
    abroad,
    acting,
    amid,
    area,
    called,
    choices_told,
    committing,
    courtesy,
    deciding,
    early,
    language,
    lodging,
    mentions,
    place_put_right,
    put_right,
    quoting,
    reading_back,
    supported,
    unheard,
    wishes,
)
from bot.handlers.booking import corrections, phrases, reading, words
from bot.handlers.callback import carrying, putting_right, wished
from bot.handlers.questions import (
    beyond,
    choosing,
    corrected,
    focuses,
    happened,
    instead,
    meaning,
    topics,
    unknown,
)
from bot.platforms import text as platform_text
from bot.platforms.telegram import redaction as telegram_redaction
from bot.review import labels, person_names, redaction
from bot.understanding import (
    agreement,
    agreement_call,
    agreement_calm,
    agreement_clauses,
    agreement_facts,
    agreement_objections,
    alarms,
    anger,
    belonging,
    blame,
    counts,
    danger,
    danger_ground,
    danger_labour,
    danger_over,
    filed,
    fold,
    foreign_names,
    keywords,
    masking,
    of_the_house,
    ordinals,
    persons,
    phones,
    reactions,
)
from bot.understanding.agreement import Agreement, Means
from bot.understanding.clauses import ClauseReader, denied, facts, objects, offline, splitting, stuck, told_only
from bot.understanding.clauses.model import Act
from bot.understanding.dates.reading import past_day, read_when, weekday_alone
from bot.understanding.deciding import DeciderReader
from bot.understanding.search import accents, evidence, exact, fitting, in_english, meant, replies
from bot.understanding.search import tokens as search_tokens
from bot.understanding.search.finder import Hit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.guidance.places.model import PlaceMatch

_WITHOUT_UNITS: Any = SimpleNamespace(
    guidance=SimpleNamespace(answers=SimpleNamespace(units_for=lambda *_args, **_at: ())), moment=None, received_at=None
)
_HIT = Hit("1.001193", "Đăng ký khai sinh", "Đăng ký khai sinh", 0.9)
NOW = datetime(2021, 8, 22, 9, tzinfo=VIETNAM)
PACKAGES = (
    "bot.guidance",
    "bot.understanding",
    "bot.handlers",
    "bot.review",
    "bot.logs",
    "bot.platforms.text",
    "bot.platforms.telegram.redaction",
    "booking_api.contact",
)
"""Where citizens' words are read."""
TEXTS = frozenset({"text", "typed", "query", "word", "said", "words", "message"})
"""What a parameter that holds them is called."""


def _vocabulary() -> belonging.Vocabulary:
    return belonging.Vocabulary.of(_reference().catalogue, _reference().fields)


@functools.cache
def _reference() -> Any:
    return load_reference()


def _deciding(typed: str) -> Any:
    """What is asked of a turn by who decides something."""
    return SimpleNamespace(
        text=typed,
        guidance=SimpleNamespace(deciders=_reference().deciders),
        moment=NOW,
        profile=SimpleNamespace(language="vi"),
        words=lambda _key, **values: str(values),
    )


@functools.cache
def _place_names() -> person_names.PlaceNames:
    return person_names.PlaceNames(_reference().places)


def _resolve(typed: str) -> PlaceMatch | None:
    return _reference().place_reader.resolve(typed, NOW.date())


def _asks_of_other_money(typed: str) -> bool:
    return beyond.asks_of_other_money(next(iter(_reference().catalogue)), typed)


def _named(typed: str) -> tuple[str, ...]:
    return _reference().place_reader.named(typed)


def _search(typed: str) -> list[Hit]:
    return _reference().search.search(typed)


def _redact(typed: str) -> redaction.Redacted:
    marked = [redaction.Entity("person", typed[:40], 0, 40), redaction.Entity("date", typed[90:99], 90, 99)]
    return redaction.redact(typed, _place_names(), marked, known=("Nguyễn Văn Demo",))


def _agreement(typed: str) -> list[Agreement]:
    agreement_clauses.head_of.cache_clear()
    return [agreement.read_agreement(typed, asked) for asked in agreement.Asked]


def _answer_units() -> list[list[AnswerUnit]]:
    """The list of papers and one paper by its name, as it is asked for and as it is lacking."""
    return [
        [
            AnswerUnit(f"1.001193/{focus}/{name}", "1.001193", focus, Say("x"), Basis.STATED, about=about)
            for name, about in (("list", ()), ("paper1", ("giay chung sinh",)))
        ]
        for focus in (Focus.PAPERS, Focus.MISSING_PAPER)
    ]


@functools.cache
def _units() -> AnswerUnits:
    reference = load_reference()
    return AnswerUnits(reference.catalogue, reference.fields, load_rulebook(), load_offers(), reference.glossary)


def _conditions(typed: str) -> object:
    """Who may adopt, the lines that the text speaks of first."""
    at = datetime(2026, 12, 4, 9, tzinfo=VIETNAM)
    return _units().units_for("2.001263", Focus.ELIGIBILITY, {}, at=at, known_at=at, text=typed)


def _found_in_law(typed: str) -> object:
    plain = fold.canonical(typed)
    return load_reference().law_answers.find(plain, plain, plain, "", NOW)


READERS: dict[str, Callable[[str], object]] = {
    "booking_api.contact.mask_numbers": contact.mask_numbers,
    "bot.guidance.places.names.NameFinder.parse": _resolve,
    "bot.guidance.places.names.NameFinder.names": _named,
    "bot.guidance.places.resolve.PlaceResolver.named": _named,
    "bot.guidance.places.resolve.PlaceResolver.resolve": _resolve,
    "bot.guidance.phrasebook.in_vietnamese": phrasebook.in_vietnamese,
    "bot.guidance.phrasebook.numbers": phrasebook.numbers,
    "bot.guidance.phrasebook.Phrasebook.label": lambda typed: load_english().label(typed),
    "bot.guidance.phrasebook.Phrasebook.lines": lambda typed: load_english().lines(typed),
    "bot.guidance.phrasebook.Phrasebook.said": lambda typed: load_english().said(typed),
    "bot.guidance.law_answers.LawAnswers.find": _found_in_law,
    "bot.guidance.keystrokes.without_keystrokes": keystrokes.without_keystrokes,
    "bot.guidance.keystrokes.moved_back": lambda typed: keystrokes.moved_back(
        typed, keystrokes.without_keystrokes(typed), len(typed)
    ),
    "bot.guidance.syllables.is_syllable": syllables.is_syllable,
    "bot.guidance.syllables.plain_word": syllables.plain_word,
    "bot.guidance.syllables.plain_words": syllables.plain_words,
    "bot.guidance.text.clean": text.clean,
    "bot.guidance.text.composed": text.composed,
    "bot.guidance.text.fold": text.fold,
    "bot.guidance.text.has_diacritics": text.has_diacritics,
    "bot.guidance.text.strip_diacritics": text.strip_diacritics,
    "bot.guidance.text.tone_key": text.tone_key,
    "bot.guidance.text.words": text.words,
    "bot.guidance.tokens.Tokens": tokens.Tokens,
    "bot.handlers.amid.gives_up_first": amid.gives_up_first,
    "bot.handlers.amid.is_no_answer": amid.is_no_answer,
    "bot.handlers.area.names_hamlet": area.names_hamlet,
    "bot.handlers.questions.corrected.between": lambda typed: corrected.between(typed, corrected.BEFORE_IT),
    "bot.handlers.questions.corrected.meant_and_denied": corrected.meant_and_denied,
    "bot.handlers.questions.instead.only_points": instead.only_points,
    "bot.handlers.questions.instead.says_instead": instead.says_instead,
    "bot.handlers.wishes.day_first": wishes.day_first,
    "bot.handlers.wishes.left_of_taken_back": wishes.left_of_taken_back,
    "bot.handlers.wishes.wants_booked": wishes.wants_booked,
    "bot.handlers.wishes.wants_to_meet": wishes.wants_to_meet,
    "bot.handlers.callback.wished.awaits_news": wished.awaits_news,
    "bot.handlers.callback.wished.wants_a_call": wished.wants_a_call,
    "bot.handlers.booking.phrases.agrees_plainly": phrases.agrees_plainly,
    "bot.handlers.booking.phrases.asks_why": phrases.asks_why,
    "bot.handlers.booking.phrases.cores": lambda typed: list(phrases.cores(typed)),
    "bot.handlers.booking.phrases.gives_up": phrases.gives_up,
    "bot.handlers.choices_told.asks": choices_told.asks,
    "bot.handlers.called.bare_in": lambda typed: called.bare_in(typed, _named, beside_a_phone=True),
    "bot.handlers.called.called_in": lambda typed: called.called_in([typed], _named, expected=True),
    "bot.handlers.early.name_asked_for": early.name_asked_for,
    "bot.handlers.early.name_said": early.name_said,
    "bot.handlers.early.several": early.several,
    "bot.handlers.early.told_in": early.told_in,
    "bot.handlers.abroad.either": lambda text: abroad.either(_reference().catalogue, text, "1.000894"),
    "bot.handlers.abroad.meant": lambda text: abroad.meant(_reference().catalogue, text, "1.000894"),
    "bot.handlers.abroad.says_who": abroad.says_who,
    "bot.handlers.abroad.without": abroad.without,
    "bot.handlers.acting.acting_in": lambda typed: acting.acting_in(_deciding(typed), typed),
    "bot.handlers.acting.certifies": lambda typed: acting.certifies(_deciding(typed), typed),
    "bot.handlers.deciding.asks_of_our_words": lambda typed: deciding.asks_of_our_words(_deciding(typed), typed),
    "bot.handlers.deciding.asks_only_of": lambda typed: deciding.asks_only_of(_deciding(typed), typed),
    "bot.handlers.deciding.body_of": lambda typed: deciding.body_of(_deciding(typed), typed),
    "bot.handlers.deciding.complains": deciding.complains,
    "bot.handlers.deciding.complains_of_officials": deciding.complains_of_officials,
    "bot.handlers.deciding.is_beside": deciding.is_beside,
    "bot.handlers.deciding.is_demanded": deciding.is_demanded,
    "bot.handlers.deciding.is_wanted": deciding.is_wanted,
    "bot.handlers.deciding.is_required": deciding.is_required,
    "bot.handlers.deciding.business_of": lambda typed: deciding.business_of(_deciding(typed), typed),
    "bot.understanding.deciding.DeciderReader.before": lambda typed: DeciderReader.of(_reference().deciders).before(
        typed, NOW
    ),
    "bot.understanding.deciding.DeciderReader.doer": lambda typed: DeciderReader.of(_reference().deciders).doer(
        typed, NOW
    ),
    "bot.understanding.deciding.DeciderReader.is_excluded": lambda typed: [
        DeciderReader.of(_reference().deciders).is_excluded(one, typed) for one in _reference().deciders
    ],
    "bot.understanding.deciding.DeciderReader.read": lambda typed: DeciderReader.of(_reference().deciders).read(
        typed, NOW
    ),
    "bot.understanding.deciding.DeciderReader.without": lambda typed: DeciderReader.of(_reference().deciders).without(
        typed, NOW
    ),
    "bot.handlers.booking.phrases.is_late": phrases.is_late,
    "bot.handlers.booking.phrases.is_question": phrases.is_question,
    "bot.handlers.booking.phrases.only_books": phrases.only_books,
    "bot.handlers.booking.phrases.plain_no": phrases.plain_no,
    "bot.handlers.booking.phrases.wants_again": phrases.wants_again,
    "bot.handlers.booking.reading.numbers_in": lambda typed: reading.numbers_in(typed, bare=True),
    "bot.handlers.booking.reading.read_place_text": _resolve,
    "bot.handlers.booking.words.capital": words.capital,
    "bot.handlers.booking.words.lower_first": words.lower_first,
    "bot.handlers.booking.words.without_opening": words.without_opening,
    "bot.handlers.callback.carrying.hour_in": carrying.hour_in,
    "bot.handlers.callback.carrying.matter_in": carrying.matter_in,
    "bot.handlers.callback.carrying.with_matter": lambda typed: carrying.with_matter([], typed),
    "bot.handlers.callback.carrying.is_time": carrying.is_time,
    "bot.handlers.callback.putting_right.matter_put_right": putting_right.matter_put_right,
    "bot.handlers.put_right.clauses_of": put_right.clauses_of,
    "bot.handlers.put_right.name_put_right": lambda typed: put_right.name_put_right(typed, "Út Mẫu"),
    "bot.handlers.put_right.naming": put_right.naming,
    "bot.handlers.put_right.without_what_is_not": put_right.without_what_is_not,
    "bot.handlers.put_right.number_put_right": lambda typed: put_right.number_put_right(typed, None),
    "bot.handlers.callback.putting_right.notes_in": putting_right.notes_in,
    "bot.handlers.callback.putting_right.only_says_wrong": putting_right.only_says_wrong,
    "bot.handlers.callback.putting_right.says_wrong": putting_right.says_wrong,
    "bot.handlers.callback.putting_right.with_notes": lambda typed: putting_right.with_notes("nói chậm", typed),
    "bot.handlers.callback.putting_right.agrees_besides": putting_right.agrees_besides,
    "bot.handlers.callback.putting_right.without_notes": putting_right.without_notes,
    "bot.handlers.callback.putting_right.without_written": putting_right.without_written,
    "bot.handlers.committing.name_beside": lambda typed: committing.name_beside(Agreement(Means.OTHER), typed),
    "bot.handlers.questions.meaning.asks_meaning": lambda typed: meaning.asks_meaning(_WITHOUT_UNITS, typed),
    "bot.handlers.place_put_right.place_put_right": lambda typed: place_put_right.place_put_right(
        typed, "xã Tắc Vân", _named
    ),
    "bot.handlers.reading_back.asks_to_see": reading_back.asks_to_see,
    "bot.handlers.supported.is_borne_out": lambda typed: supported.is_borne_out("cancel_appointment", typed),
    "bot.understanding.of_the_house.keeps_elsewhere": of_the_house.keeps_elsewhere,
    "bot.understanding.of_the_house.speaks_of_data": of_the_house.speaks_of_data,
    "bot.handlers.supported.speaks_of": lambda typed: supported.speaks_of("cancel_appointment", typed),
    "bot.understanding.anger.is_weary": anger.is_weary,
    "bot.understanding.search.replies.is_reply": replies.is_reply,
    "bot.handlers.courtesy.address_in": courtesy.address_in,
    "bot.handlers.courtesy.feeling_in": courtesy.feeling_in,
    "bot.handlers.courtesy.says_goodbye": courtesy.says_goodbye,
    "bot.handlers.lodging.asks_where": lodging.asks_where,
    "bot.handlers.lodging.speaks_of_one": lodging.speaks_of_one,
    "bot.handlers.language.khmer": language.khmer,
    "bot.handlers.language.wishes": language.wishes,
    "bot.handlers.language.without_wish": language.without_wish,
    "bot.handlers.language.speaks_english": language.speaks_english,
    "bot.handlers.mentions.gets_a_jab": mentions.gets_a_jab,
    "bot.handlers.mentions.at_counter": mentions.at_counter,
    "bot.handlers.mentions.of_an_epidemic": mentions.of_an_epidemic,
    "bot.handlers.mentions.another_place": mentions.another_place,
    "bot.handlers.mentions.appointment": mentions.appointment,
    "bot.handlers.mentions.district": mentions.district,
    "bot.handlers.mentions.inside_lockdown": mentions.inside_lockdown,
    "bot.handlers.mentions.obstacles": mentions.obstacles,
    "bot.handlers.mentions.lodges": mentions.lodges,
    "bot.handlers.mentions.travels": mentions.travels,
    "bot.handlers.mentions.old_hotline": mentions.old_hotline,
    "bot.handlers.mentions.people": mentions.people,
    "bot.handlers.mentions.point": mentions.point,
    "bot.handlers.mentions.subjects": mentions.subjects,
    "bot.handlers.mentions.topics": mentions.topics,
    "bot.handlers.questions.beyond.asks_how_long_it_holds": beyond.asks_how_long_it_holds,
    "bot.handlers.questions.beyond.asks_what_coming_costs": beyond.asks_what_coming_costs,
    "bot.handlers.questions.beyond.asks_of_other_money": _asks_of_other_money,
    "bot.handlers.questions.beyond.asks_of_being_paid": lambda typed: [
        beyond.asks_of_being_paid(typed, given=given) for given in (False, True)
    ],
    "bot.guidance.answers.units.AnswerUnits.units_for": _conditions,
    "bot.handlers.questions.case.units_of": _conditions,
    "bot.handlers.questions.choosing.choose": lambda typed: [
        choosing.choose(units, typed, whether=whether) for units in _answer_units() for whether in (False, True)
    ],
    "bot.handlers.questions.focuses.speaks_of_result": focuses.speaks_of_result,
    "bot.handlers.questions.focuses.uses_elsewhere": focuses.uses_elsewhere,
    "bot.handlers.questions.topics.topic_of": lambda typed: topics.topic_of(
        _reference().search, typed, focus=Focus.PAPERS, act=Act.ASKS_WHICH, facts={}, under_way=False
    ),
    "bot.platforms.telegram.redaction.without_tokens": telegram_redaction.without_tokens,
    "bot.platforms.text.is_blank": platform_text.is_blank,
    "bot.platforms.text.presentable": platform_text.presentable,
    "bot.platforms.text.shorten": lambda typed: platform_text.shorten(typed, 60),
    "bot.platforms.text.split_text": lambda typed: platform_text.split_text(typed, 200, platform_text.utf16_length),
    "bot.platforms.text.storable": platform_text.storable,
    "bot.platforms.text.utf16_length": platform_text.utf16_length,
    "bot.review.labels.at_borders": lambda typed: labels.at_borders(typed, 1, len(typed) - 1),
    "bot.review.person_names.find_names": lambda typed: person_names.find_names(typed, _place_names()),
    "bot.review.redaction.key_of": redaction.key_of,
    "bot.review.redaction.leaks": lambda typed: redaction.leaks(typed, _place_names()),
    "bot.review.redaction.redact": _redact,
    "bot.understanding.alarms.asks_for_number": alarms.asks_for_number,
    "bot.understanding.alarms.asks_in_need": alarms.asks_in_need,
    "bot.understanding.alarms.read_alarms": alarms.read_alarms.__wrapped__,  # without its cache
    "bot.understanding.alarms.asks_to_report": alarms.asks_to_report,
    "bot.understanding.alarms.read_found": alarms.read_found,
    "bot.understanding.alarms.read_fraud": alarms.read_fraud,
    "bot.understanding.alarms.read_visitors": alarms.read_visitors,
    "bot.understanding.alarms.read_harm": alarms.read_harm,
    "bot.understanding.anger.is_angry": anger.is_angry,
    "bot.understanding.blame.blames_an_office": blame.blames_an_office,
    "bot.understanding.blame.blames_the_assistant": blame.blames_the_assistant,
    "bot.understanding.filed.tells_filed": filed.tells_filed,
    "bot.understanding.reactions.ends_asking": reactions.ends_asking,
    "bot.understanding.reactions.fears": reactions.fears,
    "bot.understanding.reactions.says_what_is_asked": reactions.says_what_is_asked,
    "bot.understanding.reactions.only_sighs": reactions.only_sighs,
    "bot.understanding.reactions.puts_off": reactions.puts_off,
    "bot.understanding.reactions.waits": reactions.waits,
    "bot.understanding.reactions.is_for_somebody_else": reactions.is_for_somebody_else,
    "bot.understanding.reactions.was_sent_by_mistake": reactions.was_sent_by_mistake,
    "bot.understanding.reactions.ends_with_a_mistake": reactions.ends_with_a_mistake,
    "bot.understanding.reactions.does_not_understand": reactions.does_not_understand,
    "bot.understanding.reactions.is_a_bare_answer": reactions.is_a_bare_answer,
    "bot.understanding.agreement.read_agreement": _agreement,
    "bot.understanding.agreement_call.gives_to_call": agreement_call.gives_to_call,
    "bot.understanding.agreement_clauses.parts_of": agreement_clauses.parts_of,
    "bot.understanding.agreement_facts.differs": lambda typed: agreement_facts.differs(
        typed, "sáng thứ Năm 3/12, 8:00"
    ),
    "bot.understanding.agreement_facts.differs_in": lambda typed: agreement_facts.differs_in(
        "term", typed, "lưu 90 ngày"
    ),
    "bot.understanding.agreement_calm.calm": lambda typed: [
        agreement_calm.calm(typed, asked.value) for asked in agreement.Asked
    ],
    "bot.understanding.agreement_objections.objects": lambda typed: [
        agreement_objections.objects(typed, gives_up=gives_up, asked=False) for gives_up in (False, True)
    ],
    "bot.understanding.agreement_objections.without_right": agreement_objections.without_right,
    "bot.handlers.booking.corrections.names_name": corrections.names_name,
    "bot.handlers.booking.corrections.part_of": corrections.part_of,
    "bot.handlers.booking.phrases.only_leaves": phrases.only_leaves,
    "bot.understanding.agreement_facts.facts_in": agreement_facts.facts_in,
    "bot.understanding.agreement_facts.named": lambda typed: agreement_facts.named(typed, "sáng thứ Năm 3/12, 8:00"),
    "bot.understanding.ordinals.choice_in": ordinals.choice_in,
    "bot.understanding.belonging.Belonging.belongs": lambda typed: belonging.Belonging.packaged().belongs(
        _vocabulary(), "1.001193", typed
    ),
    "bot.understanding.belonging.Belonging.is_own": lambda typed: belonging.Belonging.packaged().is_own(
        _vocabulary(), "1.001193", typed
    ),
    "bot.understanding.belonging.Belonging.score": lambda typed: belonging.Belonging.packaged().score(
        _vocabulary(), "1.001193", typed
    ),
    "bot.understanding.belonging.features": lambda typed: belonging.features(_vocabulary(), "1.001193", typed, ()),
    "bot.understanding.search.meant.Meant.candidates": lambda typed: meant.Meant.packaged().candidates(
        _reference().search, typed, ClauseReader().read(typed), under_way="1.001193"
    ),
    "bot.understanding.search.meant.Meant.sound": lambda typed: meant.Meant.packaged().sound(
        typed, ClauseReader().read(typed)
    ),
    "bot.understanding.search.meant.features": lambda typed: meant.features(
        _reference().search, typed, ClauseReader().read(typed), meant.Sound({}, ()), under_way=None
    ),
    "bot.understanding.search.in_english.EnglishWays.named": lambda typed: in_english.EnglishWays.packaged().named(
        typed, _reference().catalogue
    ),
    "bot.understanding.search.exact.ExactNames.named": lambda typed: exact.exact_names(_reference().catalogue).named(
        typed
    ),
    "bot.understanding.search.evidence.Names.has_own": lambda typed: evidence.names_of(_reference().search).has_own(
        typed, "1.001193"
    ),
    "bot.understanding.search.evidence.Names.begins": lambda typed: evidence.names_of(_reference().search).begins(
        typed, "1.001193"
    ),
    "bot.understanding.clauses.facts.bare_of": facts.bare_of,
    "bot.handlers.questions.focuses.asks_why": focuses.asks_why,
    "bot.handlers.questions.focuses.may_ask": lambda typed: focuses.may_ask(Focus.FEE, typed),
    "bot.handlers.questions.unknown.names_nothing_else": lambda typed: unknown.names_nothing_else(
        typed, _reference().catalogue.get("1.001193") or next(iter(_reference().catalogue))
    ),
    "bot.handlers.unheard.asks_something": lambda typed: unheard.asks_something(typed, ClauseReader().read(typed)),
    "bot.handlers.quoting.nobody_knows": lambda typed: [
        quoting.nobody_knows(typed, one) for one in ClauseReader().read(typed)
    ],
    "bot.handlers.quoting.asks": lambda typed: [quoting.asks(typed, one) for one in ClauseReader().read(typed)],
    "bot.handlers.quoting.questions_quoted": lambda typed: quoting.questions_quoted(typed, ClauseReader().read(typed)),
    "bot.handlers.quoting.quoted": quoting.quoted,
    "bot.understanding.clauses.offline.cannot_be_online": offline.cannot_be_online,
    "bot.understanding.clauses.stuck.why_not": stuck.why_not,
    "bot.understanding.clauses.told_only.says_what_is_unclear": told_only.says_what_is_unclear,
    "bot.understanding.clauses.told_only.tells_in_figures": told_only.tells_in_figures,
    "bot.understanding.clauses.told_only.tells_only": told_only.tells_only,
    "bot.understanding.clauses.told_only.says_how_little": told_only.says_how_little,
    "bot.understanding.clauses.told_only.without_other_words": told_only.without_other_words,
    "bot.handlers.questions.happened.says_no_more": happened.says_no_more,
    "bot.understanding.clauses.denied.denied_in": denied.denied_in,
    "bot.understanding.clauses.denied.without_denied": denied.without_denied.__wrapped__,  # without its cache
    "bot.understanding.clauses.denied.tells_of_the_past": denied.tells_of_the_past,
    "bot.understanding.clauses.denied.without_past": denied.without_past,
    "bot.understanding.clauses.denied.without_circumstances": denied.without_circumstances,
    "bot.understanding.clauses.objects.object_of": objects.object_of,
    "bot.understanding.clauses.reading.ClauseReader.read": lambda typed: ClauseReader.naming(_reference().search).read(
        typed
    ),
    "bot.understanding.clauses.splitting.asked_at": lambda typed: splitting.asked_at(typed, len(typed)),
    "bot.understanding.clauses.splitting.split": splitting._spans.__wrapped__,  # without its cache
    "bot.understanding.counts.read_counts": counts.read_counts,
    "bot.understanding.danger.read_danger": danger.read_danger,
    "bot.understanding.danger.speaks_of_danger": danger.speaks_of_danger,
    "bot.understanding.danger.is_over": danger.is_over,
    "bot.understanding.danger_labour.as_typed": functools.partial(
        danger_labour.as_typed, accented_words={"lat": {"lật": "lat"}}
    ),
    "bot.understanding.danger_ground.gives_way": danger_ground.gives_way,
    "bot.understanding.danger_labour.labour_in": danger_labour.labour_in,
    "bot.understanding.danger_over.told_as_over": danger_over.told_as_over,
    "bot.understanding.danger_over.parts_of": danger_over.parts_of,
    "bot.understanding.danger_over.beside_what_is_over": danger_over.beside_what_is_over,
    "bot.understanding.dates.reading.past_day": lambda typed: past_day(typed, NOW),
    "bot.understanding.dates.reading.weekday_alone": lambda typed: weekday_alone(typed, NOW),
    "bot.understanding.dates.reading.read_when": lambda typed: read_when(typed, NOW),
    "bot.understanding.foreign_names.foreign_name": foreign_names.foreign_name,
    "bot.understanding.foreign_names.is_safe": foreign_names.is_safe,
    "bot.understanding.fold.canonical": fold.canonical.__wrapped__,  # without its cache
    "bot.understanding.keywords.agrees": keywords.agrees,
    "bot.understanding.keywords.asks_news": keywords.asks_news,
    "bot.understanding.keywords.bare_link_code": keywords.bare_link_code,
    "bot.understanding.keywords.keyword_intent": keywords.keyword_intent,
    "bot.understanding.keywords.leaves": keywords.leaves,
    "bot.understanding.keywords.link_code": keywords.link_code,
    "bot.understanding.keywords.wants_link": keywords.wants_link,
    "bot.understanding.masking.holds_id_number": masking.holds_id_number,
    "bot.understanding.masking.mask": masking.mask,
    "bot.understanding.masking.mask_identity_numbers": masking.mask_identity_numbers,
    "bot.understanding.persons.clean_name": persons.clean_name.__wrapped__,  # without its cache
    "bot.understanding.phones.has_none_here": phones.has_none_here,
    "bot.understanding.phones.in_digits": phones.in_digits,
    "bot.understanding.phones.find_phones": phones.find_phones,
    "bot.understanding.phones.find_spoken": phones.find_spoken,
    "bot.understanding.phones.plain_digits": phones.plain_digits,
    "bot.understanding.phones.read_phone": phones.read_phone,
    "bot.understanding.search.accents.accented_words": accents.accented_words,
    "bot.understanding.search.accents.typed_words": accents.typed_words,
    "bot.understanding.search.fitting.is_ruled_out": lambda typed: [
        fitting.is_ruled_out(typed, code) for code in fitting.RULED_OUT
    ],
    "bot.understanding.search.evidence.is_likely": lambda typed: evidence.is_likely(_reference().search, typed, _HIT),
    "bot.understanding.search.evidence.resembles": lambda typed: evidence.resembles(_reference().search, typed, _HIT),
    "bot.understanding.search.evidence.speaks_of_another": lambda typed: evidence.speaks_of_another(
        _reference().search, typed, _HIT.code
    ),
    "bot.understanding.search.evidence.is_told": lambda typed: evidence.is_told(_reference().search, typed, _HIT),
    "bot.understanding.search.evidence.turns_to": lambda typed: evidence.turns_to(_reference().search, typed, _HIT),
    "bot.understanding.search.evidence.Names.evidence": lambda typed: evidence.is_told(
        _reference().search, typed, _HIT
    ),
    "bot.understanding.search.finder.ProcedureSearch.decide": _search,
    "bot.understanding.search.finder.ProcedureSearch.search": _search,
    "bot.understanding.search.naming.Naming.hear": _search,
    "bot.understanding.search.official.OfficialNames.search": _search,
    "bot.understanding.search.tokens.tokens": search_tokens.tokens,
}
"""By the name of the function. Each takes a text as a citizen sends it."""


def distinct() -> dict[str, Callable[[str], object]]:
    """Return the readers, each once, by all their names: some functions are reached through the same one."""
    names: dict[Callable[[str], object], list[str]] = {}
    for name, read in READERS.items():
        names.setdefault(read, []).append(name)
    return {", ".join(called): read for read, called in names.items()}


OTHERS = {
    "bot.guidance.law_answers.LawAnswer.is_asked": "each of them is asked by LawAnswers.find",
    "bot.guidance.answers.in_law.is_law": "what a question is kept as, of our own",
    "bot.guidance.answers.fields.cut": "a field of the catalogue",
    "bot.guidance.answers.fields.lower_first": "a field of the catalogue",
    "bot.guidance.answers.lint.sentences": "a text of our own",
    "bot.guidance.answers.plain.clauses": "a field of the catalogue",
    "bot.guidance.answers.plain.starts": "a field of the catalogue",
    "bot.guidance.answers.plain.upper_first": "a field of the catalogue",
    "bot.handlers.questions.telling.first_sentence": "an answer of our own",
    "bot.guidance.moments.parse_moment": "a moment in the rulebook or an operator's setting",
    "bot.guidance.places.gazetteer.Gazetteer.parse": "the packaged list of places",
    "bot.guidance.procedures.Catalogue.parse": "the packaged list of procedures",
    "bot.guidance.rulebook.phrases.strange_placeholder": "a text of the rulebook",
    "bot.understanding.belonging.Vocabulary.any_code": "a packaged question, when it is learned from",
    "bot.understanding.clauses.learning.clauses_of": "a packaged message, when it is learned from",
    "bot.handlers.area.remember": "keeps it as it is",
    "bot.handlers.forms.ask": "a text of our own",
    "bot.handlers.questions.repeating.told_ways_already": "a text of our own",
    "bot.handlers.ways.Tried.meet": "keeps it as it is",
    "bot.understanding.search.naming.Naming.parse": "the packaged table of names",
    "bot.understanding.search.synonyms.Synonyms.parse": "the packaged table of other words",
    "bot.review.queue.ReviewDesk.add": "a sentence that an administrator types",
    "bot.review.filling.fill": "a message that is masked already, in the office's review",
    "bot.review.labels.Label.check": "a message that is masked already, in the office's review",
    "bot.understanding.search.finder.most_alike": "a word or two of a query, of 48 letters at most",
    "bot.understanding.ladder.Ladder.read": "asks the keywords, then Rasa (nlu/tests)",
    "bot.understanding.ladder.Ladder.waits": "asks the keywords",
    "bot.understanding.rasa.RasaClient.parse": "sends it to Rasa (nlu/tests)",
}
"""Public functions that take a text and read none of a citizen's, and why."""


def forgotten() -> set[str]:
    """Return the public functions of ``PACKAGES`` that take a text and stand in neither list."""
    return set(_taking_texts()) - set(READERS) - set(OTHERS)


def gone() -> set[str]:
    """Return the names in ``OTHERS`` and ``READERS`` that are no function any more."""
    return {name for name in (*READERS, *OTHERS) if not _exists(name)}


def patterns() -> dict[str, re.Pattern[str]]:
    """Return every compiled pattern that is a constant of a module of the bot, by module and name."""
    found: dict[str, re.Pattern[str]] = {}
    for module in _modules("bot"):
        for name, value in vars(module).items():
            for number, pattern in enumerate(_patterns_in(value)):
                if isinstance(pattern.pattern, str) and pattern not in found.values():
                    found[f"{module.__name__}.{name}{f'[{number}]' if number else ''}"] = pattern
    return found


def _taking_texts() -> Iterator[str]:
    for package in PACKAGES:
        for module in _modules(package):
            for name, function in _functions(module):
                parameters = inspect.signature(function).parameters.values()
                if any(one.annotation in ("str", "str | None") and one.name in TEXTS for one in parameters):
                    yield f"{module.__name__}.{name}"


def _modules(name: str) -> Iterator[Any]:
    module = importlib.import_module(name)
    yield module
    for found in pkgutil.walk_packages(getattr(module, "__path__", ()), f"{name}."):
        if ".migrations" not in found.name and not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def _functions(module: Any) -> Iterator[tuple[str, Callable[..., Any]]]:
    for name, value in vars(module).items():
        if name.startswith("_") or getattr(value, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(value):
            yield name, value
        elif inspect.isclass(value):
            for method, function in inspect.getmembers(value, inspect.isroutine):
                if not method.startswith("_") and getattr(function, "__module__", None) == module.__name__:
                    yield f"{name}.{method}", function


def _exists(name: str) -> bool:
    module, _, attribute = name.rpartition(".")
    try:
        return hasattr(importlib.import_module(module), attribute)
    except ModuleNotFoundError:
        owner, _, method = module.rpartition(".")
        return hasattr(getattr(importlib.import_module(owner), method, None), attribute)


def _patterns_in(value: Any) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Form):
        yield from _patterns_in([row.words for row in value.fields])
    elif isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from _patterns_in(one)
    elif isinstance(value, dict) or type(value).__name__ == "mappingproxy":
        for key, one in value.items():
            yield from _patterns_in(key)
            yield from _patterns_in(one)
