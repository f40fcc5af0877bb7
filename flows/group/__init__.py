"""The group chat: linking it, who is inside, what the bot may do there, and what is written there by mistake.

It is for announcements, and for talk only where the mediator opens it. Of what people write there nothing is kept or
known here: only that they wrote. The bot says there by itself no more than its own two fixed sentences.
"""
