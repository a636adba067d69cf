"""The checks of ./dev check, each shown a good and a bad example; and the sample's maker."""

import json

import check_contracts
import check_docs
import check_style
import contract_versions
import make_sample
import pytest


@pytest.mark.parametrize("path, line, words", [
    ("libs/base/a.cpp", "int x;  // TO" + "DO later", "unfinished"),
    ("libs/base/a.cpp", "\tint x;", "tab"),
    ("libs/base/a.cpp", "using namespace std;", "from std"),
    ("README.md", "see https://registry" + ".example.org/x", "package registry"),
])
def test_style_refuses_a_line(path, line, words):
    (breach,) = check_style.check([(path, [line])])
    assert breach.startswith(f"{path}:1: ") and words in breach


@pytest.mark.parametrize("path", ["libs/utils/a.cpp", "libs/base/string_helpers.cpp", "app/lock_manager.cpp"])
def test_style_refuses_a_name_without_a_subject(path):
    assert "subject" in check_style.check([(path, [])])[0]


def test_style_wants_pragma_once_and_short_files():
    assert "#pragma once" in check_style.check([("a.hpp", ["int x;"])])[0]
    assert "501 lines" in check_style.check([("a.cpp", [""] * 501)])[0]


def test_style_is_content_with_good_code():
    assert check_style.check([("a.hpp", ["#pragma once", "using std::string;"] + [""] * 498)]) == []


def test_docs_know_the_verbs_and_the_links(tmp_path):
    known = check_docs.verbs("    demo | up) shift ;;\n")
    assert known == {"demo", "up"}
    found = check_docs.check([("README.md", ["`./dev demo` and `./dev fly`", "[a](a.md)"])], known, tmp_path)
    assert len(found) == 2 and "fly" in found[0] and "a.md" in found[1]


def test_docs_leave_web_links_alone(tmp_path):
    assert check_docs.check([("README.md", ["[x](https://example.org/a)"])], set(), tmp_path) == []


def test_contracts():
    assert check_contracts.schema_breach("StockReserve.v1.json", '{"type": "object"}') is None
    assert "JSON Schema" in check_contracts.schema_breach("StockReserve.v1.json", '{"type": "nothing"}')
    assert "not a JSON" in check_contracts.schema_breach("StockReserve.v1.json", "{")
    assert "name it" in check_contracts.schema_breach("stock.json", "{}")
    assert check_contracts.openapi_breach("openapi: 3.1.0\npaths: {/a: {}}") is None
    assert check_contracts.openapi_breach("openapi: 3.0.0") is not None


LIGNE = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "minimum": 1, "description": "a"}}}


@pytest.mark.parametrize("change, words", [
    ({"properties": {}}, "removed"),
    ({"properties": {"n": {"type": "number", "minimum": 1}}}, "data.n.type"),
    ({"properties": {"n": {"type": "integer"}}}, "data.n.minimum"),
    ({"required": []}, "required"),
    ({"additionalProperties": False}, "additionalProperties"),
])
def test_a_published_event_may_not_change(change, words):
    (found,) = contract_versions.changes(LIGNE, {**LIGNE, **change})
    assert words in found


def test_a_published_event_may_gain_an_optional_field():
    more = {**LIGNE, "title": "Ligne", "properties": {"n": {**LIGNE["properties"]["n"], "description": "b"}, "m": {"type": "string"}}}
    assert contract_versions.changes(LIGNE, more) == []


def contracts_of(folder, **files):
    """A folder of contracts: events={"A.v1": schema}, publies=…, golden=…"""
    for name in ("events", "publies", "golden"):
        (folder / name).mkdir()
        for file, content in files.get(name, {}).items():
            (folder / name / f"{file}.json").write_text(json.dumps(content))
    return folder


def golden(data, version=1):
    return {"ecrit": {"event_type": "A", "schema_version": version, "data": data}, "lu": data}


def test_a_published_event_stays(tmp_path):
    contracts = contracts_of(tmp_path, publies={"A.v1": {}}, events={"B.v1": {}}, golden={"A.v1": golden({})})
    gone, unkept = contract_versions.check(contracts)
    assert "A.v1.json: gone" in gone and "B.v1.json: not in" in unkept


@pytest.mark.parametrize("kept, words", [
    ({}, "A.v1.json: missing"),
    ({"A.v1": golden({"n": 0})}, "$.n"),
    ({"A.v1": golden({"n": 1}, version=2)}, "version 2"),
    ({"A.v1": {**golden({"n": 1}), "lu": None}}, "no \"lu\""),
    ({"A.v1": golden({"n": 1}), "A.v2": golden({"n": 1}, version=2)}, "A.v2.json: no such version"),
])
def test_a_published_event_has_a_golden_one(tmp_path, kept, words):
    contracts = contracts_of(tmp_path, events={"A.v1": LIGNE}, publies={"A.v1": LIGNE}, golden=kept)
    (found,) = contract_versions.check(contracts)
    assert words in found


def test_golden_events_are_welcome(tmp_path):
    both = {"A.v1": LIGNE, "A.v2": LIGNE}
    kept = {"A.v1": golden({"n": 1}), "A.v2": golden({"n": 1}, version=2)}
    assert contract_versions.check(contracts_of(tmp_path, events=both, publies=both, golden=kept)) == []


def test_sample_keeps_the_days_and_the_bytes():
    lines = [b"InvoiceNo,...,InvoiceDate\n", b'1,a,"X, Y",6,2010-12-01 08:26:00,2.55,1.0,UK\n',
             b"2,b,Z,1,2010-12-05 23:59:00,1,,UK\n", b"3,c,Z,1,2010-12-06 00:00:00,1,,UK\n"]
    assert list(make_sample.select(lines)) == lines[:3]


@pytest.mark.parametrize("line", ['fmt::print("{}", name);', 'std::printf("%s", x);', "fwrite(p, 1, n, stdout);", 'write(1, "x", 1);',
                                  "std::fputs(text, stderr);", 'std::cout << "\\\\x1b[1m";'])
def test_printing_is_watched(line):
    assert check_style.check([("apps/comptoir/new/verb.cpp", [line])])
    assert check_style.check([("apps/comptoir/new/verb_test.cpp", [line])]) == []
