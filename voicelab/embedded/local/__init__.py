"""The local models and what speaks, hears and replies with them."""
