"""What is timed, against what, in the same run: `make bench` writes docs/benchmarks.md."""
