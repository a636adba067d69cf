// An event of any version from the stream: read as the newest has it, or refused; its head is always read.
#include <boost/json/src.hpp>
#include <cstdint>
#include <cstdlib>

#include "libs/bus/envelope.hpp"
#include "libs/json/fields.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace comptoir;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  bus::decode_head(text);
  try {
    const auto event = bus::decode(text);
    if (bus::is_known_type(event.event_type) && event.schema_version != bus::newest_version(event.event_type))
      std::abort();
    bus::decode(bus::encode(event, boost::json::serialize(event.data)));
  } catch (const json::Invalid&) {
  }
  return 0;
}
