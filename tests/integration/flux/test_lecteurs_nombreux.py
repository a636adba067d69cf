"""Two hundred readers while events are posted as fast as they are taken: some slow, some cut off again and again."""

import os
import random
import select
import time

from boutique import Depots, rss_mib, tete
from lecteurs import Lecteur, jusque, suivre

SECONDES = int(os.environ.get("COMPTOIR_TEST_FLUX_SECONDES", "8"))
LECTEURS = int(os.environ.get("COMPTOIR_TEST_FLUX_LECTEURS", "200"))
LENTS = LECTEURS // 8      # take at most 2 KiB at a time, and that seldom
HARCELES = LECTEURS // 8   # are cut off, and come back
RSS_MIB = int(os.environ.get("COMPTOIR_TEST_RSS_MIB", "128"))  # of the whole program, all services together


def test_deux_cents_lecteurs(systeme):
    seed = random.randrange(10**6)
    print("seed", seed)
    dice = random.Random(seed)
    lents = [Lecteur(systeme.url, apres=0, recu=8192) for _ in range(LENTS)]
    harceles = [Lecteur(systeme.url, apres=0) for _ in range(HARCELES)]
    autres = [Lecteur(systeme.url, apres=0) for _ in range(LECTEURS - LENTS - HARCELES)]
    tous = [*autres, *harceles, *lents]
    coupures, rss, fin = 0, [], time.monotonic() + SECONDES
    with Depots(systeme) as depots:
        def fini():
            nonlocal coupures
            rss.append(rss_mib(systeme.runtime["pid"]))
            coupures += 1
            dice.choice(harceles).ouvrir()
            for lent in select.select(lents, [], [], 0)[0][:LENTS // 4]:
                lent.prendre(2048)
            dice.shuffle(lents)
            return time.monotonic() > fin
        suivre([*autres, *harceles], fini, SECONDES + 60)
    fin_du_journal = tete(systeme)
    assert depots.refus.value == 0
    retard = fin_du_journal - min(x.dernier for x in lents)
    jusque(tous, fin_du_journal, 240)
    rss.append(rss_mib(systeme.runtime["pid"]))
    print(f"{fin_du_journal} events in {SECONDES} s, {len(tous)} readers, {coupures} cuts, slowest {retard} behind, "
          f"RSS {rss[0]:.0f} to {max(rss):.0f} MiB")
    assert {x.vus for x in tous} == {fin_du_journal}  # each position once: the readers hold the order themselves
    assert coupures > 0 and retard > 0
    assert max(rss) < RSS_MIB
