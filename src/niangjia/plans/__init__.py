"""One household, one plan: why it is in hardship, what helps in which tier, by whom, by when, and what came of it."""
