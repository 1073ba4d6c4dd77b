#!/usr/bin/env python3
"""What a client sees of a virtual address: asks it without pause, and finds the gaps in the answers.

    probe.py run ADDRESS --log FILE      ask until SIGTERM, by ICMP echo and by HTTP
    probe.py gap --log FILE --from T --to T   longest times without an answer, as JSON

One ICMP echo goes out every 2 ms and one HTTP request every 5 ms, each on a new connection; none
waits for the answer to another, so a gap is known to within about that time. What answers an HTTP
request must do so with 200 and a body that names its node: that is who holds the address.

The log has a line per good answer and per stall, in the order in which they happened:

    I TIME          an echo reply came
    H TIME NODE     an HTTP answer came, from NODE
    S TIME LATE     the probe itself ran LATE: nothing was asked or heard meanwhile

All times are microseconds; TIME is CLOCK_MONOTONIC, which every process on the machine shares. The
stalls are the control: a machine that is robbed of its CPU has gaps that nobody under test has made,
so the time for which the probe itself was held up in a gap is given beside it.

Needs root for the raw socket. Run it in the client's network namespace.
"""

from __future__ import annotations

import argparse
import dataclasses
import errno
import json
import os
import select
import signal
import socket
import struct
import sys
import time
from collections.abc import Iterable, Iterator
from typing import TextIO

ICMP_EVERY_US = 2_000
HTTP_EVERY_US = 5_000
# Longer than any healthy answer takes, and short so that few requests wait for a dead node.
HTTP_TIMEOUT_US = 100_000
# Lateness below this is the scheduler's ordinary noise.
STALL_US = 5_000


def now_us() -> int:
    """Microseconds of the clock that the log is kept in."""
    return time.monotonic_ns() // 1_000


# ---- what a log says -------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Entry:
    """One line of a log; ``node`` is set for an HTTP answer, ``late_us`` for a stall."""

    kind: str
    at_us: int
    node: str = ""
    late_us: int = 0


@dataclasses.dataclass(frozen=True)
class Gaps:
    """The longest times without an answer in a window, and for how much of them the probe was
    held up itself."""

    icmp_ms: float
    http_ms: float
    probe_stall_ms: float


def parse(line: str) -> Entry:
    """Reads one line of a log."""
    kind, at, *rest = line.split()
    if kind == "H":
        return Entry(kind, int(at), node=rest[0])
    if kind == "S":
        return Entry(kind, int(at), late_us=int(rest[0]))
    return Entry(kind, int(at))


def longest_gap(answers: Iterable[int], from_us: int, to_us: int) -> tuple[int, int]:
    """Start and end of the longest time without an answer that reached into the window.

    The last answer before the window counts, so that an outage that begins with the window is
    measured in full; an outage that lasts to the window's end counts up to there.
    """
    longest = (from_us, from_us)
    last = from_us
    for at in answers:
        if at > to_us:
            break
        if at >= from_us and at - last > longest[1] - longest[0]:
            longest = (last, at)
        last = at
    return (last, to_us) if to_us - last > longest[1] - longest[0] else longest


def held_up_us(stalls: Iterable[Entry], gap: tuple[int, int]) -> int:
    """For how much of a gap the probe itself was held up."""
    start, end = gap
    return sum(max(0, min(end, s.at_us) - max(start, s.at_us - s.late_us)) for s in stalls)


def measure(entries: list[Entry], from_us: int, to_us: int) -> Gaps:
    """The gaps in a window of a log."""
    icmp = longest_gap((e.at_us for e in entries if e.kind == "I"), from_us, to_us)
    http = longest_gap((e.at_us for e in entries if e.kind == "H"), from_us, to_us)
    stalls = [e for e in entries if e.kind == "S"]
    return Gaps(
        icmp_ms=(icmp[1] - icmp[0]) / 1e3,
        http_ms=(http[1] - http[0]) / 1e3,
        probe_stall_ms=max(held_up_us(stalls, icmp), held_up_us(stalls, http)) / 1e3,
    )


# ---- asking ----------------------------------------------------------------------------------


class Echo:
    """Sends ICMP echo requests over a raw socket and recognises the replies to them."""

    _HEADER = struct.Struct("!BBHHH")

    def __init__(self, address: str) -> None:
        self._address = address
        self._identifier = os.getpid() & 0xFFFF
        self._sequence = 0
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
        self.socket.setblocking(False)

    def ask(self) -> None:
        """Sends the next request; one that cannot leave is as good as lost."""
        self._sequence = (self._sequence + 1) & 0xFFFF
        # One's complement of the one's complement sum of the other three words.
        total = 0x0800 + self._identifier + self._sequence
        total = (total & 0xFFFF) + (total >> 16)
        total = (total & 0xFFFF) + (total >> 16)
        request = self._HEADER.pack(8, 0, total ^ 0xFFFF, self._identifier, self._sequence)
        try:
            self.socket.sendto(request, (self._address, 0))
        except OSError:
            pass

    def answers(self) -> int:
        """How many replies to our requests have come."""
        count = 0
        while True:
            try:
                packet, (source, _) = self.socket.recvfrom(256)
            except OSError:
                return count
            start = (packet[0] & 0x0F) * 4
            if source != self._address or len(packet) < start + self._HEADER.size:
                continue
            kind, _, _, identifier, _ = self._HEADER.unpack_from(packet, start)
            count += kind == 0 and identifier == self._identifier


class Request:
    """One HTTP request on a connection of its own, driven by readiness."""

    def __init__(self, address: str, asked_us: int) -> None:
        self.asked_us = asked_us
        self._address = address
        self._received = b""
        self.sent = False
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        error = self.socket.connect_ex((address, 80))
        if error not in (0, errno.EINPROGRESS):
            self.socket.close()
            raise OSError(error, os.strerror(error))

    def advance(self) -> str | None:
        """Does what the connection is ready for.

        Returns the answering node once it has answered, "" when it never will, None until then.
        """
        try:
            if not self.sent:
                self.socket.send(f"GET / HTTP/1.0\r\nHost: {self._address}\r\n\r\n".encode())
                self.sent = True
                return None
            part = self.socket.recv(4096)
        except BlockingIOError:
            return None
        except OSError:
            return ""
        if part:
            self._received += part
            return None
        head, _, body = self._received.partition(b"\r\n\r\n")
        words = body.decode("ascii", "replace").split()
        return words[0] if words and head.split(b" ")[1:2] == [b"200"] else ""

    def close(self) -> None:
        """Gives the connection up."""
        self.socket.close()


class Ticks:
    """Moments at a steady distance; those that were missed are skipped."""

    def __init__(self, every_us: int, first_us: int) -> None:
        self._every_us = every_us
        self.due_us = first_us

    def passed(self, at_us: int) -> bool:
        """Whether a moment has come; moves on to the next."""
        if at_us < self.due_us:
            return False
        self.due_us += self._every_us * ((at_us - self.due_us) // self._every_us + 1)
        return True


class Probe:
    """Asks by both ways from one thread and writes down what comes back."""

    def __init__(self, address: str, log: TextIO, icmp_every_us: int, stall_us: int) -> None:
        self._address = address
        self._log = log
        self._icmp_every_us = icmp_every_us
        self._stall_us = stall_us
        self._echo = Echo(address)
        self._requests: dict[int, Request] = {}
        self._stopped = False

    def stop(self) -> None:
        """Makes ``run`` return; may be called from a signal handler."""
        self._stopped = True

    def run(self) -> None:
        """Asks until it is stopped."""
        start = now_us()
        icmp, http = Ticks(self._icmp_every_us, start), Ticks(HTTP_EVERY_US, start + 1_000)
        flush = Ticks(20_000, start)
        while not self._stopped:
            due = min(icmp.due_us, http.due_us)
            self._listen(due)
            at = now_us()
            if at - due >= self._stall_us:
                self._log.write(f"S {at} {at - due}\n")
            if icmp.passed(at):
                self._echo.ask()
            if http.passed(at):
                self._give_up(at - HTTP_TIMEOUT_US)
                self._request(at)
            if flush.passed(at):
                self._log.flush()
        self._log.flush()

    def _listen(self, until_us: int) -> None:
        while True:
            wait_us = until_us - now_us()
            writers = [fd for fd, request in self._requests.items() if not request.sent]
            readers = [fd for fd, request in self._requests.items() if request.sent]
            readers.append(self._echo.socket.fileno())
            ready, writable, _ = select.select(readers, writers, [], max(0, wait_us) / 1e6)
            for fd in ready + writable:
                if fd in self._requests:
                    self._advance(fd)
                else:
                    self._log.write(f"I {now_us()}\n" * self._echo.answers())
            if wait_us <= 0:
                return

    def _advance(self, fd: int) -> None:
        node = self._requests[fd].advance()
        if node is None:
            return
        self._requests.pop(fd).close()
        if node:
            self._log.write(f"H {now_us()} {node}\n")

    def _request(self, at_us: int) -> None:
        try:
            request = Request(self._address, at_us)
        except OSError:
            return
        self._requests[request.socket.fileno()] = request

    def _give_up(self, asked_before_us: int) -> None:
        for fd in [fd for fd, r in self._requests.items() if r.asked_us < asked_before_us]:
            self._requests.pop(fd).close()


# ---- the command line ------------------------------------------------------------------------


def read(lines: Iterable[str]) -> Iterator[Entry]:
    """The entries of a log."""
    return (parse(line) for line in lines)


def main() -> int:
    """Runs the command that was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="ask until SIGTERM")
    run.add_argument("address", help="the virtual IPv4 address")
    run.add_argument("--log", required=True, help="file to write")
    run.add_argument("--icmp-every-us", type=int, default=ICMP_EVERY_US, help="time between echoes")
    run.add_argument("--stall-us", type=int, default=STALL_US, help="lateness that is told of")
    gap = commands.add_parser("gap", help="longest time without an answer, as JSON")
    gap.add_argument("--log", required=True, help="file to read")
    gap.add_argument("--from", dest="from_us", type=int, required=True, help="start, microseconds")
    gap.add_argument("--to", dest="to_us", type=int, required=True, help="end, microseconds")
    arguments = parser.parse_args()
    if arguments.command == "gap":
        with open(arguments.log, encoding="ascii") as log:
            gaps = measure(list(read(log)), arguments.from_us, arguments.to_us)
        print(json.dumps(dataclasses.asdict(gaps)))
        return 0
    with open(arguments.log, "w", encoding="ascii") as log:
        probe = Probe(arguments.address, log, arguments.icmp_every_us, arguments.stall_us)
        signal.signal(signal.SIGTERM, lambda *_: probe.stop())
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        probe.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
