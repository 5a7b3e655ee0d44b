"""Visits to households: what was found, and what of it a clerk takes over into the dossier."""
