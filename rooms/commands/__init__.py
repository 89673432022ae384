"""What a typed line means. Every module here is found by being here."""

from importlib import import_module
from pkgutil import iter_modules

from .registry import Answer, Call, listing
from .run import asks, bucket, is_command, must_not_leak, run

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = ["Answer", "Call", "asks", "bucket", "is_command", "listing", "must_not_leak", "run"]
