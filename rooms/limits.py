"""Every number that bounds something, with its unit in its name."""

# What people write
MESSAGE_CHARS = 4_000
GROUP_NAME_CHARS = 60
USERNAME_CHARS = 40
DISPLAY_NAME_CHARS = 80
REASON_CHARS = 300
STATUS_CHARS = 100
EMOJI_CHARS = 32
# Names with an @ that are looked up in one message; people whom @here calls; and up to how many
# anybody may call without being asked whether that is meant.
MENTIONS = 200
HERE_CALLED = 200
CALLED_AT_EASE = 20
KEYWORDS = 20
KEYWORD_CHARS = 40
# Below one message, by everyone together: with names as long as they can be, it still travels.
REACTIONS_PER_MESSAGE = 500
EMOJI_PER_MESSAGE = 20
PINS_PER_ROOM = 100
# Up to so many members, everyone in a group may pin.
SMALL_GROUP = 20
SAVED_PER_PERSON = 1_000
# With how many characters one character of a name may be spelt.
SPELLING_CHARS = 4
# Of the code in a message, so much has colours, and the work for it takes so long.
CODE_CHARS = 8_000
CODE_SECONDS = 0.1

# The wire
FRAME_BYTES = 64 * 1024
ID_CHARS = 64
PAGE_MESSAGES = 100
PAGE_BYTES = 448 * 1024
NEWEST_MESSAGES = 50
UNREAD_COUNTED = 1_000
CAUGHT_UP = 20
EXCERPT_CHARS = 160
SEARCH_CHARS = 400
SEARCH_WORDS = 30
SEARCH_HITS = 50
SEARCH_PAGE = 20
SNIPPET_CHARS = 240
# Of what is found, so many of the newest are put in order by how well they fit.
RANKED = 1_000
# Of the people whose names have a word that is looked for, so many are looked for with it.
CALLED_ALIKE = 100
RESUME_NUMBERS = 500
PEOPLE_PAGE = 200
PEOPLE_TOLD = 500
PEOPLE_LOOKED_AT = 500
UNACKED_PER_ROOM = 8
UNFINISHED_REQUESTS = 16
SOCKETS_PER_USER = 10
HELLOS_AT_ONCE = 32
# How long after a socket the next one is taken.
TURNSTILE_SECONDS = 0.002
# The same of one session: who brings very many is a flood, and ten tabs are back in half a second.
SESSION_TURNSTILE_SECONDS = 0.05
# Between two pages of one person who asked for the second before they had the first.
BETWEEN_PAGES_SECONDS = 0.01
# Of one socket, before others have their turn.
TEXTS_AT_ONCE = 8
BAD_FRAMES_PER_MINUTE = 10
FLOOD_STRIKES = 3

# A form that a page sends
FORM_BYTES = 64 * 1024

# The outbox of one socket
OUTBOX_ENTRIES = 256
OUTBOX_BYTES = 256 * 1024
JOINED_BYTES = 64 * 1024

# Clocks, in seconds
HEAD_SECONDS = 10
FORM_SECONDS = 15
HELLO_SECONDS = 5
WAITING_SECONDS = 20
COMFORT_SECONDS = 5
COPIES_SECONDS = 1
HEARTBEAT_SECONDS = 25
ASK_SECONDS = 30
SILENCE_SECONDS = 60
STALLED_SECONDS = 15
LAYER_SECONDS = 1
GAP_SECONDS = 0.02
POLL_SECONDS = 2
POLL_DEAF_SECONDS = 0.5
SESSION_SECONDS = 30
PRESENCE_SECONDS = 5
LEASE_RENEW_SECONDS = 20
LEASE_SECONDS = 50
LEAVE_GRACE_SECONDS = 5
PEOPLE_TELL_SECONDS = 1
MARK_SECONDS = 0.1
TYPING_SECONDS = 6
LAST_SEEN_SECONDS = 300
ABSENCE_SECONDS = 1_800
STATUS_DAYS = 365
REJOIN_SECONDS = 3_600
DRAIN_SECONDS = 8
RECEIPT_DAYS = 7
READY_SECONDS = 2
READY_AGAIN_SECONDS = 1
LAG_SECONDS = 0.25
WATCH_SECONDS = 5
WATCHED_POINTS = 120

# The writer
WAITING_POSTS = 2_000
BATCH_POSTS = 256
ROOMS_AT_ONCE = 4
READER_THREADS = 4
FEED_RING = 200
PUBLISH_QUEUE = 2_000
PUBLISH_PASSING = 500
RERENDER_MESSAGES = 200
PAGES_AT_ONCE = 8
LOCK_MS = 2_000
STATEMENT_MS = 5_000
SEARCH_MS = 5_000

# The index over all that was said
TERMS_SECONDS = 1
TERMS_AT_ONCE = 500
# PostgreSQL looks through so many of the newest first, as most of what is looked for is there; and
# through more of them where it found something, but no whole page.
NEAR_MESSAGES = (4_000, 16_000)
# With fewer messages than these, PostgreSQL looks at all that have the words; else from the newest.
FEW_MATCHES = 10_000

# Token buckets: (per second, burst)
BUCKETS = {
    "message": (10, 20),
    "command": (5, 20),
    "history": (10, 30),
    "read": (10, 200),
    "search": (2, 10),
    "join": (2, 10),
    "reaction": (5, 20),
    "typing": (1 / 3, 1),
}
# The same for sockets that one session opens: whoever opens more waits for their turn.
ARRIVALS = {"socket": (1, 10)}
# How many of them may wait, and for how long, by and large, those do that are not let in after all.
WAITING_SOCKETS = 100
IN_VAIN_SECONDS = 10
# How long a session is not let in again that was closed as it flooded.
BARRED_SECONDS = 10

# The assistant
ANSWER_CHARS = 20_000
ANSWER_SECONDS = 60
ANSWER_CONNECT_SECONDS = 5
ANSWER_STALL_SECONDS = 20
ANSWER_SAVE_SECONDS = 1
ANSWER_GROW_SECONDS = 0.1

# Operators
OVERSIGHT_MINUTES = 15

# Accounts: attempts at what is secret, as (how many, in how many seconds)
ATTEMPTS = {
    "device": (10, 600),
    "account": (10, 600),
    "address": (60, 600),
    "password": (10, 600),
    "sign-up": (60, 3_600),
    "sign-up form": (600, 3_600),
    "set-up": (10, 600),
    "search": (60, 60),
}
DEVICE_DAYS = 400
ONE_TIME_HOURS = 24
CHOOSING_MINUTES = 15
PASSWORD_CHARS = 10

# What is kept of what was changed or taken back
MESSAGE_EDITS = 100
RESTORE_DAYS = 30
PURGED_AT_ONCE = 500
