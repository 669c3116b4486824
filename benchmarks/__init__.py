"""Speed, measured: ``make bench`` prints a table and writes ``benchmarks/results.json``. Never part of the tests."""
