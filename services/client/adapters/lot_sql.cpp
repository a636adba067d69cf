#include "services/client/adapters/lot_sql.hpp"

#include "services/client/adapters/mots.hpp"

namespace comptoir::client {
namespace {

constexpr auto kLastId = "SELECT coalesce(max(client_id), 0) FROM clients";
constexpr auto kLoadPayments =
    "SELECT commande_id, client_id, magasin_id, total, etat FROM paiements WHERE commande_id = ANY($1::text[])";
constexpr auto kLoadClients =
    "SELECT client_id, reference, nom, solde, ecritures FROM clients WHERE client_id = ANY($1::bigint[])";
constexpr auto kLoadByReference =
    "SELECT client_id, reference, nom, solde, ecritures FROM clients WHERE reference = ANY($1::text[])";
// An array of texts carries no NULL: '' stands for none.
constexpr auto kSaveClients =
    "INSERT INTO clients (client_id, reference, nom, solde, ecritures) "
    "SELECT c.id, nullif(c.reference, ''), nullif(c.nom, ''), c.solde, c.ecritures "
    "FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::bigint[]) AS c(id, reference, nom, solde, "
    "ecritures) "
    "ON CONFLICT (client_id) DO UPDATE SET reference = EXCLUDED.reference, nom = EXCLUDED.nom, solde = EXCLUDED.solde, "
    "ecritures = EXCLUDED.ecritures";
constexpr auto kSaveLedger =
    "INSERT INTO grand_livre (client_id, seq, type, montant, solde, commande_id, raison, le) "
    "SELECT e.client_id, e.seq, e.type, e.montant, e.solde, nullif(e.commande_id, ''), nullif(e.raison, ''), e.le "
    "FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], "
    "$8::timestamptz[]) AS e(client_id, seq, type, montant, solde, commande_id, raison, le)";
constexpr auto kSavePayments =
    "INSERT INTO paiements (commande_id, client_id, magasin_id, total, etat) "
    "SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[]) "
    "ON CONFLICT (commande_id) DO UPDATE SET etat = EXCLUDED.etat";

struct Keys {
  std::vector<std::int64_t> clients;
  std::vector<std::string> references, commandes;
  bool creation = false;

  void operator()(const CreerClient& m) {
    creation = true;
    if (m.reference) references.push_back(*m.reference);
  }
  void operator()(const Crediter& m) { clients.push_back(m.client_id); }
  void operator()(const Debiter& m) { clients.push_back(m.client_id); }
  void operator()(const Oublier& m) { clients.push_back(m.client_id); }
  void operator()(const auto& annonce) {
    clients.push_back(annonce.client_id);
    commandes.push_back(annonce.commande_id);
  }
};

/// Whom the facts change. A payment brings its whole row with it.
struct ChangedClients {
  std::vector<std::int64_t> clients;

  void operator()(const ClientCree&) {}
  void operator()(const PaiementRefuse&) {}
  void operator()(const ClientCredite& f) { clients.push_back(f.client_id); }
  void operator()(const ClientDebite& f) { clients.push_back(f.client_id); }
  void operator()(const ClientOublie& f) { clients.push_back(f.client_id); }
  void operator()(const auto& payment) { clients.push_back(payment.paiement.client_id); }
};

void load_clients(Lot& lot, const postgres::Result& rows) {
  for (int i = 0; i < rows.rows(); ++i)
    lot.charger(Client{rows.integer(i, 0), rows.optional_string(i, 1), rows.optional_string(i, 2), rows.integer(i, 3),
                       rows.integer(i, 4)});
}

/// Adds the payers to the clients to read: a refund goes to them.
void load_payments(Lot& lot, const postgres::Result& rows, std::vector<std::int64_t>& clients) {
  for (int i = 0; i < rows.rows(); ++i) {
    lot.charger(Paiement{rows.string(i, 0), rows.integer(i, 1), rows.integer(i, 2), rows.integer(i, 3),
                         etat_of(rows.text(i, 4))});
    clients.push_back(rows.integer(i, 1));
  }
}

void save_clients(postgres::Connection& sql, const std::vector<Client>& clients) {
  std::vector<std::int64_t> ids, soldes, ecritures;
  std::vector<std::string> references, noms;
  for (const auto& c : clients) {
    ids.push_back(c.id);
    references.push_back(c.reference.value_or(""));
    noms.push_back(c.nom.value_or(""));
    soldes.push_back(c.solde);
    ecritures.push_back(c.ecritures);
  }
  if (!ids.empty()) sql.post(kSaveClients, {ids, references, noms, soldes, ecritures});
}

void save_ledger(postgres::Connection& sql, const std::vector<Ecriture>& lines) {
  std::vector<std::int64_t> clients, seqs, montants, soldes;
  std::vector<std::string> types, commandes, raisons;
  std::vector<Instant> dates;
  for (const auto& e : lines) {
    clients.push_back(e.client_id);
    seqs.push_back(e.seq);
    types.push_back(word_of(e.mouvement.type));
    montants.push_back(e.mouvement.montant);
    soldes.push_back(e.solde);
    commandes.push_back(e.mouvement.commande_id);
    raisons.push_back(e.mouvement.raison);
    dates.push_back(e.le);
  }
  if (!clients.empty()) sql.post(kSaveLedger, {clients, seqs, types, montants, soldes, commandes, raisons, dates});
}

void save_payments(postgres::Connection& sql, const std::vector<Paiement>& payments) {
  std::vector<std::int64_t> clients, magasins, totaux;
  std::vector<std::string> commandes, etats;
  for (const auto& p : payments) {
    commandes.push_back(p.commande_id);
    clients.push_back(p.client_id);
    magasins.push_back(p.magasin_id);
    totaux.push_back(p.total);
    etats.push_back(word_of(p.etat));
  }
  if (!commandes.empty()) sql.post(kSavePayments, {commandes, clients, magasins, totaux, etats});
}

}  // namespace

Lot load(postgres::Connection& sql, std::span<const Message* const> messages, bus::Partition partition) {
  Keys keys;
  for (const auto* m : messages) std::visit(keys, *m);
  Lot lot(keys.creation ? sql.run(kLastId).integer(0, 0) : 0, {partition.number, partition.of});
  if (!keys.commandes.empty()) load_payments(lot, sql.run(kLoadPayments, {keys.commandes}), keys.clients);
  if (!keys.clients.empty()) load_clients(lot, sql.run(kLoadClients, {keys.clients}));
  if (!keys.references.empty()) load_clients(lot, sql.run(kLoadByReference, {keys.references}));
  return lot;
}

Lot load(postgres::Connection& sql, const std::vector<Fait>& faits) {
  ChangedClients changed;
  for (const auto& fait : faits) std::visit(changed, fait);
  Lot lot;
  if (!changed.clients.empty()) load_clients(lot, sql.run(kLoadClients, {changed.clients}));
  return lot;
}

void save(postgres::Connection& sql, const Lot& lot) {
  save_clients(sql, lot.clients_modifies());
  save_ledger(sql, lot.ecritures());
  save_payments(sql, lot.paiements_modifies());
}

}  // namespace comptoir::client
