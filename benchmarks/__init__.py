"""What is timed, against what, in the same run. `make bench` runs all and writes docs/benchmarks.md."""
