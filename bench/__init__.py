"""How fast the chat is beside the consumer of the Channels tutorial: `python -m bench`."""
