"""The state of health of a school's desk: keys, clock, repository and the live site, each as a `Check`.

for check in (*machine_checks(desk), *repository_checks(desk), *live_checks(desk, Prober(), url)):
    print(check.name, check.said)
"""

from generator.checkup.check import Check, Desk, State, open_desk
from generator.checkup.live import live_checks
from generator.checkup.machine import machine_checks
from generator.checkup.repository import repository_checks

__all__ = [
    "Check",
    "Desk",
    "State",
    "live_checks",
    "machine_checks",
    "open_desk",
    "repository_checks",
]
