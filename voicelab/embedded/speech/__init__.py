"""Azure Speech's protocol: websockets and plain HTTP."""
