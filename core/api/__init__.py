"""The ControlNet preprocess API as messages: the only place that knows its JSON.

The client (core.runware) and the server (core.server) both speak through it, so they cannot
drift apart. `requests` holds what can be asked, `reading` makes it of JSON and refuses what it does
not know by name; `replies` holds what comes back and ignores what it does not know; `problems` are
the errors.
"""
