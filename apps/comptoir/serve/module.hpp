// What the program needs of a service that it hosts. Made by make_modules() in modules.cpp, run by System.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "libs/bus/streams.hpp"
#include "libs/config/config.hpp"
#include "libs/http/router.hpp"
#include "libs/service/room.hpp"
#include "libs/traces/tracer.hpp"

namespace comptoir::serve {

class Module {
 public:
  virtual ~Module() = default;
  virtual std::string name() const = 0;
  /// Before the server listens.
  virtual void add_routes(http::Router&) = 0;
  /// The server listens; `url_of(service)` is where each service answers, this process included; `own_url`: where other
  /// instances reach this process.
  virtual void start(std::function<std::string(std::string_view)> url_of, const std::string& own_url) = 0;
  /// For GET /pret; from any thread, must not block.
  virtual bool ready() const = 0;
  /// Why it does not write, and what to do; empty when nothing is in the way.
  virtual std::string refusal() const = 0;
  /// Brings the service's series up to date, for GET /metrics. One thread at a time.
  virtual void measure() = 0;
  /// That it needs at most.
  virtual std::size_t descriptors() const = 0;
  /// Finishes the batch under way. The server has answered its last request.
  virtual void stop() = 0;
};

/// The room of that service, not yet running, for one of the partitions of its clients. `name`: one of kServices. The default
/// is for a session that owns them all.
std::unique_ptr<service::Room> make_room(const std::string& name, const Config& config, bus::Partition = {});

/// One module per service of config.hosted(), in that order. `tracer`: null, or outlives them.
std::vector<std::unique_ptr<Module>> make_modules(const Config& config, traces::Tracer* tracer);

}  // namespace comptoir::serve
