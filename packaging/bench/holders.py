"""Who has an address when, from what ``ip -ts -o monitor address`` writes on each node."""

from __future__ import annotations

import datetime
import pathlib
from collections.abc import Iterable


def tenures(
    lines: Iterable[str], address: str, clock_offset_us: int, end_us: int
) -> list[tuple[int, int]]:
    """From when to when the node had the address, by the clock that is behind the lines' one by so
    much; ``end_us`` ends what has not ended."""
    found: list[tuple[int, int]] = []
    since: int | None = None
    for line in lines:
        stamp, _, rest = line.partition("] ")
        if f" inet {address}/" not in rest:
            continue
        moment = datetime.datetime.fromisoformat(stamp.lstrip("["))
        at_us = round(moment.timestamp() * 1e6) - clock_offset_us
        if rest.startswith("Deleted "):
            if since is not None:
                found.append((since, at_us))
            since = None
        elif since is None:
            since = at_us
    if since is not None:
        found.append((since, end_us))
    return found


def overlap_us(
    one: list[tuple[int, int]], other: list[tuple[int, int]], from_us: int, to_us: int
) -> int:
    """For how much of a window both had it."""
    total = 0
    for start, end in one:
        for start_other, end_other in other:
            total += max(0, min(end, end_other, to_us) - max(start, start_other, from_us))
    return total


def read(path: pathlib.Path) -> list[str]:
    """The complete lines of a monitor's log."""
    text = path.read_text(encoding="utf-8", errors="replace")
    return text.split("\n")[:-1]
