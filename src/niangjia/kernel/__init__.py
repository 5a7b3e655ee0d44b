"""Small pure building blocks: money, periods, names, numbers, errors. No models, no settings."""
