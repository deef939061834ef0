"""`motcua rules`, a module for each kind of work; `app` puts them together."""
