"""Random but valid operations: each is done through the API and in the model alike."""

from __future__ import annotations

from random import Random

from tests.xero_emulator.oracle.movements import Movements
from tests.xero_emulator.oracle.settlements import Settlements


class Operations(Movements, Settlements):
    """Everything that can be done to one organisation."""

    done = 0

    def run(self, choices: tuple[str, ...], random: Random) -> None:
        """Does one of these operations that is possible now, else makes another document."""
        self.xero.advance(seconds=random.randrange(3600))
        for name in random.sample(choices, len(choices)):
            if getattr(self, name)(random):
                break
        else:
            self.make_document(random)
        self.done += 1
