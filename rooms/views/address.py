"""Where a request comes from."""

import ipaddress

HOME_BITS = 64


def of(request):
    """The visitor's address, as text; in IPv6 their home's network, of which all is theirs.

    What proxies say was already heard, where it may be believed: the server's own address of
    the peer was replaced before Django saw the request.
    """
    peer = request.META.get("REMOTE_ADDR") or ""
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return peer
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, HOME_BITS), strict=False))
