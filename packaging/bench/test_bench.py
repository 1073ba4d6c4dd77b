"""The benchmark's arithmetic, on captures and logs written out by hand. Times in microseconds."""

import pathlib
import struct
import sys
import tempfile
import unittest
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "lab"))

# pylint: disable=wrong-import-position
import capture  # noqa: E402
import growth  # noqa: E402
import holders  # noqa: E402
import probe  # noqa: E402
import report  # noqa: E402
import scenes  # noqa: E402

OLD, NEW = "10.99.0.1", "10.99.0.2"
MACS = {OLD: b"\2\0\0\0\0\1", NEW: b"\2\0\0\0\0\2"}
PACE = capture.Pace(100_000, 100)


def advert(at_us: int, source: str, priority: int) -> capture.Advert:
    """An advert of VRID 51."""
    return capture.Advert(at_us, MACS[source], source, 51, priority)


def announcement(at_us: int, source: str, address: str) -> capture.Announcement:
    """A gratuitous ARP message."""
    return capture.Announcement(at_us, MACS[source], address)


class Takeovers(unittest.TestCase):
    """How late a takeover was."""

    def test_a_silent_death_is_counted_from_the_last_advert_even_from_before_the_fault(self):
        # Active_Down_Interval: 300 ms and (256 - 100) / 256 of 100 ms.
        frames = [advert(900_000, OLD, 150), advert(1_261_937, NEW, 100)]
        took = capture.takeover(frames, 950_000, 2_000_000, OLD, NEW, PACE)
        self.assertAlmostEqual(took.lateness_ms, 1.0, 2)
        self.assertIsNone(took.detection_ms)
        self.assertIsNone(took.announced_ms)

    def test_a_departure_is_counted_from_its_advert_of_priority_0(self):
        frames = [
            advert(900_000, OLD, 150),
            advert(960_000, OLD, 0),
            advert(1_023_000, NEW, 100),
            announcement(1_023_500, NEW, "10.99.0.100"),
            announcement(1_024_000, NEW, "10.99.0.101"),
            announcement(1_900_000, NEW, "10.99.0.100"),
            announcement(1_900_100, OLD, "10.99.0.102"),
        ]
        took = capture.takeover(frames, 950_000, 2_000_000, OLD, NEW, PACE)
        self.assertAlmostEqual(took.detection_ms, 10.0)
        self.assertAlmostEqual(took.lateness_ms, 63.0 - 60.9375)
        self.assertAlmostEqual(took.announced_ms, 1.0)

    def test_a_pair_waits_for_nobody_after_a_departure(self):
        frames = [advert(960_000, OLD, 0), advert(961_000, NEW, 100)]
        pace = capture.Pace(100_000, 100, pair=True)
        took = capture.takeover(frames, 950_000, 2_000_000, OLD, NEW, pace)
        self.assertAlmostEqual(took.lateness_ms, 1.0)

    def test_a_departure_of_an_earlier_scene_is_none_of_this_one(self):
        frames = [advert(100_000, OLD, 0), advert(900_000, OLD, 150), advert(1_260_938, NEW, 100)]
        took = capture.takeover(frames, 950_000, 2_000_000, OLD, NEW, PACE)
        self.assertAlmostEqual(took.lateness_ms, 0.0, 2)

    def test_without_a_takeover_in_the_window_nothing_is_told(self):
        frames = [advert(900_000, OLD, 150), advert(2_100_000, NEW, 100)]
        took = capture.takeover(frames, 950_000, 2_000_000, OLD, NEW, PACE)
        self.assertEqual(took, capture.NOT_SEEN)


class Heaps(unittest.TestCase):
    """What a JVM says of its heap."""

    def test_both_generations_count(self) -> None:
        """And the spaces within them do not count again."""
        told = (
            "DefNew     total 9792K, used 1024K [0x00000000fe000000, 0x00000000feaa0000)\n"
            " eden space 8704K,  11% used [0x00000000fe000000, 0x00000000fe4c9fb0)\n"
            "Tenured    total 21888K, used 6144K [0x00000000feaa0000, 0x0000000100000000)\n"
        )
        self.assertEqual(7.0, growth.used_mib(told))


class Captures(unittest.TestCase):
    """Reading what tcpdump writes."""

    ADVERT = bytes.fromhex(
        "01005e000012020000000001" "0800"
        "45c00020000040 00ff700000".replace(" ", "") + "0a630001" "e0000012"
        "31339601000a0000" "0a630064"
    )  # fmt: skip
    GRATUITOUS = bytes.fromhex(
        "ffffffffffff020000000002" "0806" "0001080006040001"
        "020000000002" "0a630064" "000000000000" "0a630064"
    )  # fmt: skip
    QUESTION = GRATUITOUS[:-1] + b"\x65"

    def test_adverts_and_gratuitous_arp_are_found_and_the_rest_is_left_out(self):
        frames = [self.ADVERT, b"\0" * 60, self.QUESTION, self.GRATUITOUS]
        data = struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 128, 1)
        for number, frame in enumerate(frames):
            data += struct.pack("<IIII", 7, number, len(frame), len(frame)) + frame
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "capture")
            file.write_bytes(data + data[-20:-3])  # the last one is being written
            found = list(capture.read(file, 2_000_000))
        self.assertEqual(
            found,
            [
                capture.Advert(5_000_000, MACS[OLD], OLD, 51, 150),
                capture.Announcement(5_000_003, MACS[NEW], "10.99.0.100"),
            ],
        )


class Holders(unittest.TestCase):
    """Who had the address when."""

    LINES = [
        "[1970-01-01T00:00:10.000000] 2: eth0    inet 10.99.0.100/24 scope global secondary eth0",
        "[1970-01-01T00:00:11.000000] 2: eth0    inet 10.99.0.1/24 scope global eth0",
        "[1970-01-01T00:00:12.000000] 2: eth0    inet 10.99.0.100/24 scope global secondary eth0",
        "[1970-01-01T00:00:13.500000] Deleted 2: eth0    inet 10.99.0.100/24 scope global eth0",
        "[1970-01-01T00:00:15.000000] 2: eth0    inet 10.99.0.100/24 scope global secondary eth0",
    ]

    def test_a_lease_that_is_renewed_is_one_tenure_and_the_last_one_lasts(self):
        zone = holders.datetime.datetime(1970, 1, 1).astimezone().utcoffset()
        offset_us = -round(zone.total_seconds() * 1e6)
        self.assertEqual(
            holders.tenures(self.LINES, "10.99.0.100", offset_us, 20_000_000),
            [(10_000_000, 13_500_000), (15_000_000, 20_000_000)],
        )

    def test_only_the_part_in_the_window_counts_as_overlap(self):
        one, other = [(0, 10), (20, 30)], [(5, 25)]
        self.assertEqual(holders.overlap_us(one, other, 0, 100), 10)
        self.assertEqual(holders.overlap_us(one, other, 8, 22), 4)


class Reports(unittest.TestCase):
    """What is made of the figures."""

    ROWS = [
        {
            "scene": scene, "daemon": daemon, "interval_ms": 100, "vips": 1, "run": run,
            "icmp_gap_ms": gap + run, "http_gap_ms": gap, "send_gap_ms": 1.0, "both_ms": 0.0,
            "lateness_ms": None if scene == "control" else 0.5, "detection_ms": None,
            "announced_ms": None,
        }
        for scene in ("control", "stop <now>")
        for daemon, gap in (("vipd", 50.0), ("keepalived", 100.0))
        for run in (1, 2, 3)
    ]  # fmt: skip

    def test_spread_is_minimum_median_maximum_of_what_was_seen(self):
        self.assertEqual(report.spread([3.0, None, 1.0, 2.5]), "1.0/2.5/3.0")
        self.assertEqual(report.spread([None]), "-")

    def test_a_ratio_is_of_medians_and_none_is_made_of_noise(self):
        self.assertEqual(report.ratio([10, 20, 30], [40.0]), "0.50")
        self.assertEqual(report.ratio([1.0], [4.0]), "noise")
        self.assertEqual(report.ratio([], [4.0]), "-")

    def test_each_situation_is_one_line_of_the_table(self):
        table = report.gaps_table(self.ROWS).splitlines()
        self.assertEqual(len(table), 4)
        self.assertIn("| 51.0/52.0/53.0 | 101.0/102.0/103.0 | 0.51 |", table[3])

    def test_the_control_is_in_no_table_of_lateness(self):
        self.assertNotIn("control", report.lateness_table(self.ROWS))

    def test_the_plot_is_xml_with_a_point_for_every_run_but_the_controls(self):
        plot = xml.etree.ElementTree.fromstring(report.plot(self.ROWS))
        points = [e for e in plot.iter() if e.tag.endswith("circle")]
        self.assertEqual(len(points), 6 + len(report.DAEMONS))

    def test_notes_below_the_tables_stay_when_the_page_is_written_anew(self):
        results = {"scenes": [], "costs": [], "machine": {}}
        page = report.document(results, "## Notes\n\n- a remark")
        self.assertEqual("## Notes\n\n- a remark", report.notes(page))
        self.assertEqual(page, report.document(results, report.notes(page)))
        self.assertEqual("", report.notes(report.document(results)))

    def test_the_probes_own_gap_is_its_pace_and_its_worst_lateness(self):
        entries = [probe.parse(line) for line in ("S 100 3000", "I 200", "S 300 7000", "S 900 9000")]
        self.assertEqual(scenes.send_gap_ms(entries, 0, 500), 8.0)
        self.assertEqual(scenes.send_gap_ms(entries, 310, 320), 1.0)


if __name__ == "__main__":
    unittest.main()
