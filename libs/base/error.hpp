// What the world does is an exception that knows whether trying again can help.
// What the business expects (no stock, no money) is never one of these: it is a value.
#pragma once
#include <stdexcept>
#include <string>

namespace comptoir {

/// Trying the same thing again later can succeed: connection lost, lock not had, disk full.
struct Retryable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Trying again gives the same answer: undecodable bytes, a broken constraint.
struct Permanent : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A configuration that must stop the start. The text says which file, line and key, and the cure.
struct ConfigError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace comptoir
