#include "services/event-store/adapters/importation.hpp"

#include "libs/bus/envelope.hpp"
#include "libs/journal/journal.hpp"
#include "libs/json/fields.hpp"
#include "services/event-store/adapters/audit_sql.hpp"
#include "services/event-store/adapters/journal_sql.hpp"

namespace comptoir::event_store {
namespace {

constexpr std::size_t kLotImporte = 2000, kOctetsImportes = 8 << 20;  // of one statement
constexpr std::string_view kMarque = R"(,"evenement":)";

/// A line's row, sealed by nobody yet, and the hash that it claims.
struct Ligne {
  Rangee rangee;
  std::string hash;
};

Ligne lire_tete_de_ligne(std::string_view debut) {
  return json::read_object(debut, [](json::Fields& f) {
    Ligne l;
    auto& r = l.rangee;
    r.place.position = f.integer("position", 1, INT64_MAX);
    r.place.version = f.integer("version", 1, INT64_MAX);
    const auto le = parse_rfc3339(f.text("enregistre_le", 20, 40));
    if (!le) f.error("enregistre_le", "date RFC 3339 en UTC attendue");
    r.enregistre_le = le.value_or(Instant{});
    r.stream = f.optional_text("stream", 1, 200).value_or("");
    r.seq = f.optional_integer("seq", 1, INT64_MAX).value_or(0);
    r.place.empreinte = f.optional_text("empreinte", 0, 200).value_or("");
    l.hash = f.text("hash", 64, 64);
    return l;
  });
}

// The stored bytes stand between the mark and the last brace; another tool may have moved them, and then the hash says so.
Ligne lire_ligne_exportee(std::string_view texte) {
  const auto marque = texte.find(kMarque);
  if (marque == texte.npos || !texte.ends_with('}')) throw Permanent("`evenement` doit être le dernier champ");
  auto ligne = lire_tete_de_ligne(std::string(texte.substr(0, marque)) + '}');
  auto& r = ligne.rangee;
  r.enveloppe = texte.substr(marque + kMarque.size(), texte.size() - marque - kMarque.size() - 1);
  auto e = bus::decode(r.enveloppe);
  r.event_id = std::move(e.event_id), r.event_type = std::move(e.event_type);
  r.aggregate_id = std::move(e.aggregate_id), r.source = std::move(e.source);
  r.correlation_id = std::move(e.correlation_id), r.horodatage = e.timestamp;
  return ligne;
}

class Import {
 public:
  Import(postgres::Connection& sql, const Tete& tete, std::int64_t partition)
      : sql_(sql), depart_(tete), tete_(tete), partition_(partition) {}

  void ajouter(std::string_view texte) {
    auto [rangee, hash] = lire_ligne_exportee(texte);
    if (rangee.place.position != tete_.position + 1)
      throw Permanent("position " + std::to_string(tete_.position + 1) + " attendue");
    tete_.hash = sceller(rangee, tete_.hash, rangee.enregistre_le);
    if (hex(tete_.hash) != hash)
      throw Permanent("la chaîne ne tient pas : l'événement n'est pas celui qui fut exporté");
    tete_.position = rangee.place.position;
    tete_.enregistre_le = rangee.enregistre_le;
    if (!rangee.stream.empty()) streams_[rangee.stream] = rangee.seq;
    octets_ += rangee.enveloppe.size();
    lot_.push_back(std::move(rangee));
    if (lot_.size() == kLotImporte || octets_ >= kOctetsImportes) vider();
  }

  void finir() {
    vider();
    avancer(sql_, depart_, tete_).exiger();
    std::vector<std::string> noms;
    for (const auto& [nom, seq] : streams_) noms.push_back(nom);
    std::vector<journal::Move> moves;
    for (const auto& [nom, seq] : journal::positions(sql_, noms)) moves.push_back({nom, seq, streams_.at(nom)});
    if (!journal::move(sql_, moves).all()) throw Retryable("another instance moved the positions");
  }

  const Tete& tete() const { return tete_; }

 private:
  void vider() {
    if (!lot_.empty()) inscrire(sql_, tete_, lot_, partition_);
    lot_.clear();
    octets_ = 0;
  }

  postgres::Connection& sql_;
  const Tete depart_;
  Tete tete_;
  const std::int64_t partition_;
  std::vector<Rangee> lot_;
  std::size_t octets_ = 0;  ///< of its envelopes
  std::map<std::string, std::int64_t> streams_;
};

}  // namespace

Importe importer(postgres::Connection& sql, std::istream& lignes, std::int64_t partition,
                 const std::function<void(std::int64_t)>& progress) {
  const auto tete = prendre(sql, partition);
  if (tete.position > 0) throw Permanent("le journal n'est pas vide : rien n'a été changé");
  postgres::Transaction tx(sql);
  Import reprise(sql, tete, partition);
  std::int64_t numero = 0;
  for (std::string texte; std::getline(lignes, texte);) {
    try {
      ++numero;
      reprise.ajouter(texte);
    } catch (const Retryable&) {
      throw;
    } catch (const std::exception& e) {
      throw Permanent("ligne " + std::to_string(numero) + " : " + e.what() + ". Rien n'a été importé.");
    }
    progress(numero);
  }
  if (numero > 0) reprise.finir();
  if (const auto anomalie = compter(sql)) throw Permanent(anomalie->raison);
  tx.commit();
  return {reprise.tete().position, hex(reprise.tete().hash)};
}

}  // namespace comptoir::event_store
