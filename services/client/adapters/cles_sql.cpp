#include "services/client/adapters/cles_sql.hpp"

namespace comptoir::client {
namespace {

constexpr auto kDestroyKeys = "DELETE FROM cles_clients WHERE client_id = ANY($1::bigint[])";
// Every answer under this prefix is a client as representation.cpp writes one; its fields are found by their order there.
constexpr auto kSilenceAnswers = R"sql(
UPDATE idempotence
SET corps = regexp_replace(corps, '"reference":.*,"solde":', '"reference":null,"nom":null,"solde":')
WHERE cle LIKE 'POST /api/clients%' AND substring(corps FROM '^\{"client_id":([0-9]+),')::bigint = ANY($1::bigint[]))sql";
constexpr auto kNoteRemains = "INSERT INTO a_effacer SELECT unnest($1::bigint[]) ON CONFLICT DO NOTHING";

}  // namespace

Cles load_keys(postgres::Connection& sql, const std::vector<std::int64_t>& clients) {
  Cles cles;
  if (clients.empty()) return cles;
  const auto rows = sql.run("SELECT client_id, cle FROM cles_clients WHERE client_id = ANY($1::bigint[])", {clients});
  for (int i = 0; i < rows.rows(); ++i) cles.emplace(rows.integer(i, 0), Cle{rows.string(i, 1)});
  return cles;
}

void save_keys(postgres::Connection& sql, const Cles& cles) {
  std::vector<std::int64_t> clients;
  std::vector<std::string> octets;
  for (const auto& [client, cle] : cles) clients.push_back(client), octets.push_back(cle.octets);
  if (!cles.empty())
    sql.post("INSERT INTO cles_clients (client_id, cle) SELECT * FROM unnest($1::bigint[], $2::bytea[])",
             {clients, postgres::Param::bytes(octets)});
}

void forget(postgres::Connection& sql, const std::set<std::int64_t>& clients) {
  if (clients.empty()) return;
  const std::vector<std::int64_t> ids(clients.begin(), clients.end());
  for (const auto* statement : {kDestroyKeys, kSilenceAnswers, kNoteRemains}) sql.run(statement, {ids});
}

}  // namespace comptoir::client
