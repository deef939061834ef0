"""Which way a dossier goes today; `ladder` decides."""
