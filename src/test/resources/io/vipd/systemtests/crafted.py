"""Sends frames that scapy has built to the switch, each one an argument: what differs from a good
VRRPv3 advert of VRID 51 with priority 200, one second and 10.99.0.100, as KEY=VALUE,KEY=VALUE.

crafted.py PACKET..     for instance: crafted.py good ttl=1 version=2,options=yes

good             nothing differs
src, dst         addresses of the IP header; eth: address of the frame
ttl, proto       of the IP header
version, type, vrid, priority, reserved, interval, count
                 fields of the message; version 2 has the layout of RFC 3768
addresses        joined by +
form             what the checksum covers: pseudo-header, as scapy has it, or rfc9568
checksum         a number to add to the right checksum
options=yes      a router alert option in the IP header
fragments=yes    sent in two pieces of 8 bytes and the rest
tail             hexadecimal digits behind the message, inside the datagram
padding          hexadecimal digits behind the datagram, inside the frame
"""

import sys

from scapy.config import conf

conf.verb = 0
from scapy.arch import get_if_addr, get_if_hwaddr
from scapy.layers.inet import IP, IPOption_Router_Alert, fragment
from scapy.layers.l2 import Ether
from scapy.layers.vrrp import VRRP, VRRPv3
from scapy.packet import Raw
from scapy.sendrecv import sendp
from scapy.utils import checksum

GROUP = "224.0.0.18"
GROUP_MAC = "01:00:5e:00:00:12"
FIELDS = """src dst eth ttl proto version type vrid priority reserved interval count addresses form checksum
options fragments tail padding""".split()


def message(wish):
    def number(key, default):
        return int(wish.get(key, default))

    common = {
        "type": number("type", 1),
        "vrid": number("vrid", 51),
        "priority": number("priority", 200),
        "addrlist": wish.get("addresses", "10.99.0.100").split("+"),
    }
    if "count" in wish:
        common["ipcount"] = number("count", 1)
    if number("version", 3) == 2:
        return VRRP(adv=number("interval", 1), **common)
    return VRRPv3(version=number("version", 3), res=number("reserved", 0), adv=number("interval", 100), **common)


def header(wish):
    ip = IP(
        src=wish.get("src", get_if_addr("eth0")),
        dst=wish.get("dst", GROUP),
        ttl=int(wish.get("ttl", 255)),
        proto=int(wish.get("proto", 112)),
    )
    if "options" in wish:
        ip.options = [IPOption_Router_Alert()]
    return ip


def datagram(wish):
    ip, vrrp = header(wish), message(wish)
    built = bytearray(bytes(ip / vrrp)[len(bytes(ip)):])
    if wish.get("form") == "rfc9568":
        built[6:8] = b"\0\0"
        built[6:8] = checksum(bytes(built)).to_bytes(2, "big")
    if "checksum" in wish:
        wrong = (int.from_bytes(built[6:8], "big") + int(wish["checksum"])) & 0xFFFF
        built[6:8] = wrong.to_bytes(2, "big")
    return ip / Raw(bytes(built) + bytes.fromhex(wish.get("tail", "")))


def frames(text):
    wish = {} if text == "good" else dict(part.split("=", 1) for part in text.split(","))
    unknown = set(wish) - set(FIELDS)
    if unknown:
        sys.exit("crafted.py: what is %s?" % ", ".join(sorted(unknown)))
    ip = datagram(wish)
    # Scapy takes both source addresses from the route, and there is none for the group.
    ether = Ether(src=get_if_hwaddr("eth0"), dst=wish.get("eth", GROUP_MAC))
    padding = Raw(bytes.fromhex(wish.get("padding", "")))
    pieces = fragment(ip, fragsize=8) if "fragments" in wish else [ip]
    return [Ether(bytes(ether / piece) + bytes(padding)) for piece in pieces]


def main():
    for text in sys.argv[1:]:
        sendp(frames(text), iface="eth0")


main()
