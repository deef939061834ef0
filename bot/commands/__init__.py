"""The groups of the `motcua` command: thin, they call the same services as the bot."""
