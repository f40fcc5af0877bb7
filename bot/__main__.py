"""`python -m bot` is the command `draagvlak`."""

import sys

from bot.cli import main

sys.exit(main())
