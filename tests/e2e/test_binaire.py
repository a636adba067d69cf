"""What the build promises of the program against faults in memory, read from the program itself."""
import re
import subprocess

import pytest

from systeme import BIN


def read(*words):
    return subprocess.run([*words, BIN], capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def elf():
    return read("readelf", "-hldnW")


@pytest.fixture(scope="module")
def imported():
    return set(re.findall(r"UND (\w+)", read("readelf", "--dyn-syms", "-W")))


def test_is_loaded_anywhere(elf):
    assert re.search(r"Type:\s+DYN", elf)
    assert re.search(r"FLAGS_1.*\bPIE\b", elf)


def test_its_table_of_functions_is_bound_at_start_and_read_only_after(elf):
    assert "GNU_RELRO" in elf
    assert re.search(r"FLAGS_1.*\bNOW\b", elf)
    assert ".got.plt" not in elf.split("Section to Segment mapping")[0]


def test_nothing_is_both_written_and_executed(elf):
    loaded = re.findall(r"^\s+(LOAD|GNU_STACK)\s.*?\s([RWE ]{3})\s+0x\w+$", elf, re.MULTILINE)
    assert {"LOAD", "GNU_STACK"} <= {kind for kind, _ in loaded}
    assert not [(kind, flags) for kind, flags in loaded if "W" in flags and "E" in flags]


def test_smashed_stacks_and_overrun_buffers_end_it(imported):
    assert "__stack_chk_fail" in imported
    assert {name for name in imported if re.fullmatch(r"__\w+_chk", name)} - {"__stack_chk_fail"}


def test_jumps_and_returns_go_where_the_compiler_said(elf):
    assert re.search(r"x86 feature:.*\bSHSTK\b", elf)
    main = subprocess.run(["objdump", "-d", "--no-show-raw-insn", "--disassemble=main", BIN],
                          capture_output=True, text=True, check=True).stdout
    first = re.search(r"<main>:\n\s*\w+:\s*(\w+)", main)
    assert first and first[1] == "endbr64"
