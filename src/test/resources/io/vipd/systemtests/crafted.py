"""Sends frames that scapy has built to the switch, each one an argument: what differs from a good
VRRPv3 advert of VRID 51 with priority 200, one second and 10.99.0.100, as KEY=VALUE,KEY=VALUE.

crafted.py PACKET..     for instance: crafted.py good ttl=1 version=2,options=yes

good             nothing differs
ipv6=yes         over IPv6, with fe80::100
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
secret, key      signs it: a trailer of draft-cassen-vrrp-auth-hmac with that key of this id, over IPv4
age              how many seconds ago the trailer says that it was signed; below 0 in the future
ext              the trailer's kind, if not 1
carp=yes         no VRRP at all, but CARP of the same number
replay=ADDRESS   the next advert of that address once more; with priority it says that one instead
"""

import hashlib
import hmac
import socket
import struct
import sys
import time

from scapy.config import conf

conf.verb = 0
from scapy.arch import get_if_addr, get_if_hwaddr
from scapy.layers.inet import IP, IPOption_Router_Alert, fragment
from scapy.layers.inet6 import IPv6, in6_chksum
from scapy.layers.l2 import Ether
from scapy.layers.vrrp import VRRP, VRRPv3
from scapy.packet import Raw
from scapy.sendrecv import sendp, sniff
from scapy.utils import checksum

VRRP_PROTOCOL = 112
GROUP = "224.0.0.18"
GROUP_MAC = "01:00:5e:00:00:12"
GROUP6 = "ff02::12"
GROUP6_MAC = "33:33:00:00:00:12"
FIELDS = """ipv6 src dst eth ttl proto version type vrid priority reserved interval count addresses form checksum
options fragments tail padding secret key age ext carp replay""".split()


def message(wish):
    def number(key, default):
        return int(wish.get(key, default))

    common = {
        "type": number("type", 1),
        "vrid": number("vrid", 51),
        "priority": number("priority", 200),
    }
    if "ipv6" in wish:
        common["ipcount"] = len(ipv6_addresses(wish))
    else:
        common["addrlist"] = wish.get("addresses", "10.99.0.100").split("+")
    if "count" in wish:
        common["ipcount"] = number("count", 1)
    if number("version", 3) == 2:
        return VRRP(adv=number("interval", 1), **common)
    return VRRPv3(version=number("version", 3), res=number("reserved", 0), adv=number("interval", 100), **common)


def ipv6_addresses(wish):
    """Packed; scapy's own layer knows IPv4 addresses only."""
    addresses = wish.get("addresses", "fe80::100").split("+")
    return [socket.inet_pton(socket.AF_INET6, address) for address in addresses]


def carp():
    head = bytes([0x21, 51, 0, 7, 0, 1])
    rest = bytes(range(28))
    return head + checksum(head + b"\0\0" + rest).to_bytes(2, "big") + rest


def header(wish):
    if "ipv6" in wish:
        return IPv6(
            src=wish.get("src", "fe80::9"),
            dst=wish.get("dst", GROUP6),
            hlim=int(wish.get("ttl", 255)),
            nh=int(wish.get("proto", VRRP_PROTOCOL)),
        )
    ip = IP(
        src=wish.get("src", get_if_addr("eth0")),
        dst=wish.get("dst", GROUP),
        ttl=int(wish.get("ttl", 255)),
        proto=int(wish.get("proto", VRRP_PROTOCOL)),
    )
    if "options" in wish:
        ip.options = [IPOption_Router_Alert()]
    return ip


def trailer(wish, source, built):
    """What follows a message that is signed; the HMAC reads the message's checksum as zero."""
    seconds = time.time() - float(wish.get("age", 0))
    head = struct.pack(
        ">BBHIHH",
        int(wish.get("ext", 1)), int(wish["key"]), 0, int(seconds), int(seconds % 1 * 0x10000), 0,
    )
    pseudo = bytes([4, built[0] >> 4, built[1], 0]) + socket.inet_aton(source) + bytes(12)
    covered = pseudo + built[:6] + b"\0\0" + built[8:] + head + bytes(16)
    return head + hmac.new(wish["secret"].encode(), covered, hashlib.sha256).digest()[:16]


def datagram(wish):
    ip = header(wish)
    if "carp" in wish:
        return ip / Raw(carp())
    built = bytearray(bytes(ip / message(wish))[len(bytes(ip)):])
    if "ipv6" in wish:
        built += b"".join(ipv6_addresses(wish))
        built[6:8] = b"\0\0"
        built[6:8] = in6_chksum(VRRP_PROTOCOL, ip, bytes(built)).to_bytes(2, "big")
    if wish.get("form") == "rfc9568":
        built[6:8] = b"\0\0"
        built[6:8] = checksum(bytes(built)).to_bytes(2, "big")
    if "checksum" in wish:
        wrong = (int.from_bytes(built[6:8], "big") + int(wish["checksum"])) & 0xFFFF
        built[6:8] = wrong.to_bytes(2, "big")
    signature = trailer(wish, ip.src, bytes(built)) if "secret" in wish else b""
    return ip / Raw(bytes(built) + signature + bytes.fromhex(wish.get("tail", "")))


def heard(wish):
    """The next advert of an address over IPv4, as it is or with another priority and a right checksum."""
    def wanted(frame):
        return IP in frame and frame[IP].proto == VRRP_PROTOCOL and frame[IP].src == wish["replay"]

    ip = bytearray(bytes(sniff(iface="eth0", lfilter=wanted, count=1, timeout=10)[0][IP]))
    if "priority" in wish:
        # One's complement sums change by as much as what they cover.
        low = int(wish["priority"]) - ip[22]
        ip[22] = int(wish["priority"])
        total = (0xFFFF - int.from_bytes(ip[26:28], "big")) + (low << 8)
        ip[26:28] = (0xFFFF - total % 0xFFFF).to_bytes(2, "big")
    return IP(bytes(ip))


def frames(text):
    wish = {} if text == "good" else dict(part.split("=", 1) for part in text.split(","))
    unknown = set(wish) - set(FIELDS)
    if unknown:
        sys.exit("crafted.py: what is %s?" % ", ".join(sorted(unknown)))
    ip = heard(wish) if "replay" in wish else datagram(wish)
    # Scapy takes both source addresses from the route, and there is none for the group.
    group = GROUP6_MAC if "ipv6" in wish else GROUP_MAC
    ether = Ether(src=get_if_hwaddr("eth0"), dst=wish.get("eth", group))
    padding = Raw(bytes.fromhex(wish.get("padding", "")))
    pieces = fragment(ip, fragsize=8) if "fragments" in wish else [ip]
    return [Ether(bytes(ether / piece) + bytes(padding)) for piece in pieces]


def main():
    for text in sys.argv[1:]:
        sendp(frames(text), iface="eth0")


main()
