"""The rulebook that staff keep: drafts, what they would change, two people, versions, taking a wrong one back."""
