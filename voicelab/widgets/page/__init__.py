"""What every widget shares: its channel to the page, and the sounds that it plays."""
