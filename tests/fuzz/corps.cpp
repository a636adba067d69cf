// A JSON body as a room reads it: valid, or refused with words that JSON can hold.
#include <boost/json/src.hpp>
#include <cstdint>
#include <cstdlib>

#include "libs/json/fields.hpp"
#include "libs/json/writer.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace comptoir;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  try {
    json::read_object(text, [](json::Fields& f) {
      f.text("code", 1, 64);
      const auto price = f.money("prix", 0, kMaxAmount);
      f.optional_integer("delta", -1'000'000, 1'000'000);
      f.array("lignes", 1, 1000, [](json::Fields& l) {
        return l.integer("produit_id", 1, INT64_MAX), l.integer("quantite", 1, 1'000'000);
      });
      return price;
    });
  } catch (const json::Invalid& e) {
    if (e.erreurs.empty()) std::abort();
  }
  return 0;
}
