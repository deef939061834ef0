"""The HTTP surface, one topic a module. Every route but the operational ones states who may call it."""
