// Files of others: read to the end, each line good or told, numbers and texts within what the services take.
#include <cstdint>
#include <cstdlib>
#include <sstream>

#include "apps/comptoir/replay/plan/judge.hpp"
#include "apps/comptoir/replay/plan/source.hpp"
#include "libs/base/terminal.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace comptoir;
  std::istringstream in(std::string(reinterpret_cast<const char*>(bytes), size));
  std::int64_t last = 0;
  const auto take = [](const replay::InvoiceLine& line) -> std::optional<std::string> {
    if (line.code.empty() || line.code.size() > replay::kMaxCode || one_line(line.code) != line.code) std::abort();
    if (line.invoice.empty() || line.country.empty() || line.day.size() != 10) std::abort();
    return std::nullopt;
  };
  try {
    replay::read_invoices(in, replay::DayOrder::told_by_the_file, take,
                          [&](std::int64_t number, const std::string& why) {
                            if (number < 2 || why.empty() || one_line(why) != why) std::abort();
                            last = number;
                          });
  } catch (const replay::InputError&) {
  }
  return 0;
}
