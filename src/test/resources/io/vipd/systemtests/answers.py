"""Asks ten times a second which station has an IPv4 address, and writes who answers.

usage: answers.py INTERFACE ASKER ADDRESS

A line for each question: when it was asked, in seconds since 1970, and the MAC addresses that answered
before the next one.
"""

import select
import socket
import struct
import sys
import time

SECONDS = 0.1
ARP = 0x0806
REPLY = 2


def main() -> None:
    interface, asker, address = sys.argv[1], socket.inet_aton(sys.argv[2]), socket.inet_aton(sys.argv[3])
    wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ARP))
    wire.bind((interface, 0))
    mac = wire.getsockname()[4]
    question = struct.pack(
        "!6s6sHHHBBH6s4s6s4s", b"\xff" * 6, mac, ARP, 1, 0x0800, 6, 4, 1, mac, asker, bytes(6), address
    )
    while True:
        asked = time.time()
        end = time.monotonic() + SECONDS
        wire.send(question)
        answers = set()
        while (left := end - time.monotonic()) > 0:
            if not select.select([wire], [], [], left)[0]:
                break
            frame = wire.recv(2048)
            # Only what was said to us: an announcement goes to everybody.
            if len(frame) >= 42 and frame[:6] == mac:
                operation, station, sender = struct.unpack("!H6s4s", frame[20:32])
                if operation == REPLY and sender == address:
                    answers.add(station.hex(":"))
        print(f"{asked:.3f}", *sorted(answers), flush=True)


main()
