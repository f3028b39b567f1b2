"""Benchmarks: each prints ratios measured in one run, paired, on one machine. `python -m benchmarks.checkin`."""
