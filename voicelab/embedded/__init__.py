"""The embedded services: Azure's own protocols over local models, on this machine's loopback address."""

from voicelab.extras import require

require("embedded", "aiohttp", what="The embedded services", instead="An Azure account needs none of it.")
