"""The chat of the Channels tutorial, as it stands there, with each message kept as a row."""
