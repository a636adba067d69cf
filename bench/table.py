"""The table of a comparison: what was wanted, what was seen, and what could not be measured; and what is said on the way."""
import os
import sys
import time
from statistics import median


def say(text):
    print(f"{time.strftime('%H:%M:%S')} load {os.getloadavg()[0]:.1f}  {text}", file=sys.stderr, flush=True)


class Table:
    def __init__(self):
        self.rows, self.facts, self.notes = [], [], []

    def ratios(self, what, pairs, wanted, most=False):
        """`pairs`: (ours, theirs), taken one after the other; the median of their ratios, with its spread. `wanted` is the least
        that it should be, or the most."""
        if not pairs:
            return self.missing(what, "no pair could be measured")
        each = sorted(a / b for a, b in pairs)
        middle = median(each)
        seen = f"{middle:.2f} [{each[0]:.2f} … {each[-1]:.2f}] of {len(each)}"
        figures = f"{median(a for a, _ in pairs):.0f} / {median(b for _, b in pairs):.0f}"
        held = verdict(wanted is None or (middle <= wanted if most else middle >= wanted), wanted)
        self.rows.append((what, figures, seen, f"{'≤' if most else '≥'} {wanted}" if wanted else "", held))
        return None

    def value(self, what, seen, most=None, unit=""):
        held = most is None or seen <= most
        self.rows.append((what, "", f"{seen:.2f} {unit}", f"≤ {most} {unit}" if most is not None else "", verdict(held, most)))

    def plain(self, what, seen):
        self.rows.append((what, "", seen, "", ""))

    def fact(self, text):
        self.facts.append(text)

    def missing(self, what, why):
        self.notes.append(f"not measured: {what}: {why}")

    def __str__(self):
        rows = [("", "ours / theirs", "seen", "wanted", ""), *self.rows]
        widths = [max(len(row[i]) for row in rows) for i in range(5)]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
        return "\n".join([*lines, "", *self.facts, *self.notes])


def verdict(held, wanted):
    return "" if wanted is None else "yes" if held else "NO"
