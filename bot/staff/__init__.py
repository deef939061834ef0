"""Roles, tokens, the audit and what staff do."""
