"""Sends VRRPv3 packets to 224.0.0.18 by eth0: good ones, ones that are wrong in one respect, or noise.

packets.py advert [--vrid N] [--priority N] [--interval CENTISECONDS] [--addresses A,B] [--count N]
                  [--ttl N] [--damage-checksum] [--cut BYTES] [--times N]
packets.py flood --seconds N

The checksum is the one with the pseudo-header. `flood` prints how many packets it sent.
"""

import argparse
import random
import socket
import struct
import time

GROUP = "224.0.0.18"
VRRP = 112
FLOOD_SEED = 20260101
FLOOD_PACKETS_A_SECOND = 100_000


def open_socket(ttl):
    sending = socket.socket(socket.AF_INET, socket.SOCK_RAW, VRRP)
    sending.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"eth0")
    sending.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, ttl)
    sending.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 0)
    sending.connect((GROUP, 0))
    return sending


def checksum(data):
    words = struct.unpack("!%dH" % (len(data) // 2), data)
    total = sum(words)
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def advert(options, source):
    addresses = [socket.inet_aton(address) for address in options.addresses.split(",")]
    count = len(addresses) if options.count is None else options.count
    head = struct.pack("!BBBBH", 0x31, options.vrid, options.priority, count, options.interval)
    body = b"".join(addresses)
    message = head + b"\0\0" + body
    pseudo = socket.inet_aton(source) + socket.inet_aton(GROUP)
    pseudo += struct.pack("!BBH", 0, VRRP, len(message))
    right = checksum(pseudo + message)
    message = head + struct.pack("!H", right ^ (0x0101 if options.damage_checksum else 0)) + body
    return message[: len(message) - options.cut]


def send_adverts(options):
    sending = open_socket(options.ttl)
    message = advert(options, sending.getsockname()[0])
    for _ in range(options.times):
        sending.send(message)


def flood(options):
    """Half of the packets are noise, half look like adverts of VRID 51 up to the last byte or so."""
    chance = random.Random(FLOOD_SEED)
    packets = []
    for number in range(4096):
        noise = chance.randbytes(chance.randrange(1, 64))
        packets.append(noise if number % 2 else b"\x31\x33" + noise)
    sending = open_socket(255)
    start = time.monotonic()
    end = start + options.seconds
    sent = 0
    now = start
    while now < end:
        # As many as are due, but never a backlog: a machine too slow for the rate sends without pause.
        due = min(int((now - start) * FLOOD_PACKETS_A_SECOND) - sent, 500)
        for _ in range(due):
            sending.send(packets[sent % len(packets)])
            sent += 1
        if due <= 0:
            time.sleep(0.0005)
        now = time.monotonic()
    print("sent %d packets in %.1f s" % (sent, now - start), flush=True)


def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("advert")
    one.add_argument("--vrid", type=int, default=51)
    one.add_argument("--priority", type=int, default=200)
    one.add_argument("--interval", type=int, default=10)
    one.add_argument("--addresses", default="10.99.0.100")
    one.add_argument("--count", type=int)
    one.add_argument("--ttl", type=int, default=255)
    one.add_argument("--damage-checksum", action="store_true")
    one.add_argument("--cut", type=int, default=0)
    one.add_argument("--times", type=int, default=1)
    one.set_defaults(act=send_adverts)
    many = commands.add_parser("flood")
    many.add_argument("--seconds", type=int, required=True)
    many.set_defaults(act=flood)
    options = parser.parse_args()
    options.act(options)


main()
