"""All answer units of one state of the guidance, and which of them hold for a question. Pure: nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.guidance.answers.asked import Focus
from bot.guidance.answers.booked import duty_in_general, duty_units
from bot.guidance.answers.counted import deadline_units, fee_units, time_units
from bot.guidance.answers.fields import Asked
from bot.guidance.answers.general import general_units
from bot.guidance.answers.hindered import age_units, inside_units, offline_units, shut_units
from bot.guidance.answers.lost import lost_units
from bot.guidance.answers.meaning import meaning_units
from bot.guidance.answers.mentioned import appointment_units, hours_units
from bot.guidance.answers.named import declarer_units, signing_units
from bot.guidance.answers.offices import office_named, office_to_ask, offices_to_ask, taken_in_elsewhere
from bot.guidance.answers.papers import form_units, paper_units
from bot.guidance.answers.place import place_units
from bot.guidance.answers.presence import presence_units
from bot.guidance.answers.required import requirement_units
from bot.guidance.answers.result import result_units
from bot.guidance.answers.ruled import rule_units, silence_units
from bot.guidance.answers.territory import authority_units, territory_units
from bot.guidance.answers.told import kin_units, poor_units
from bot.guidance.answers.ways import channel_units, portal_units, post_units
from bot.guidance.catalogue.values import FieldKind, Office
from bot.guidance.glossary import Glossary
from bot.guidance.steering.ladder import steer
from bot.guidance.steering.model import Appointment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.guidance.answers.asked import FactName
    from bot.guidance.answers.model import AnswerUnit
    from bot.guidance.catalogue.book import FieldCatalogue
    from bot.guidance.catalogue.telling import Told
    from bot.guidance.offers import Offers
    from bot.guidance.procedures import Catalogue
    from bot.guidance.rulebook.advice import Area
    from bot.guidance.rulebook.book import Rulebook

_COMPILED: Mapping[Focus, tuple[Callable[[Asked], Iterable[AnswerUnit]], ...]] = {
    Focus.PAPERS: (paper_units, post_units, general_units),
    Focus.ELIGIBILITY: (requirement_units, general_units),
    Focus.MISSING_PAPER: (paper_units,),
    Focus.FORM: (form_units,),
    Focus.FEE: (poor_units, lost_units, fee_units),
    Focus.TIME: (time_units,),
    Focus.PLACE: (place_units,),
    Focus.CHANNEL: (inside_units, offline_units, portal_units, channel_units),
    Focus.MUST_COME: (shut_units, age_units, signing_units, presence_units),
    Focus.WHO_MAY_GO: (kin_units, shut_units, declarer_units, presence_units),
    Focus.DEADLINE: (deadline_units,),
    Focus.CONSEQUENCE: (deadline_units,),
    Focus.RESULT: (result_units,),
    Focus.AUTHORITY: (authority_units,),
    Focus.HOURS: (hours_units,),
    Focus.APPOINTMENT: (duty_units, appointment_units),
    Focus.TERRITORY: (territory_units,),
}
"""By focus, what compiles its units; what the person's own words turn comes first. A new focus is added here, with its
texts in content/texts/*/answers.yaml."""

_AT_A_CENTRE = "/place/one_stop"


@dataclass(frozen=True, slots=True)
class AnswerUnits:
    """What questions can be answered with.

    Attributes:
        catalogue: the procedures.
        fields: what is known of each.
        rulebook: rules in force by date.
        offers: which procedure is offered how, by date.
        glossary: words of the law, by their day.
    """

    catalogue: Catalogue
    fields: FieldCatalogue
    rulebook: Rulebook
    offers: Offers
    glossary: Glossary = field(default_factory=Glossary)

    def units_for(
        self,
        topic: str | None,
        focus: Focus,
        facts: Mapping[FactName, str | int | bool],
        *,
        at: datetime,
        known_at: datetime,
        area: Area | None = None,
        text: str = "",
    ) -> tuple[AnswerUnit, ...]:
        """Return the units that answer a question, those that tell most first; the last may say that nothing is known.

        The answer for the same arguments is always the same.

        Args:
            topic: national code of the procedure, or None where none is known.
            focus: what is asked.
            facts: what the person told of this matter and stands by.
            at: the moment asked about.
            known_at: the real moment.
            area: where the person lives, as rules see it.
            text: the question: of several lines those that it speaks of are told first.
        """
        procedure = self.catalogue.get(topic) if topic else None
        offering = self.offers.at(at, procedure.code) if procedure is not None else None
        advice = self.rulebook.at(at, area, offering)
        code = procedure.code if procedure is not None else None
        receivers = self._receivers(code, at, known_at)
        elsewhere = taken_in_elsewhere(receivers)
        found = list(rule_units(focus, code, advice, self.rulebook, offering, elsewhere=elsewhere))
        if focus is Focus.RULE and procedure is None:
            found += meaning_units(self.glossary, at.date())
        if procedure is None and focus is Focus.APPOINTMENT:
            ladder = steer(self.rulebook, self.offers, at, area=area)
            found = list(duty_in_general(None, ladder, self.rulebook)) or found
        if procedure is not None and focus in _COMPILED:
            ladder = steer(self.rulebook, self.offers, at, procedure.code, area=area)
            asked = Asked(procedure, self.fields, at, known_at, facts, advice, ladder, self.rulebook, text)
            of_fields = [unit for compiled in _COMPILED[focus] for unit in compiled(asked) if unit.focus is focus]
            if focus is Focus.APPOINTMENT and ladder.appointment is Appointment.COMPULSORY:
                found = []  # what these rules come to for the procedure is compiled
            told = {citation.rule for unit in of_fields if unit.places for citation in unit.citations}
            # What fields tell with the rule's own document is not told a second time.
            found = [unit for unit in found if not told.intersection(one.rule for one in unit.citations)] + of_fields
        if not any(not unit.about for unit in found):
            found += silence_units(focus, code, advice, self.rulebook)
        elif not any(unit.known for unit in found):
            said = list(silence_units(focus, code, advice, self.rulebook))
            found = [*(unit for unit in said if unit.citations), *found]
        return tuple(found)

    def office_to_ask(self, code: str | None, *, at: datetime, known_at: datetime) -> Office | None:
        """Return the kind of office that knows more of a procedure: who takes it in; None where that is not one."""
        return office_to_ask(self._receivers(code, at, known_at))

    def offices_to_ask(self, code: str, *, at: datetime, known_at: datetime) -> tuple[Office, ...]:
        """Return who knows more of a procedure: the offices that take it in, two at most, else the one that decides it.

        Where neither is known, a centre that takes it in by the table of offers; empty where none does.
        """
        if offices := offices_to_ask(self._receivers(code, at, known_at)):
            return offices
        agency = self.agency_to_ask(code, at=at)
        if agency:
            return tuple(filter(None, (office_named(agency),)))
        places = self.units_for(code, Focus.PLACE, {}, at=at, known_at=known_at)
        return (Office.ONE_STOP,) if any(unit.id.endswith(_AT_A_CENTRE) for unit in places) else ()

    def agency_to_ask(self, code: str, *, at: datetime) -> str:
        """Return who decides a procedure, as the catalogue says from its first day on; empty where it does not."""
        procedure = self.catalogue.get(code)
        known = procedure is not None and at.date() >= procedure.known_since
        return procedure.agency if procedure is not None and known else ""

    def _receivers(self, code: str | None, at: datetime, known_at: datetime) -> Sequence[Told]:
        return self.fields.told(code or "", FieldKind.RECEIVER, at=at, known_at=known_at).told
