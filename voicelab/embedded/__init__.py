"""The embedded services: Azure's own protocols over local models, on this machine's loopback address."""
