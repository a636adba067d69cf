#include "libs/base/ids.hpp"
#include "libs/service/api.hpp"
#include "libs/service/query_reads.hpp"
#include "services/event-store/api/origine.hpp"
#include "services/event-store/api/reads.hpp"
#include "services/event-store/api/repli.hpp"

namespace comptoir::event_store {
namespace {

using namespace std::chrono_literals;

// An order's id says when it was made (UUIDv7, RFC 9562). One that the log does not know is waited for while it is so young
// that its first event may be on its way.
constexpr std::chrono::milliseconds kNaissance = 5min;

bool peut_naitre(std::string_view commande_id) {
  constexpr std::size_t kPrefixe = 4, kVersion = 14;  // "cmd-"; where a UUID has its version
  const auto uuid = commande_id.substr(std::min(kPrefixe, commande_id.size()));
  if (!is_uuid(uuid) || uuid[kVersion] != '7') return false;
  const auto ms = std::stoll(std::string(uuid.substr(0, 8)) + std::string(uuid.substr(9, 4)), nullptr, 16);
  const auto age = SystemClock().now().time_since_epoch() - std::chrono::milliseconds(ms);
  return age < kNaissance && -age < kNaissance;
}

Borne borne(const http::Request& request) {
  return {service::query_int(request, "version", 1, INT64_MAX), service::query_int(request, "position", 1, INT64_MAX),
          service::query_instant(request, "at")};
}

// An event may have a field of that name too: the word is ours.
Champs dits_postes(Champs champs) {
  std::erase_if(champs, [](const auto& champ) { return champ.first == "origine"; });
  champs.emplace_back("origine", '"' + std::string(kPoste) + '"');
  return champs;
}

http::Response reponse(const std::string& aggregate_id, const Repli& repli, const char* quand) {
  if (repli.version == 0) return service::not_found("L'agrégat " + aggregate_id + quand);
  return service::json_response(200, objet(repli.postee ? dits_postes(repli.champs) : repli.champs));
}

// The past does not change: there is nothing in it to wait for.
http::Response projection_passee(const http::Request& request, postgres::Connection& sql, const Borne& b) {
  if (request.query.contains("attendre_ms"))
    throw service::Refusal{service::invalid({{"attendre_ms", "à demander sans version, position ni at"}})};
  const auto& aggregate_id = request.params.at("aggregate_id");
  return reponse(aggregate_id, replier(sql, aggregate_id, b), " à ce moment");
}

Repli a_la_version(postgres::Connection& sql, const std::string& aggregate_id, std::int64_t version) {
  if (version == 0) return {};
  auto repli = replier(sql, aggregate_id, {version, {}, {}});
  if (repli.version != version)
    throw service::Refusal{service::not_found("La version " + std::to_string(version) + " de " + aggregate_id)};
  return repli;
}

std::int64_t version_voulue(const http::Request& request, const std::string& nom, std::int64_t min) {
  const auto version = service::query_int(request, nom, min, INT64_MAX);
  if (!version) throw service::Refusal{service::invalid({{nom, "version attendue"}})};
  return *version;
}

}  // namespace

http::Response read_projection(const http::Request& request, postgres::Connection& sql, Patience& patience) {
  if (const auto b = borne(request); !b.libre()) return projection_passee(request, sql, b);
  const auto& aggregate_id = request.params.at("aggregate_id");
  const auto ms = service::query_int(request, "attendre_ms", 0, kMaxAttente).value_or(0);
  service::QueryReads::refuse_others(request);
  if (ms > 0 && est_commande(aggregate_id)) patience.commencer(aggregate_id, std::chrono::milliseconds(ms));
  const auto present = replier(sql, aggregate_id);
  const bool a_venir = present.version == 0 ? peut_naitre(aggregate_id) : !present.terminee;
  if (a_venir && patience.commencee() && !patience.epuisee()) Patience::patienter();
  return reponse(aggregate_id, present, "");
}

http::Response read_difference(const http::Request& request, postgres::Connection& sql) {
  const auto& aggregate_id = request.params.at("aggregate_id");
  const auto de = version_voulue(request, "from", 0), a = version_voulue(request, "to", std::max<std::int64_t>(de, 1));
  const auto avant = a_la_version(sql, aggregate_id, de), apres = a_la_version(sql, aggregate_id, a);
  json::Writer w;
  w.open().field("de", de).field("a", a).key("changements").open_array();
  for (const auto& c : changements(avant.champs, apres.champs))
    w.open().field("champ", c.champ).key("avant").raw(c.avant).key("apres").raw(c.apres).close();
  w.close_array().close();
  return service::json_response(200, std::move(w).text());
}

}  // namespace comptoir::event_store
