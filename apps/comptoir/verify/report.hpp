// All invariants over one system, and how to tell the verdicts.
#pragma once
#include "apps/comptoir/verify/checks.hpp"

namespace comptoir::verify {

enum class Verdict { ok, broken, not_judged };

struct Line {
  std::string name, sentence;
  Verdict verdict = Verdict::ok;
  Finding finding;
};

struct Report {
  bool at_rest = false;  ///< while work is on its way, what compares services is looked at but not judged
  std::vector<Line> lines;

  bool holds() const;
};

/// `judged`: leaves out what could not be judged now, and does not read for it.
enum class Scope { all, judged };

/// Reads every service's database, as a role that may only read where there is one. Throws Retryable.
Report verify(const Config& config, Scope scope = Scope::all);

std::string to_json(const Report&);
/// A table for a person; `colour`: verdicts in green and red.
std::string to_table(const Report&, bool colour);

}  // namespace comptoir::verify
