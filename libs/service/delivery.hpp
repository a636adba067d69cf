// What the worker is given: an input, with what the worker keeps for itself.
#pragma once
#include "libs/service/room.hpp"

namespace comptoir::service {

struct Delivery {
  Input input;
  http::Responder respond;          ///< commands only
  std::string key, fingerprint;     ///< of idempotency; empty when the caller gave no key
  std::string poison;               ///< why this event cannot be applied; empty when it can
  std::vector<std::string> causes;  ///< what `poison` comes from
  std::int64_t letter = 0;          ///< its id, when the event waited in lettres_mortes: its position is behind us
  bool patient = false;             ///< nobody waits for what comes of it: it may wait for company
  bool handed = false;              ///< its producer gave it to us: its stream has nothing of it to acknowledge
  bool done = false;

  bool is_command() const { return static_cast<bool>(respond); }
  bool is_event() const { return input.origin.has_value(); }
  /// An event that its stream has brought.
  bool is_fresh() const { return is_event() && letter == 0; }
};

/// A room's decode().
using Decode = std::function<std::any(const bus::Envelope&)>;

/// An event's bytes and what they say. Poison when they are no envelope, or of a type or version that only a newer program
/// knows: then without `data`, but with the key, behind which later events must wait.
struct Parsed {
  std::string raw;
  bus::Envelope envelope;
  std::string poison;
  std::vector<std::string> causes;
};
Parsed parse(std::string raw);

/// The event that stands there, decoded; what is not as the contract says is poison.
Delivery read_event(const std::string& stream, std::int64_t seq, const Parsed&, const Decode&);

/// What an exception says, then what the exceptions nested in it say, each with the proof it carries (SQLSTATE, fields).
std::vector<std::string> causes_of(const std::exception&);

}  // namespace comptoir::service
