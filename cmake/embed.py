#!/usr/bin/python3
"""Writes a .cpp that holds text files, for comptoir_embed() of comptoir.cmake.

    embed.py NAMESPACE OUTPUT FILE...
"""

import sys
from pathlib import Path

CHUNK = 8000  # characters per literal: far below any compiler's limit, even in UTF-8

TEMPLATE = """// Made by cmake/embed.py.
#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {namespace} {{
namespace {{

struct File {{
  std::string_view name, text;
}};
constexpr File kFiles[] = {{
{files}
}};

}}  // namespace

std::string_view embedded(std::string_view name) {{
  const auto* file = std::ranges::find(kFiles, name, &File::name);
  if (file == std::end(kFiles)) throw std::logic_error("not embedded: " + std::string(name));
  return file->text;
}}

}}  // namespace {namespace}
"""


def literal(text):
    """C++ string literals, adjacent, that spell the text."""
    delimiter = "texte"
    while f"){delimiter}\"" in text:
        delimiter += "x"
    pieces = [text[i:i + CHUNK] for i in range(0, len(text), CHUNK)] or [""]
    return "\n".join(f'R"{delimiter}({piece}){delimiter}"' for piece in pieces)


def main(namespace, output, *files):
    entries = [f'{{"{Path(f).name}",\n{literal(Path(f).read_text("utf-8"))}}},' for f in files]
    Path(output).write_text(TEMPLATE.format(namespace=namespace, files="\n".join(entries)), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
