"""The include rule, case by case."""

import check_includes
import pytest

RANKS = {"base": 0, "json": 1, "postgres": 2, "bus": 3, "service": 4, "testing": 5}

ALLOWED = [
    ("libs/json/fields.cpp", "libs/json/fields.hpp"),
    ("libs/json/fields.cpp", "libs/base/money.hpp"),
    ("libs/base/ids.cpp", "boost/uuid/uuid.hpp"),
    ("libs/postgres/pool_test.cpp", "libs/testing/postgres.hpp"),
    ("services/stock/domain/stock.cpp", "services/stock/domain/stock.hpp"),
    ("services/stock/domain/stock.cpp", "libs/base/money.hpp"),
    ("services/stock/app/reserver.cpp", "services/stock/domain/stock.hpp"),
    ("services/stock/app/reserver.cpp", "libs/json/fields.hpp"),
    ("services/stock/app/reserver.cpp", "libs/service/ports.hpp"),
    ("services/stock/app/reserver.cpp", "libs/bus/stream_port.hpp"),
    ("services/stock/adapters/rows.cpp", "libs/postgres/pool.hpp"),
    ("services/stock/adapters/rows.cpp", "services/stock/app/ports.hpp"),
    ("services/stock/api/routes.cpp", "services/stock/app/reserver.hpp"),
    ("services/stock/migrations/schema.hpp", "libs/postgres/migrate.hpp"),
    ("services/stock/module.cpp", "services/stock/adapters/rows.hpp"),
    ("services/stock/app/reserver_test.cpp", "services/stock/adapters/rows.hpp"),
    ("services/stock/module_test.cpp", "libs/testing/postgres.hpp"),
    ("apps/comptoir/main.cpp", "services/stock/module.hpp"),
]

REFUSED = [
    ("libs/base/ids.cpp", "libs/json/fields.hpp", "comes later"),
    ("libs/json/json_test.cpp", "libs/postgres/pool.hpp", "comes later"),
    ("libs/json/fields.cpp", "libs/testing/postgres.hpp", "comes later"),
    ("libs/json/fields.cpp", "libs/newcomer/x.hpp", "not in the list"),
    ("libs/json/fields.cpp", "services/stock/module.hpp", "libs only"),
    ("services/stock/domain/stock.cpp", "libs/json/fields.hpp", "declare a port"),
    ("services/stock/domain/stock.cpp", "services/stock/app/ports.hpp", "whole room"),
    ("services/stock/app/reserver.cpp", "services/stock/adapters/rows.hpp", "whole room"),
    ("services/stock/app/reserver.cpp", "libs/postgres/pool.hpp", "declare a port"),
    ("services/stock/app/reserver.cpp", "libs/service/worker.hpp", "declare a port"),
    ("services/stock/api/routes.cpp", "services/stock/adapters/rows.hpp", "whole room"),
    ("services/stock/adapters/rows.cpp", "services/stock/module.hpp", "whole room"),
    ("services/stock/migrations/schema.hpp", "services/stock/app/ports.hpp", "whole room"),
    ("services/stock/adapters/rows.cpp", "services/client/app/ports.hpp", "talk by events"),
    ("services/stock/module.cpp", "services/client/module.hpp", "talk by events"),
    ("services/stock/module_test.cpp", "services/client/module.hpp", "talk by events"),
    ("services/stock/module.cpp", "apps/comptoir/demo.hpp", "may not include apps/"),
    ("services/stock/stray.cpp", "libs/base/ids.hpp", "move this file"),
    ("services/stock/misc/stray.cpp", "libs/base/ids.hpp", "move this file"),
]


@pytest.mark.parametrize("path, target", ALLOWED)
def test_allowed(path, target):
    assert check_includes.breach(path, target, RANKS) is None


@pytest.mark.parametrize("path, target, words", REFUSED)
def test_refused(path, target, words):
    assert words in check_includes.breach(path, target, RANKS)


def write(root, path, text):
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def test_reads_the_ranks_and_names_file_and_line(tmp_path):
    write(tmp_path, "libs/CMakeLists.txt", "foreach(lib base json\n  http)\nendforeach()\n")
    write(tmp_path, "libs/json/a.hpp", "#pragma once\n")
    write(tmp_path, "libs/base/b.cpp", '#include <vector>\n#  include "libs/json/a.hpp"\n')
    (line,) = check_includes.check(tmp_path)
    assert line.startswith("libs/base/b.cpp:2: libs/json/a.hpp: ")


def test_follows_an_include_relative_to_its_file(tmp_path):
    write(tmp_path, "libs/CMakeLists.txt", "foreach(lib base json)\nendforeach()\n")
    write(tmp_path, "libs/json/a.hpp", "#pragma once\n")
    write(tmp_path, "libs/json/a.cpp", '#include "a.hpp"\n')
    write(tmp_path, "libs/base/b.cpp", '#include "../json/a.hpp"\n')
    (line,) = check_includes.check(tmp_path)
    assert line.startswith("libs/base/b.cpp:1: ../json/a.hpp: ")


def test_a_missing_list_is_an_error_not_a_pass(tmp_path):
    write(tmp_path, "libs/CMakeLists.txt", "add_subdirectory(base)\n")
    with pytest.raises(SystemExit, match="foreach"):
        check_includes.check(tmp_path)
