"""Statistics: means, rates, percentiles and differences, and how surely they are known."""
