"""A local Telegram to practise and test against. Meets the bot over HTTP only, and imports no other room."""
