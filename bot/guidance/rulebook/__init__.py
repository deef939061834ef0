"""Rules, the documents they stand in, and what is in force when; `book` answers."""
