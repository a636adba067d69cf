#!/usr/bin/python3
"""Writes the .cpp that holds contracts/ and the page made of them.

    embed.py CONTRACTS OUTPUT
"""

import sys
from pathlib import Path

from page import page

CONTENT_TYPES = {".css": "text/css; charset=utf-8", ".yaml": "application/yaml; charset=utf-8", ".json": "application/json"}
STYLE = Path(__file__).with_name("page.css")
DELIMITER = "contrat"
CHUNK = 8000  # characters per literal: far below any compiler's limit, even in UTF-8

TEMPLATE = """// Made by apps/comptoir/docs/embed.py from contracts/.
#include "apps/comptoir/docs/embedded.hpp"

namespace comptoir::docs {{
namespace {{

constexpr File kFiles[] = {{
{files}
}};

constexpr std::string_view kPage =
{page};

}}  // namespace

std::span<const File> files() {{ return kFiles; }}
std::string_view page() {{ return kPage; }}

}}  // namespace comptoir::docs
"""


def literal(text):
    """C++ string literals, adjacent, that spell the text."""
    if f"){DELIMITER}\"" in text:
        raise SystemExit(f"embed.py: a contract may not contain `){DELIMITER}\"`")
    pieces = [text[i:i + CHUNK] for i in range(0, len(text), CHUNK)] or [""]
    return "\n".join(f'R"{DELIMITER}({piece}){DELIMITER}"' for piece in pieces)


def entry(file):
    return f'{{"{file.name}", "{CONTENT_TYPES[file.suffix]}",\n{literal(file.read_text("utf-8"))}}},'


def main(contracts, output):
    documents = sorted(contracts.glob("http/*.yaml"))
    schemas = sorted(contracts.glob("events/*.json"))
    output.write_text(TEMPLATE.format(files="\n".join(map(entry, documents + schemas + [STYLE])),
                                      page=literal(page(documents, schemas))), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
