"""Cadres paired with households: who fits, what was promised, and the visits that are due. Not a ranking of cadres."""
