"""The comparison of a system that has grown old with a new one, briefly: it fills, measures both, and verifies both."""
import argparse
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../bench"))
sys.dont_write_bytecode = True
import full  # noqa: E402
import ours  # noqa: E402

EVENTS, PAIRS = 5000, 1


def test_old_and_new_take_the_same_orders_in_turn(monkeypatch):
    monkeypatch.setattr(full, "PIECE", 2)
    monkeypatch.setattr(full, "WARMUP", 1)
    monkeypatch.setattr(ours, "max_lag_ms", 100)
    comparison = full.Comparison(argparse.Namespace(events=EVENTS, pairs=PAIRS, seconds=2))
    comparison.run()
    assert len(comparison.rates) == PAIRS and min(comparison.rates[0]) > 0
    assert {rate for rate, _ in comparison.latencies} == {full.LOW, comparison.half}
    assert {point for _, point in comparison.latencies} == set(full.POINTS)
    verified = next(what for what, *_ in comparison.table.rows if "verified at" in what)
    assert int("".join(filter(str.isdigit, verified))) > EVENTS
