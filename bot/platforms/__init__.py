"""One messaging platform a module, behind one contract."""
