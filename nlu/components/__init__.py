"""Rasa components of our own, and the plain models inside them.

The models (`folding`, `words`, `features`, `intent_model`, `calibration`, `wishes`, `entity_model`) import no Rasa, so that
they are tested and cross-validated without it. The components (`folding_tokenizer`, `intent_classifier`,
`entity_extractor`) put them into Rasa's graph.
"""
