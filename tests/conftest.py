"""What every test shares."""

from __future__ import annotations

import signal

# Where the tests run in the background SIGINT may be ignored, and the processes they start would inherit that;
# a handler of our own is reset to the default when they start.
signal.signal(signal.SIGINT, signal.default_int_handler)
