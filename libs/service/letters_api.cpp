#include "libs/service/letters_api.hpp"

#include "libs/base/utf8.hpp"
#include "libs/config/config.hpp"
#include "libs/service/guarded.hpp"
#include "libs/service/query_reads.hpp"

namespace comptoir::service {
namespace {

constexpr std::size_t kMaxName = 100, kMaxText = 1000, kMaxReason = 20'000;
constexpr std::int64_t kMaxRate = 100'000;
/// A replay goes faster than those who read what it causes: without a limit new orders wait for seconds behind it.
constexpr std::int64_t kUsualRate = 1'000;

constexpr std::string_view kShown =
    "SELECT l.id, l.stream, l.seq, l.entree, l.cle, l.event_id, l.event_type, l.raison, l.cause, l.tentatives, l.etat, "
    "l.depuis, l.traitee_le, l.acte, a.auteur, a.note";
constexpr std::string_view kLetters = " FROM lettres_mortes l LEFT JOIN lettres_actes a ON a.id = l.acte ";
const std::string kPage = within_page(std::string(kShown) + std::string(kLetters) +
                                          "WHERE l.id > $1 AND ($2::text IS NULL OR l.cle = $2) AND ($3::text IS NULL "
                                          "OR l.cause = cause_de_lettre($3)) AND ($4::text IS NULL OR l.etat = $4) "
                                          "ORDER BY l.id LIMIT $5",
                                      "octet_length(raison) + octet_length(cause) + octet_length(entree)");
const std::string kOne =
    std::string(kShown) + ", l.enveloppe, to_json(l.causes)::text" + std::string(kLetters) + "WHERE l.id = $1";

constexpr std::string_view kStates[] = {"en_attente", "rejouee", "ecartee"};

void write_letter(json::Writer& w, const postgres::Result& r, int row) {
  w.field("id", r.integer(row, 0)).field("stream", r.text(row, 1)).field("seq", r.integer(row, 2));
  w.field("entree", r.text(row, 3)).field("cle", r.text(row, 4)).field("event_id", r.text(row, 5));
  w.field("event_type", r.text(row, 6)).field("raison", r.text(row, 7)).field("cause", r.text(row, 8));
  w.field("tentatives", r.integer(row, 9)).field("etat", r.text(row, 10));
  w.field("depuis", format_rfc3339(r.instant(row, 11)));
  w.field("traitee_le", format_rfc3339(r.optional_instant(row, 12)));
  w.field("acte", r.optional_integer(row, 13));
  w.field("auteur", r.optional_string(row, 14));
  w.field("note", r.optional_string(row, 15));
}

// Bytes that are no text are told as they are, in hexadecimal digits.
void write_bytes(json::Writer& w, std::string_view bytes) {
  const bool readable = is_utf8(bytes);
  w.key("enveloppe");
  readable ? w.value(bytes) : w.null();
  w.key("octets");
  readable ? w.null() : w.value(hex(bytes));
}

void write_blocker(json::Writer& w, postgres::Connection& c, const std::string& cle, std::int64_t id) {
  const auto first = c.run(
      "SELECT id, raison FROM lettres_mortes WHERE cle = $1 AND cle <> '' AND etat = 'en_attente' AND id < $2 ORDER BY "
      "id LIMIT 1",
      {cle, id});
  w.key("derriere");
  if (first.rows() == 0) return void(w.null());
  w.open().field("id", first.integer(0, 0)).field("raison", first.text(0, 1)).close();
}

http::Response letters_page(const http::Request& request, postgres::Connection& c) {
  const auto page = page_of(request);
  const auto rows = c.run(kPage, {page.after_int(), query_text(request, "cle"), query_text(request, "cause"),
                                  query_word(request, "etat", kStates), page.limit + 1});
  return list(
      rows, page,
      [&](json::Writer& w, int i) {
        w.open();
        write_letter(w, rows, i);
        w.close();
      },
      [&](int i) { return std::to_string(rows.integer(i, 0)); });
}

http::Response letter(const http::Request& request, postgres::Connection& c) {
  const auto id = path_id(request, "id");
  const auto row = c.run(kOne, {id});
  if (row.rows() == 0) return not_found("lettre " + std::to_string(id));
  json::Writer w;
  w.open();
  write_letter(w, row, 0);
  w.key("causes").raw(row.text(0, 17));
  if (row.text(0, 10) == "en_attente")
    write_blocker(w, c, row.string(0, 4), id);
  else
    w.key("derriere").null();
  write_bytes(w, row.text(0, 16));
  w.close();
  return json_response(200, std::move(w).text());
}

http::Response causes(const http::Request& r, postgres::Connection& c) {
  const auto rows = c.run(
      "SELECT cause, count(*), count(DISTINCT cle) FILTER (WHERE cle <> ''), min(depuis), max(depuis), min(id), "
      "min(raison), array_to_string(array_agg(DISTINCT event_type), ' ') FROM lettres_mortes WHERE etat = 'en_attente' "
      "GROUP BY cause ORDER BY count(*) DESC, cause LIMIT $1",
      {query_int(r, "limite", 1, kMaxPage).value_or(kMaxPage)});
  json::Writer w;
  w.open().key("elements").open_array();
  for (int i = 0; i < rows.rows(); ++i) {
    w.open().field("cause", rows.text(i, 0)).field("nombre", rows.integer(i, 1)).field("cles", rows.integer(i, 2));
    w.field("depuis", format_rfc3339(rows.instant(i, 3))).field("derniere", format_rfc3339(rows.instant(i, 4)));
    w.field("exemple", rows.integer(i, 5)).field("raison", rows.text(i, 6)).field("types", rows.text(i, 7)).close();
  }
  w.close_array().close();
  return json_response(200, std::move(w).text());
}

constexpr std::string_view kActShown =
    "id, genre, auteur, note, lettre, cle, cause, par_seconde, continuer, debut, fin, issue, total, faites, echecs, "
    "detail";
constexpr const char* kActs = " FROM lettres_actes ";
const std::string kActPage =
    within_page("SELECT " + std::string(kActShown) + kActs + "WHERE id < $1 ORDER BY id DESC LIMIT $2",
                "octet_length(detail) + octet_length(note)");
const std::string kAct = "SELECT " + std::string(kActShown) + ", essais" + kActs + "WHERE id = $1";

void write_act(json::Writer& w, const postgres::Result& r, int row) {
  w.field("id", r.integer(row, 0)).field("genre", r.text(row, 1)).field("auteur", r.text(row, 2));
  w.field("note", r.text(row, 3));
  w.field("lettre", r.optional_integer(row, 4));
  w.field("cle", r.optional_string(row, 5));
  w.field("cause", r.optional_string(row, 6));
  w.field("par_seconde", r.optional_integer(row, 7));
  w.field("continuer", r.boolean(row, 8)).field("debut", format_rfc3339(r.instant(row, 9)));
  w.field("fin", format_rfc3339(r.optional_instant(row, 10)));
  w.field("issue", r.text(row, 11)).field("total", r.integer(row, 12)).field("faites", r.integer(row, 13));
  w.field("echecs", r.integer(row, 14)).field("detail", r.text(row, 15));
}

http::Response acts_page(const http::Request& request, postgres::Connection& c) {
  const auto page = page_of(request);
  const auto before = page.after ? page.after_int() : INT64_MAX;
  const auto rows = c.run(kActPage, {before, page.limit + 1});
  return list(
      rows, page,
      [&](json::Writer& w, int i) {
        w.open();
        write_act(w, rows, i);
        w.close();
      },
      [&](int i) { return std::to_string(rows.integer(i, 0)); });
}

void read_selection(json::Fields& f, journal::Selection& s) {
  s.id = f.optional_integer("id", 1, kMaxId);
  s.cle = f.optional_text("cle", 1, kMaxText);
  s.cause = f.optional_text("cause", 1, kMaxReason);
  if (s.id.has_value() + s.cle.has_value() + s.cause.has_value() > 1)
    f.error("id", "un seul de id, cle et cause attendu");
}

journal::ActRequest read_act(json::Fields& f) {
  journal::ActRequest r;
  r.auteur = f.text("auteur", 1, kMaxName);
  r.note = f.text("note", 1, kMaxText);
  read_selection(f, r.of);
  if (const auto partition = f.optional_integer("partition", 0, kMaxPartitions - 1))
    r.of.partition = static_cast<int>(*partition);
  return r;
}

bool optional_boolean(json::Fields& f, std::string_view name) {
  const auto* v = f.any(name);
  if (!v) return false;
  if (!v->is_bool()) f.error(name, "true ou false attendu");
  return v->is_bool() && v->get_bool();
}

journal::ActRequest read_replay(json::Fields& f) {
  auto r = read_act(f);
  r.par_seconde = f.optional_integer("par_seconde", 1, kMaxRate).value_or(kUsualRate);
  r.continuer = optional_boolean(f, "continuer");
  r.genre = optional_boolean(f, "essai") ? journal::ActKind::essai : journal::ActKind::rejeu;
  return r;
}

journal::ActRequest read_discard(json::Fields& f) {
  auto r = read_act(f);
  r.genre = journal::ActKind::ecart;
  if (!r.of.id && !r.of.cle && !r.of.cause) f.error("id", "id, cle ou cause attendu : tout écarter n'est pas offert");
  return r;
}

using ReadAct = journal::ActRequest (*)(json::Fields&);

// Where the letters wait is asked first, by whoever acts on more than one: an act is one partition's.
http::Handler act_handler(ReadAct read, int partitions, const SubmitAct& submit) {
  return [read, partitions, submit](http::Request request, http::Responder respond) {
    std::optional<journal::ActRequest> act;
    auto refused = guarded(request, [&] {
      refuse_unknown_query(request, {});
      act = json::read_object(request.body, [&](json::Fields& f) {
        auto r = read(f);
        if (r.of.partition.value_or(0) >= partitions)
          f.error("partition", "0 à " + std::to_string(partitions - 1) + " attendu");
        if (partitions > 1 && !r.of.partition)
          f.error("partition", "obligatoire ici : GET …/partitions dit lesquelles");
        return r;
      });
      return http::Response{};
    });
    if (!act) return respond(std::move(refused));
    submit(std::move(*act), request, respond);
  };
}

http::Response partitions_page(const http::Request& request, postgres::Connection& c, int partitions) {
  const journal::Selection of{
      query_int(request, "id", 1, kMaxId), query_text(request, "cle"), query_text(request, "cause"), {}};
  auto waiting = partitions > 1 ? journal::partitions_of(c, of) : std::vector<int>{};
  if (waiting.empty()) waiting.push_back(0);  // it says that there are none
  json::Writer w;
  w.open().key("partitions").open_array();
  for (const int p : waiting) w.value(std::int64_t{p});
  w.close_array().close();
  return json_response(200, std::move(w).text());
}

const char* word(Foreseen::Issue issue) {
  switch (issue) {
    case Foreseen::Issue::applicable: return "applicable";
    case Foreseen::Issue::failure: return "echec";
    case Foreseen::Issue::passed_over: return "non_tentee";
  }
  return "";
}

}  // namespace

void add_letter_paths(Routes& routes, const Letterbox& of, SubmitAct submit) {
  const auto base = "/internal/lettres/" + of.service;
  routes.query(base, letters_page);
  routes.query(base + "/causes", causes);
  routes.query(base + "/actes", acts_page);
  routes.query(base + "/actes/{id}", [](const http::Request& request, postgres::Connection& c) {
    return act_response(c, path_id(request, "id"), 200);
  });
  routes.query(base + "/partitions", [partitions = of.partitions](const http::Request& r, postgres::Connection& c) {
    return partitions_page(r, c, partitions);
  });
  routes.query(base + "/{id}", letter);
  routes.raw("POST", base + "/rejeu", act_handler(read_replay, of.partitions, submit));
  routes.raw("POST", base + "/ecart", act_handler(read_discard, of.partitions, submit));
}

http::Response act_response(postgres::Connection& c, std::int64_t act, int status) {
  const auto row = c.run(kAct, {act});
  if (row.rows() == 0) return not_found("acte " + std::to_string(act));
  json::Writer w;
  w.open();
  write_act(w, row, 0);
  w.key("essais").raw(row.text(0, 16)).close();
  return json_response(status, std::move(w).text());
}

std::string to_json(const std::vector<Foreseen>& foreseen) {
  json::Writer w;
  w.open_array();
  for (const auto& f : foreseen) {
    w.open().field("id", f.letter).field("event_id", f.event_id).field("event_type", f.event_type).field("cle", f.cle);
    w.field("issue", word(f.issue)).field("raison", f.raison).key("emet").open_array();
    for (const auto& type : f.emits) w.value(type);
    w.close_array().close();
  }
  return std::move(w.close_array()).text();
}

}  // namespace comptoir::service
