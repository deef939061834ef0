"""Text to intent, entities, days, numbers and procedures."""
