"""Rasa's first step: cut the text into pieces, each with its folded form beside the typed one."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.folding import fold
from components.words import pieces

FOLDED = "folded_text"
"""The message property that holds the whole folded text."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class FoldingTokenizer(Tokenizer):
    """Makes tokens whose text is as typed and whose lemma is folded; offsets count the text as typed."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Intents are whole names."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave them as they are: the steps behind this one cut words themselves, and none trains on tokens."""
        return training_data

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Cut one attribute of a message into tokens."""
        text = message.get(attribute)
        message.set(FOLDED, fold(text))
        return [Token(piece.text, piece.start, piece.end, lemma=piece.folded) for piece in pieces(text)]
