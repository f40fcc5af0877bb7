"""The kinds of things Telegram sends: what is asked for, what is ignored and why. Tables only."""

from typing import Final

# What to ask Telegram for; always in full, as it remembers the last list it was given.
ALLOWED_UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")

# What becomes no event, and why: first kinds of updates, then what is found inside one.
IGNORED: Final = {
    "channel_post": "nobody speaks for a party in a channel",
    "edited_channel_post": "nobody speaks for a party in a channel",
    "business_connection": "the bot answers for nobody's own account",
    "business_message": "the bot answers for nobody's own account",
    "edited_business_message": "the bot answers for nobody's own account",
    "deleted_business_messages": "the bot answers for nobody's own account",
    "guest_message": "the bot speaks only where it was put",
    "message_reaction": "a thumb is not an answer: support is asked for in words",
    "message_reaction_count": "a thumb is not an answer: support is asked for in words",
    "inline_query": "the bot offers nothing to other chats",
    "chosen_inline_result": "the bot offers nothing to other chats",
    "shipping_query": "nothing is for sale",
    "pre_checkout_query": "nothing is for sale",
    "purchased_paid_media": "nothing is for sale",
    "poll": "Telegram's polls cannot be read again: support is asked for with buttons of our own",
    "poll_answer": "Telegram's polls cannot be read again: support is asked for with buttons of our own",
    "chat_join_request": "the mediator lets people into the group",
    "chat_boost": "says nothing about who is inside",
    "removed_chat_boost": "says nothing about who is inside",
    "managed_bot": "there is one bot",
    # inside a message, an edit or a change of membership:
    "from a bot": "bots are no parties, and two of them could talk for ever",
    "in a channel": "nobody speaks for a party in a channel",
    "service message": "Telegram's own note about the chat, not somebody's words",
    "forwarded from the linked channel": "the group's own channel is nobody's answer",
    "edit in a group": "what was typed in a group was never kept",
    "edit without text": "a changed caption or place is no answer; the first sending was answered",
    "rights only": "somebody's rights changed, not whether they are inside",
    "ourselves": "whether the bot itself is inside comes as my_chat_member",
}

# What people send that is not text. The order counts: an animation is a document too, a venue a location.
MEDIA: Final = (
    *("photo", "voice", "video", "video_note", "audio", "animation", "document", "sticker", "contact"),
    *("venue", "location", "poll", "dice", "game", "story", "checklist", "paid_media", "rich_message"),
)
# Telegram's own notes about a private chat. Whatever is in neither list is newer than we are, and media.
SERVICE: Final = frozenset(
    (
        *("new_chat_title", "new_chat_photo", "delete_chat_photo", "group_chat_created"),
        *("supergroup_chat_created", "channel_chat_created", "message_auto_delete_timer_changed"),
        *("pinned_message", "write_access_allowed", "users_shared", "chat_shared", "connected_website"),
        *("passport_data", "proximity_alert_triggered", "boost_added", "chat_background_set", "invoice"),
        *("forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened"),
        *("general_forum_topic_hidden", "general_forum_topic_unhidden", "video_chat_scheduled"),
        *("video_chat_started", "video_chat_ended", "video_chat_participants_invited", "web_app_data"),
        *("successful_payment", "refunded_payment", "giveaway", "giveaway_created", "giveaway_completed"),
        *("giveaway_winners", "gift", "unique_gift", "chat_owner_left", "chat_owner_changed"),
        *("poll_option_added", "poll_option_deleted", "checklist_tasks_done", "checklist_tasks_added"),
    )
)
