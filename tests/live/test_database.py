"""The threads in which the chat asks its database."""

import pytest
from django.db import connection, connections

from rooms.live import database

from ..conftest import crossing


def _used():
    connection.ensure_connection()
    return connections["default"]


@crossing
@pytest.mark.parametrize("ask", [database.read, database.write])
async def test_sqlites_file_stays_open_and_postgresqls_connection_goes_back(ask):
    used = await ask(_used)

    assert (used.connection is not None) is (connection.vendor == "sqlite")
