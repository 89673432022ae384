"""Where operators look after groups and accounts. Nothing here writes but through an action."""

from . import audit, groups, users
from .site import site

__all__ = ["audit", "groups", "site", "users"]
