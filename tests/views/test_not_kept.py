import pytest


@pytest.mark.parametrize("address", ["/", "/search/?q=tea", "/catchup/", "/groups/"])
def test_what_somebody_reads_is_kept_by_no_browser(client, ada, address):
    client.force_login(ada)
    assert client.get(address)["Cache-Control"] == "no-store"
