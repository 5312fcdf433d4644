"""``python -m voicelab``: the commands, where ``voicelab`` itself is not on the path."""

import sys

from voicelab.cli.command_line import main

if __name__ == "__main__":
    sys.exit(main())
