"""What a change of the rulebook does to people: questions × places × moments, before and after. Pure."""
