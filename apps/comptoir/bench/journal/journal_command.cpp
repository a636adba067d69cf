#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <random>

#include "apps/comptoir/bench/drive/requests.hpp"
#include "apps/comptoir/bench/journal/closed_loop.hpp"
#include "apps/comptoir/bench/journal/command.hpp"
#include "apps/comptoir/bench/journal/postings.hpp"
#include "libs/json/writer.hpp"

namespace comptoir {
namespace {

using namespace bench;

constexpr std::size_t kMostConnections = 512, kMaxBatch = 200;
constexpr double kLongest = 3600;
constexpr int kRead = 200, kWritten = 201;

struct JournalOptions {
  ClosedLoop loop;
  std::size_t batch = 1, events = 0;
  double projections = 0;
  bool as_json = false;
};

/// What a run appended, and how to read it back.
class Journal {
 public:
  explicit Journal(const JournalOptions& options) : options_(options) {
    const auto url = http::Url::parse(options.loop.url);
    host_ = url.host + ':' + std::to_string(url.port);
    for (std::size_t i = 0; i < options.loop.connections; ++i) lanes_.emplace_back(run_, i, options.batch, ids_);
  }

  Looped append() {
    auto loop = options_.loop;
    loop.expected = kWritten;
    if (options_.events > 0) loop.requests = (options_.events + options_.batch - 1) / options_.batch;
    return bench::run(loop, [this](std::size_t lane) {
      const auto now = std::chrono::time_point_cast<Instant::duration>(std::chrono::system_clock::now());
      return raw_request(host_, "POST /events/", "", lanes_[lane].next(now));
    });
  }

  Looped project() {
    ClosedLoop loop{.url = options_.loop.url, .seconds = options_.projections, .expected = kRead};
    return bench::run(
        loop, [this](std::size_t) { return raw_request(host_, "GET /events/projections/" + any_aggregate(), "", ""); });
  }

 private:
  std::string any_aggregate() {
    std::uniform_int_distribution<std::size_t> lanes(0, lanes_.size() - 1);
    const auto lane = lanes(dice_);
    if (lanes_[lane].full() == 0)
      throw Permanent("trop peu d'événements pour lire des projections : allongez --seconds");
    std::uniform_int_distribution<std::size_t> numbers(0, lanes_[lane].full() - 1);
    return Postings::aggregate_id(run_, lane, numbers(dice_));
  }

  const JournalOptions& options_;
  RandomIds ids_;
  const std::string run_ = ids_.next(std::chrono::time_point_cast<Instant::duration>(std::chrono::system_clock::now()));
  std::string host_;
  std::vector<Postings> lanes_;
  std::mt19937_64 dice_{1};
};

double ms(const Looped& l, double q) { return static_cast<double>(l.latency.quantile(q)) / 1e6; }

void write(json::Writer& w, const char* name, const Looped& l, std::size_t batch) {
  w.key(name).open().field("demandes", static_cast<std::int64_t>(l.latency.count()));
  const auto number = [&w](const char* key, double value) { w.key(key).raw(fmt::format("{:.4f}", value)); };
  number("par_s", l.per_second() * static_cast<double>(batch)), number("secondes", l.seconds);
  number("p50_ms", ms(l, 0.5)), number("p99_ms", ms(l, 0.99)), number("cpu_s_du_generateur", l.cpu_seconds);
  w.close();
}

void print(const char* what, const Looped& l, std::size_t batch) {
  std::cout << fmt::format("{} : {:.0f}/s, p50 {:.2f} ms, p99 {:.2f} ms, générateur à {:.0f} % d'un cœur\n", what,
                           l.per_second() * static_cast<double>(batch), ms(l, 0.5), ms(l, 0.99),
                           100 * l.cpu_seconds / std::max(l.seconds, 1e-9));
}

int run(const JournalOptions& options) {
  Journal journal(options);
  const auto appended = journal.append();
  const auto projected = options.projections > 0 ? journal.project() : Looped{};
  if (options.as_json) {
    json::Writer w;
    w.open();
    write(w, "ajouts", appended, options.batch);
    write(w, "projections", projected, 1);
    std::cout << std::move(w.close()).text() << '\n';
    return 0;
  }
  print("événements ajoutés", appended, options.batch);
  if (options.projections > 0) print("projections lues", projected, 1);
  return 0;
}

}  // namespace

void add_journal_command(CLI::App& bench, int& exit_code) {
  auto* verb = bench.add_subcommand("journal", "Ajoute au journal global d'un système qui tourne, en boucle fermée");
  auto options = std::make_shared<JournalOptions>();
  auto& o = *options;
  verb->add_option("--url", o.loop.url, "de l'event-store ou de la passerelle")->type_name("URL")->required();
  verb->add_option("--connections", o.loop.connections, "une demande en cours sur chacune")
      ->check(CLI::Range(std::size_t{1}, kMostConnections))
      ->capture_default_str();
  verb->add_option("--batch", o.batch, "événements d'une demande")
      ->check(CLI::Range(std::size_t{1}, kMaxBatch))
      ->capture_default_str();
  verb->add_option("--seconds", o.loop.seconds, "durée mesurée")
      ->check(CLI::Range(0.1, kLongest))
      ->capture_default_str();
  verb->add_option("--warmup", o.loop.warmup, "secondes avant, non mesurées")
      ->check(CLI::Range(0.0, kLongest))
      ->capture_default_str();
  verb->add_option("--events", o.events, "s'arrête après N événements, s'il reste du temps")->type_name("N");
  verb->add_option("--projections", o.projections,
                   "puis, tant de secondes, lit des projections d'agrégats ajoutés, une à la fois")
      ->type_name("SECONDES")
      ->check(CLI::Range(0.1, kLongest));
  verb->add_flag("--json", o.as_json, "pour les programmes");
  verb->footer(
      "Chaque événement porte un event_id et la version attendue de son agrégat (50 événements chacun).\n"
      "Exemples :\n  comptoir bench journal --url http://127.0.0.1:8090 --connections 64\n"
      "  comptoir bench journal --url http://127.0.0.1:8090 --connections 8 --batch 100 --events 1000000 --seconds "
      "600");
  verb->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace comptoir
