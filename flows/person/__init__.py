"""One person on Telegram: which of their desks and seats hears them."""
