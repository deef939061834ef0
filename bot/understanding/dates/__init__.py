"""Days and times in everyday Vietnamese; `reading` is what others call."""
