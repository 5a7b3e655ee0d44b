"""The rules themselves: small functions, a page for each part of the rule book. They hold shape, never a rate."""
