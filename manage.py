#!/usr/bin/env python
"""The chat's command line: `serve`, `runserver`, `migrate`, `createsuperuser` and the rest."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as fault:
        sys.exit(f"The chat can't start: {fault}")


if __name__ == "__main__":
    main()
