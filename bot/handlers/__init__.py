"""What the bot does, one topic a module: no SQL, no platform, no HTTP."""
