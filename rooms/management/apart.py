"""Another database beside the chat's own, under a name for as long as it is needed."""

from contextlib import contextmanager

from django.db import connections


@contextmanager
def database(name, config):
    """The connection to the database of these settings, known to Django by this name."""
    config = config | {"TEST": {}}
    connections.settings[name] = connections.configure_settings({"default": {}, name: config})[name]
    try:
        yield connections[name]
    finally:
        connections[name].close()
        del connections[name], connections.settings[name]


def unpooled(config):
    """The settings of one connection that ends when it is closed."""
    options = {key: value for key, value in config["OPTIONS"].items() if key != "pool"}
    return config | {"OPTIONS": options}
