"""The wall clock of the machine jumps under a running system: all its processes see it."""
import time

from nemesis.cible import demande
from nemesis.horloge import horloge_possible
from systeme import wait_until

ECARTS = [-86_400, -3600, -2, 2, 3600, 86_400]  # seconds


@demande(horloge_possible)
def horloge_saute(cible, de):
    """And jumps back: what was dated meanwhile then lies in the past, or in the future."""
    ecart = de.choice(ECARTS)
    with cible.horloge.decalee(ecart):
        def vue():
            (la, ), = cible.admin("SELECT extract(epoch FROM clock_timestamp())")
            return abs(float(la) - time.time() - ecart) < 1
        wait_until(vue, "PostgreSQL has another time")
        time.sleep(de.uniform(0.5, 2.5))  # the fault itself
    return f"de {ecart} s, et retour"
