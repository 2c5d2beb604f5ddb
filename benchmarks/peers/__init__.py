"""Others read the same replies in one run: `make bench-peers` writes docs/benchmarks-peers.md."""
