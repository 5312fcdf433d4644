"""The clients that are compared, each in a module and a process of its own."""
