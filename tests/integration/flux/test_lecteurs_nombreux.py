"""Two hundred readers while events are posted: some slow, some cut off again and again.
COMPTOIR_TEST_FLUX_SECONDES=60 COMPTOIR_TEST_FLUX_PAR_S=2000 is the long form, on a machine that is otherwise idle."""

import os
import random
import select
import time

from boutique import Depots, rss_mib, tete
from lecteurs import LecteurRapide, Temoin, jusque, suivre

SECONDES = int(os.environ.get("COMPTOIR_TEST_FLUX_SECONDES", "8"))
PAR_S = int(os.environ.get("COMPTOIR_TEST_FLUX_PAR_S", "500"))
LOT = 10  # events of one post
ATTEINT = 0.9  # of PAR_S, at least, or the rate was not put to the test
LECTEURS = int(os.environ.get("COMPTOIR_TEST_FLUX_LECTEURS", "200"))
LENTS = LECTEURS // 8      # take at most 2 KiB at a time, and that seldom
HARCELES = LECTEURS // 8   # are cut off, and come back
RSS_MIB = int(os.environ.get("COMPTOIR_TEST_RSS_MIB", "160"))  # of the whole program, all services together


def test_deux_cents_lecteurs(systeme):
    seed = random.randrange(10**6)
    print("seed", seed)
    dice = random.Random(seed)
    lents = [LecteurRapide(systeme.url, recu=8192) for _ in range(LENTS)]
    harceles = [LecteurRapide(systeme.url) for _ in range(HARCELES)]
    autres = [Temoin(systeme.url), *(LecteurRapide(systeme.url) for _ in range(LECTEURS - LENTS - HARCELES - 1))]
    tous = [*autres, *harceles, *lents]
    coupures, rss, fin = 0, [], time.monotonic() + SECONDES
    with Depots(systeme, par_s=PAR_S, lot=LOT) as depots:
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
        par_s = tete(systeme) / SECONDES
    fin_du_journal = tete(systeme)
    assert depots.refus.value == 0
    retard = fin_du_journal - min(x.dernier for x in lents)
    jusque(tous, fin_du_journal, 240)
    rss.append(rss_mib(systeme.runtime["pid"]))
    print(f"{fin_du_journal} events in {SECONDES} s ({par_s:.0f}/s), {len(tous)} readers, {coupures} cuts, slowest {retard} behind, "
          f"RSS by quarters of the time {[round(max(rss[i * len(rss) // 4:(i + 1) * len(rss) // 4])) for i in range(4)]} MiB")
    assert {(x.vus, x.somme) for x in tous} == {(fin_du_journal, autres[0].somme)}
    assert par_s > ATTEINT * PAR_S
    assert coupures > 0 and retard > 0
    assert max(rss) < RSS_MIB
