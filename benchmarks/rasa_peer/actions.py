"""The action server's code of the comparison: answers out of a table, which is all the work there is.

The table (PEER_ANSWERS, a JSON file) maps an intent to the answer that the bot gave to such a question, so that both
say the same.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rasa_sdk import Action

if TYPE_CHECKING:
    from rasa_sdk import Tracker
    from rasa_sdk.executor import CollectingDispatcher

ANSWERS: dict[str, str] = json.loads(Path(os.environ["PEER_ANSWERS"]).read_text(encoding="utf-8"))


class Answer(Action):
    """Says what the table has for the intent."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:  # noqa: ARG002
        """Answer."""
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        dispatcher.utter_message(text=ANSWERS.get(str(intent), ANSWERS["other"]))
        return []
