#!/usr/bin/python3
"""Cut data/online-retail-sample.csv.xz out of the whole Online Retail set: its first days, bytes unchanged.

    tools/make_sample.py ONLINE_RETAIL.csv.xz SAMPLE.csv.xz
"""

import csv
import lzma
import sys

FIRST_DAY, LAST_DAY = "2010-12-01", "2010-12-05"
INVOICE_DATE = 4


def day_of(line):
    """YYYY-MM-DD of one CSV line; no field of the set contains a line break."""
    return next(csv.reader([line.decode("utf-8")]))[INVOICE_DATE][:10]


def select(lines):
    """The header and the lines of the chosen days, as they are."""
    lines = iter(lines)
    yield next(lines)
    yield from (line for line in lines if FIRST_DAY <= day_of(line) <= LAST_DAY)


def main():
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    with lzma.open(sys.argv[1]) as source, lzma.open(sys.argv[2], "wb", preset=9 | lzma.PRESET_EXTREME) as sample:
        sample.writelines(select(source))
    return 0


if __name__ == "__main__":
    sys.exit(main())
