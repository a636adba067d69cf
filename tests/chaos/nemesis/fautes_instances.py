"""What happens to a second instance of all services, which shares the partitions with the first. Nobody supervises it but us."""
import signal

from instance import Instance
from nemesis.cible import figer


def seconde_tuee(cible, _):
    """Its partitions go to the first one, and come back to the one that is started in its place."""
    cible.seconde.kill()
    cible.seconde = Instance(cible.systeme)


def seconde_figee(cible, de):
    """Up to 8 s: long past the 1.2 s after which its partitions are taken. Then it wakes as a zombie."""
    figer([cible.seconde.process.pid], de.uniform(0.2, 8))


def seconde_arretee(cible, _):
    """An orderly end: it lets its partitions go."""
    cible.seconde.process.send_signal(signal.SIGTERM)
    cible.seconde.process.wait(60)
    cible.seconde = Instance(cible.systeme)


INSTANCES = [seconde_tuee, seconde_figee, seconde_arretee]
