"""What the bot did not understand: found, masked, labelled by staff, and brought to the training data.

A service without a face: the terminal's screen (bot/commands) uses it, and a web page can.
"""
