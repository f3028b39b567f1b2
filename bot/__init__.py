"""五星支部 / fivestar: a bot for the organisational life of Party branches."""

import os

__version__ = "0.1.0"

# pypinyin reads this when it is first imported: its phrases (45 MB) tell how words sound, and we only ask about names
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
