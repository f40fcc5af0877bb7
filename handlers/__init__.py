"""Speaks Telegram, both ways, and remembers nothing. Knows flows; no store, workshop or bot."""
