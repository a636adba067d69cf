#include "apps/comptoir/serve/module.hpp"
#include "apps/comptoir/serve/perimeter.hpp"
#include "libs/base/descriptors.hpp"
#include "libs/http/budget.hpp"
#include "libs/service/host.hpp"
#include "services/client/module.hpp"
#include "services/event-store/module.hpp"
#include "services/magasins/module.hpp"
#include "services/panier/module.hpp"
#include "services/produits/module.hpp"
#include "services/stock/module.hpp"
#include "services/ventes/module.hpp"

namespace comptoir::serve {
namespace {

// What the event store is asked for is larger, and folded: more of it at once. Nothing that waits holds a reader.
constexpr std::size_t kReaders = 2, kEventReaders = 8;
// Where descriptors are few, so are those readers: one in so many.
constexpr std::size_t kReadersPart = 16;
constexpr std::size_t kRoomDescriptors = 6;  // sessions and files that a room has for itself

std::size_t readers_of(const std::string& service) {
  return service == "event-store" ? std::clamp(descriptor_limit() / kReadersPart, kReaders, kEventReaders) : kReaders;
}

// The journals of those whose events the room reads, each over a client: as many as they are at different places.
std::size_t journals_of(const service::Room& room, const Config& config) {
  std::set<std::string> places;
  const auto heard = room.consumes();
  for (const auto& [stream, service] : bus::kEmitters)
    if (std::ranges::find(heard, stream) != heard.end()) places.insert(config.url_of(service, "ici"));
  return places.size();
}

service::HostSettings settings(const Config& config, const std::string& service, traces::Tracer* tracer) {
  return {.conninfo = config.conninfo_of(service, service),
          .redis = {config.redis.socket, config.redis.host, static_cast<int>(config.redis.port)},
          .seal = bus::Seal(config.bus.cle),
          .readers = readers_of(service),
          .lease = std::chrono::milliseconds(config.worker.bail_ms),
          .partitions = static_cast<int>(config.saga.partitions),
          .relay_proof = relay_proof(config),
          .answers = std::chrono::days(config.idempotence.jours),
          .worker = {.batch_max = static_cast<std::size_t>(config.worker.lot_max),
                     .queue_max = static_cast<std::size_t>(config.worker.file_max),
                     .tracer = tracer}};
}

class Hosted final : public Module {
 public:
  Hosted(const std::string& name, const Config& config, std::shared_ptr<service::Handover> handover,
         traces::Tracer* tracer)
      : partitions_(static_cast<int>(config.saga.partitions)),
        journals_(journals_of(*make_room(name, config), config)),
        handover_(std::move(handover)),
        host_(make_rooms(name, config), settings(config, name, tracer), *handover_, clock_, ids_, metrics::registry()) {
  }

  std::string name() const override { return host_.name(); }
  void add_routes(http::Router& router) override { router.merge(host_.router()); }
  bool ready() const override { return host_.ready(); }
  std::string refusal() const override { return host_.refusal(); }
  void measure() override { host_.measure(); }
  std::size_t descriptors() const override {
    return host_.sessions() + host_.workers() * journals_ * http::kClientDescriptors + kRoomDescriptors;
  }
  void stop() override { host_.stop(); }

  void start(std::function<std::string(std::string_view)> url_of, const std::string& own_url) override {
    service::Neighbours neighbours{{}, url_of("event-store"), own_url};
    for (const auto& [stream, service] : bus::kEmitters)
      for (const auto& name : bus::streams_of({std::string(stream)}, partitions_))
        neighbours.producers.emplace(name, url_of(service));
    host_.start(std::move(neighbours));
  }

 private:
  static service::Host::Rooms make_rooms(const std::string& name, const Config& config) {
    const auto partitions = static_cast<int>(config.saga.partitions);
    service::Host::Rooms rooms;
    do {
      rooms.push_back(make_room(name, config, {static_cast<int>(rooms.size()), partitions}));
    } while (std::ssize(rooms) < service::workers_of(*rooms.front(), partitions));
    return rooms;
  }

  const int partitions_;
  const std::size_t journals_;
  SystemClock clock_;
  RandomIds ids_;
  std::shared_ptr<service::Handover> handover_;  ///< of the whole process
  service::Host host_;
};

}  // namespace

std::unique_ptr<service::Room> make_room(const std::string& name, const Config& config, bus::Partition partition) {
  if (name == "produits") return produits::make_room();
  if (name == "magasins") return magasins::make_room();
  if (name == "client") return client::make_room(partition);
  if (name == "stock") return stock::make_room(std::chrono::milliseconds(config.stock.delai_reservation_ms), partition);
  if (name == "panier") return panier::make_room(partition);
  if (name == "ventes") return ventes::make_room(&metrics::registry());
  return event_store::make_room(&metrics::registry(),
                                {.partition = config.event_store.partition,
                                 .dossier_audit = config.event_store.dossier_audit,
                                 .signature = std::chrono::milliseconds(config.event_store.signature_ms),
                                 .delai_etape = std::chrono::milliseconds(config.saga.delai_etape_ms)});
}

std::vector<std::unique_ptr<Module>> make_modules(const Config& config, traces::Tracer* tracer) {
  std::vector<std::unique_ptr<Module>> modules;
  const auto handover = std::make_shared<service::Handover>();
  for (const auto& name : config.hosted()) modules.push_back(std::make_unique<Hosted>(name, config, handover, tracer));
  return modules;
}

}  // namespace comptoir::serve
