"""What the service does, one topic a module, each function inside a transaction it is given."""
