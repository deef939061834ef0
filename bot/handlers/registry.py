"""Who answers what: every intent, choice, dialogue and kind of message, in one place."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.conversation.messages import Kind
from bot.conversation.router import FALLBACK, Router
from bot.guidance.answers import Focus
from bot.handlers import (
    about_us,
    after_filing,
    alarms,
    amid,
    area,
    capacity,
    choices_told,
    contacts,
    courtesy,
    emergency,
    exactly,
    facts,
    fallback,
    guards,
    language,
    life_events,
    lodging,
    news,
    notices,
    opening,
    other_kinds,
    papers_check,
    rejected,
    sending,
    sources,
    subscriptions,
    supported,
    taking_up,
    unemployment,
    units,
    visiting,
    ways,
    wishes,
)
from bot.handlers.appointments import dialogue as appointments
from bot.handlers.asked import answers_step, counts
from bot.handlers.asking import Asking
from bot.handlers.booking import dialogue as booking
from bot.handlers.callback import offered as callback_offered
from bot.handlers.callback.dialogue import Callback
from bot.handlers.handover import Handover
from bot.handlers.linking import INTENTS as LINK_INTENTS
from bot.handlers.linking import Linking
from bot.handlers.notifications import Notifications
from bot.handlers.privacy import Privacy
from bot.handlers.questions import case, left_over, repeating
from bot.handlers.questions.dialogue import Questions
from bot.handlers.subscriptions import Subscriptions
from bot.handlers.which import Which
from bot.understanding.keywords import leaves

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.conversation.handover import StaffChat
    from bot.conversation.turn import ChoiceHandler, Handler, Turn

INFORMING: dict[str, Handler] = {
    "ask_submission_channel": sending.ask_submission_channel,
    "ask_inperson_allowed": visiting.ask_inperson_allowed,
    "ask_epidemic_rules": visiting.ask_epidemic_rules,
    "ask_area_status": visiting.ask_area_status,
    "ask_rule_source": sources.ask_rule_source,
    "ask_must_appear": visiting.ask_must_appear,
    "ask_queue_capacity": capacity.ask_queue_capacity,
    "ask_online_guide": sending.ask_online_guide,
    "report_online_error": sending.report_online_error,
    "ask_online_payment": sending.ask_online_payment,
    "ask_postal_service": sending.ask_postal_service,
    "find_procedure": sending.find_procedure,
    "check_dossier_status": facts.check_dossier_status,
    "ask_office_info": contacts.ask_office_info,
    "ask_hotline": contacts.ask_hotline,
    "ask_admin_unit_change": units.ask_admin_unit_change,
    "ask_unemployment_benefit": unemployment.ask_unemployment_benefit,
    "talk_to_human": contacts.talk_to_human,
}
"""Intents that only inform: they are answered as a second wish of a message too, as those of ``QUESTIONS`` are."""

QUESTIONS: Mapping[str, tuple[Focus, Handler | None]] = MappingProxyType(
    {
        "ask_procedure_documents": (Focus.PAPERS, None),
        "ask_procedure_fee": (Focus.FEE, None),
        "ask_processing_time": (Focus.TIME, None),
        "ask_procedure_authority": (Focus.PLACE, facts.ask_procedure_authority),
        "ask_form_download": (Focus.FORM, facts.ask_form_download),
        "ask_result_delivery": (Focus.RESULT, facts.ask_result_delivery),
    }
)
"""Intents that ask one thing of a procedure, with what answers where none is known: units answer them."""

_OBSTACLES = (
    "ask_submission_channel",
    "ask_online_guide",
    "ask_postal_service",
    "ask_inperson_allowed",
    "ask_must_appear",
    "report_online_error",
    "find_procedure",
    "ask_procedure_authority",
    "ask_office_info",
    "complaint_feedback",
    "talk_to_human",
    "provide_info",
    "affirm",
    "deny",
    "out_of_scope",
    FALLBACK,
)
"""Intents under which "nhà không có mạng, bưu điện xa" may arrive after a ladder."""

PLACES = ("#book.unit:", "#book.area:", "#appt.unit:", "#area.pick:", "#unit.show:")
"""Payloads that pick a place."""


def _first_news(manage: Handler) -> Handler:
    """Let whoever fetches news have them; all else about news is what they want to have sent."""

    async def wish(turn: Turn) -> None:
        if not news.answered(turn):
            await manage(turn)

    return wish


def build_router(*, flood_burst: int = 20, flood_per_minute: float = 20.0, desk: StaffChat | None = None) -> Router:
    """Return the router with everything the bot can do.

    Args:
        flood_burst: messages one person may send at once before a notice.
        flood_per_minute: messages a minute that are answered in the long run.
        desk: the staff chat to which people are handed over, or None.
    """
    router = Router(
        side=frozenset({*INFORMING, *QUESTIONS}),
        leaves=leaves,
        amid=amid.heard,
        before=notices.before,
        takes_up=taking_up.take_up,
        left_over=left_over.say_back,
        after=courtesy.both(
            courtesy.both(courtesy.kindly, subscriptions.offer),
            courtesy.both(callback_offered.unoffer, repeating.settle),
        ),
        answers=answers_step,
        counts=counts,
        picks=PLACES,
    )
    router.guards = [
        exactly.settle,
        alarms.harm_first,
        guards.flood_limit(flood_burst, flood_per_minute),
        courtesy.follow,
        supported.only_borne_out,
        guards.greets_first,
        notices.discloses_first,
        guards.too_long,
        guards.id_numbers,
        alarms.found_first,
        alarms.fraud_first,
        guards.private_only,
        case.follow,
        capacity.note_unit,
        rejected.follow,
        choices_told.tell,
    ]
    router.kinds = {
        Kind.START: opening.start,
        Kind.MEDIA: other_kinds.media,
        Kind.LOCATION: other_kinds.location,
        Kind.CONTACT: other_kinds.contact,
    }
    linking = Linking(router)
    privacy = Privacy(router, linking)
    callback = Callback(router)
    handover = Handover(router, callback, desk)
    router.instead = handover.during

    async def settles(turn: Turn) -> bool:
        return await privacy.settles(turn) or await callback.opens_again(turn)

    router.settles = settles
    which = Which(router)
    subscribing = Subscriptions(router)
    asking = Asking(router, which, subscribing)
    questions = Questions(router)
    single = lodging.first(life_events.first(papers_check.first(after_filing.first(questions.answer))), router)
    router.questions = wishes.first(courtesy.courteous(language.first(about_us.first(single, router), router)), router)
    asked = {intent: questions.wish(focus, otherwise) for intent, (focus, otherwise) in QUESTIONS.items()}
    informing = {**INFORMING, **asked}
    router.dialogues = {callback.name: callback, which.name: which}
    router.intents = {
        **informing,
        "talk_to_human": handover.wish,
        "greet": opening.greet,
        "thank_bye": opening.thank_bye,
        "affirm": asking.affirm,
        "deny": asking.deny,
        "provide_info": fallback.provide_info,
        "switch_language": language.switching(router),
        "privacy_request": privacy.request,
        "manage_notifications": _first_news(Notifications(subscribing).manage),
        "complaint_feedback": contacts.complaint_feedback,
        "emergency": emergency.emergency,
        "out_of_scope": fallback.out_of_scope,
        FALLBACK: fallback.fallback,
    }
    router.choices = {
        "ask": asking.choose,
        "ans": questions.choose,
        "area": asking.pick,
        "way": _or_stale(router, ways.choose),
        "unit": _or_stale(router, units.choose),
        "lang": _or_stale(router, language.choose),
        life_events.TOPIC: _or_stale(router, life_events.choose),
        papers_check.TOPIC: _or_stale(router, papers_check.choose),
        "call": callback.choose,
        "privacy": privacy.choose,
        "sub": subscribing.choose,
        "link": linking.choose,
        "human": handover.choose,
    }
    booking.register(router)
    appointments.register(router)
    for intent in callback_offered.INTENTS:
        router.intents[intent] = callback_offered.call_offered_first(router.intents[intent], callback)
    router.intents["book_appointment"] = wishes.meeting_first(router.intents["book_appointment"])
    router.intents["manage_notifications"] = wishes.call_first(router.intents["manage_notifications"], router)
    for intent in ("talk_to_human", "ask_hotline"):
        router.intents[intent] = callback_offered.turned_down_first(router.intents[intent], router)
    for intent in LINK_INTENTS:
        router.intents[intent] = linking.code_first(router.intents[intent])
    for intent, handler in router.intents.items():
        answer = ways.obstacle_first(handler) if intent in _OBSTACLES else handler
        router.intents[intent] = _remembering(intent, answer)
    return router


def _or_stale(router: Router, choose: Callable[[Turn, str, str], Awaitable[bool]]) -> ChoiceHandler:
    """Make a choice handler of a function that returns False for what it does not know.

    Such choices inform: the dialogue they were pressed in is gone on with.
    """

    async def answer(turn: Turn, action: str, argument: str) -> None:
        before = turn.state.dialogue
        if not await choose(turn, action, argument):
            await router.stale(turn)
        elif before is not None and turn.state.dialogue is before and before.name != Which.name:
            await router.ask_again(turn, router.dialogues[before.name])

    return answer


def _remembering(intent: str, handler: Handler) -> Handler:
    """Wrap a handler: what it answered is the topic of what comes next."""

    async def answer(turn: Turn) -> None:
        area.note_home(turn)
        await handler(turn)
        if intent in INFORMING or intent in QUESTIONS:
            turn.state.topic.intent = intent

    return answer
