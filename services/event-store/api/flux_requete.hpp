// What the streams' requests have in common: filters, positions, refusals.
#pragma once
#include "libs/http/message.hpp"
#include "services/event-store/app/flux.hpp"

namespace comptoir::event_store {

/// Values of one filter: "a,b". Beyond: 422.
inline constexpr std::size_t kValeursFiltre = 50;

/// Throws service::Refusal.
Filtre filtre_de(const http::Request&);
std::optional<std::int64_t> apres_de(const http::Request&);

/// Throws service::Refusal unless the place was given: 503 when all are taken, 429 when this client has its share.
void exiger_place(Places::Refus);

/// Makes the body of an answer of `Qui` (Lecteur, Export), whose place is given back when the client has left.
template <class Qui>
class SourceFlux final : public http::Source {
 public:
  explicit SourceFlux(Ouverture<Qui> ouverture) : ouverture_(std::move(ouverture)) {}
  ~SourceFlux() override {
    if constexpr (requires(Qui& qui) { qui.quitter(); }) ouverture_.qui->quitter();
  }

  void next(http::Give give) override {
    ouverture_.qui->suivant([give = std::move(give)](Morceau m) { give({std::move(m.texte), then(m.suite)}); });
  }

 private:
  static http::Piece::Then then(Morceau::Suite suite) {
    using enum http::Piece::Then;
    return suite == Morceau::Suite::encore ? more : suite == Morceau::Suite::fin ? end : cut;
  }

  Ouverture<Qui> ouverture_;
};

template <class Qui>
http::Response en_flux(Ouverture<Qui> ouverture, std::string content_type) {
  http::Response response;
  response.content_type = std::move(content_type);
  response.headers = {{"Cache-Control", "no-cache"}};
  response.stream = std::make_shared<SourceFlux<Qui>>(std::move(ouverture));
  return response;
}

}  // namespace comptoir::event_store
