"""Reads what a capture saw of VRRP and ARP, and says how late a takeover was.

The longest part of an outage is what the protocol itself asks for, and of a silent death it moves with
the phase of the advert period. What remains is a daemon's own doing, its lateness: for a death, from
the last advert of the one to the first of the other, less Active_Down_Interval (RFC 9568 6.1); for a
router that leaves, from its advert of priority 0 on, less Skew_Time; a pair awaits none.
"""

from __future__ import annotations

import dataclasses
import pathlib
import socket
import struct
from collections.abc import Iterable, Iterator

ETHERTYPE_IPV4 = 0x0800
ETHERTYPE_ARP = 0x0806
PROTOCOL_VRRP = 112


@dataclasses.dataclass(frozen=True)
class Advert:
    """One VRRP advert."""

    at_us: int
    mac: bytes
    source: str
    vrid: int
    priority: int


@dataclasses.dataclass(frozen=True)
class Announcement:
    """One gratuitous ARP message."""

    at_us: int
    mac: bytes
    address: str


Frame = Advert | Announcement


def parse(at_us: int, frame: bytes) -> Frame | None:
    """What an Ethernet frame is to us."""
    if len(frame) < 14:
        return None
    mac, (ethertype,) = frame[6:12], struct.unpack_from("!H", frame, 12)
    body = frame[14:]
    if ethertype == ETHERTYPE_IPV4 and len(body) >= 20 and body[9] == PROTOCOL_VRRP:
        message = body[(body[0] & 0x0F) * 4 :]
        if len(message) >= 3:
            return Advert(at_us, mac, socket.inet_ntoa(body[12:16]), message[1], message[2])
    if ethertype == ETHERTYPE_ARP and len(body) >= 28 and body[14:18] == body[24:28]:
        return Announcement(at_us, mac, socket.inet_ntoa(body[14:18]))
    return None


def read(path: pathlib.Path, clock_offset_us: int) -> Iterator[Frame]:
    """The frames of a capture file, whose clock is ahead of ours by so much; one that is still being
    written to ends where it ends."""
    data = path.read_bytes()
    if len(data) < 24:
        return
    (magic,) = struct.unpack_from("<I", data)
    if magic != 0xA1B2C3D4:
        raise ValueError(f"{path} is no capture file of this machine")
    at = 24
    while at + 16 <= len(data):
        seconds, micros, length, _ = struct.unpack_from("<IIII", data, at)
        at += 16
        if at + length > len(data):
            return
        frame = parse(seconds * 1_000_000 + micros - clock_offset_us, data[at : at + length])
        at += length
        if frame is not None:
            yield frame


@dataclasses.dataclass(frozen=True)
class Pace:
    """The protocol's times for the router that takes over. ``pair``: it knows that there is nobody else
    who may have to go first when the other one leaves.
    """

    interval_us: float
    priority: int
    pair: bool = False

    @property
    def skew_us(self) -> float:
        """Skew_Time."""
        return (256 - self.priority) * self.interval_us / 256

    @property
    def farewell_us(self) -> float:
        """How long it waits after an advert of priority 0."""
        return 0.0 if self.pair else self.skew_us

    @property
    def active_down_us(self) -> float:
        """Active_Down_Interval."""
        return 3 * self.interval_us + self.skew_us


@dataclasses.dataclass(frozen=True)
class Takeover:
    """How a takeover went; what was not seen is None.

    ``detection_ms``: from the fault to the advert of priority 0. ``announced_ms``: from the first
    advert of the one who takes over to the announcement of the last address.
    """

    lateness_ms: float | None
    detection_ms: float | None
    announced_ms: float | None


NOT_SEEN = Takeover(None, None, None)


def takeover(
    frames: Iterable[Frame], from_us: int, to_us: int, old: str, new: str, pace: Pace
) -> Takeover:
    """The takeover from ``old`` by ``new``, by their source addresses, in a window that begins with the
    fault. The last advert from before the window counts."""
    last: Advert | None = None
    first: Advert | None = None
    announced: dict[str, int] = {}
    for frame in frames:
        if frame.at_us > to_us:
            break
        if isinstance(frame, Announcement):
            if first and frame.mac == first.mac:
                announced.setdefault(frame.address, frame.at_us)
        elif first is None and frame.source == old and not is_departed(last, from_us):
            last = frame
        elif first is None and frame.source == new and frame.priority and frame.at_us >= from_us:
            first = frame
    if first is None or last is None:
        return NOT_SEEN
    departed = is_departed(last, from_us)
    allowed_us = pace.farewell_us if departed else pace.active_down_us
    return Takeover(
        lateness_ms=(first.at_us - last.at_us - allowed_us) / 1e3,
        detection_ms=(last.at_us - from_us) / 1e3 if departed else None,
        announced_ms=(max(announced.values()) - first.at_us) / 1e3 if announced else None,
    )


def is_departed(last: Advert | None, from_us: int) -> bool:
    """Whether a router has said since then that it leaves."""
    return last is not None and last.priority == 0 and last.at_us >= from_us
