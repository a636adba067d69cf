// How many readers there may be, in all and per address. Thread-safe.
#pragma once
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace comptoir::event_store {

class Places {
 public:
  Places(std::size_t total, std::size_t par_adresse) : total_(total), par_adresse_(par_adresse) {}

  enum class Refus { aucun, complet, adresse };
  struct Prise {
    Refus refus;
    std::shared_ptr<void> place{};  ///< given back when the last copy goes; Places outlives it
  };
  Prise prendre(const std::string& adresse);

 private:
  void rendre(const std::string& adresse);

  const std::size_t total_, par_adresse_;
  std::mutex mutex_;
  std::size_t prises_ = 0;
  std::map<std::string, std::size_t> par_;
};

}  // namespace comptoir::event_store
