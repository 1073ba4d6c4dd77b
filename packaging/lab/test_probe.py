"""The probe's arithmetic, on logs written out by hand. Times in microseconds."""

import unittest

import probe

WINDOW = (10_000, 20_000)


class LongestGap(unittest.TestCase):
    """What counts as the longest time without an answer."""

    def test_a_gap_between_two_answers_is_the_time_between_them(self):
        self.assertEqual(
            probe.longest_gap([9_000, 11_000, 17_000, 19_000], *WINDOW), (11_000, 17_000)
        )

    def test_an_outage_that_begins_with_the_window_is_measured_from_the_last_answer_before(self):
        self.assertEqual(
            probe.longest_gap([2_000, 8_000, 15_000, 20_000], *WINDOW), (8_000, 15_000)
        )

    def test_an_outage_that_lasts_to_the_end_counts_up_to_there(self):
        self.assertEqual(probe.longest_gap([9_000, 12_000, 25_000], *WINDOW), (12_000, 20_000))

    def test_a_gap_before_the_window_does_not_count(self):
        self.assertEqual(
            probe.longest_gap([1_000, 9_000, 14_000, 18_000], *WINDOW), (9_000, 14_000)
        )

    def test_a_client_that_never_hears_an_answer_has_a_gap_as_long_as_the_window(self):
        self.assertEqual(probe.longest_gap([], *WINDOW), WINDOW)


class Measure(unittest.TestCase):
    """What is told of a window."""

    def test_both_ways_are_measured_apart_and_a_stall_counts_as_far_as_it_lies_in_the_gap(self):
        log = ["I 9000", "H 9500 node1", "I 12000", "S 17000 6000", "I 17100", "H 18000 node2"]
        self.assertEqual(
            probe.measure([*probe.read(log), probe.parse("I 19000")], *WINDOW),
            probe.Gaps(icmp_ms=5.1, http_ms=8.5, probe_stall_ms=6.0),
        )

    def test_a_stall_outside_of_the_longest_gap_excuses_nothing(self):
        log = ["I 9000", "H 9000 node1", "S 11000 1000", "I 12000", "H 12000 node1", "I 18000"]
        log += ["H 18000 node1", "I 20000", "H 20000 node1"]
        self.assertEqual(
            probe.measure(list(probe.read(log)), *WINDOW),
            probe.Gaps(icmp_ms=6.0, http_ms=6.0, probe_stall_ms=0.0),
        )


if __name__ == "__main__":
    unittest.main()
