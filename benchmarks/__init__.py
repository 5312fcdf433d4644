"""How fast voicelab is, measured: see benchmarks/README.md."""
