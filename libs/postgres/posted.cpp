// Statements sent ahead of their answers: libpq's pipeline mode, entered by the first post() and left by flush().
#include "libs/postgres/values.hpp"

namespace comptoir::postgres {

const Result& Later::get() const {
  if (!*answer_) connection_->flush();
  if (!*answer_) throw Permanent("a posted statement has no answer: what was sent with it failed");
  return **answer_;
}

// A refusal to send is a lost session: libpq refuses nothing else that we would do.
void Connection::sent(int accepted, Sent what) {
  if (accepted != 1) throw ConnectionLost(std::string("PostgreSQL: ") + PQerrorMessage(connection_.get()));
  sent_.push_back(std::move(what));
}

Later Connection::post(std::string_view sql, const std::vector<Param>& params) {
  auto* c = connection_.get();
  if (sent_.empty() && PQpipelineStatus(c) == PQ_PIPELINE_OFF && PQenterPipelineMode(c) != 1)
    throw ConnectionLost(std::string("PostgreSQL: ") + PQerrorMessage(c));
  auto& s = statement(sql);
  if (s.name.empty()) {
    s.name = "s" + std::to_string(++names_);
    const auto types = types_of(params);
    sent(PQsendPrepare(c, s.name.c_str(), s.text.data(), int(types.size()), types.data()), {&s, nullptr});
  }
  Later later(*this);
  const Values v(params);
  sent(PQsendQueryPrepared(c, s.name.c_str(), v.count(), v.data(), v.sizes(), v.formats(), 1), {&s, later.answer_});
  return later;
}

// After the first failure the server answers every statement with "not executed", up to the end of the pipeline.
void Connection::take_answer(const Sent& what, std::exception_ptr& first_failure) {
  auto* c = connection_.get();
  PGresult* result = PQgetResult(c);
  const auto status = PQresultStatus(result);
  const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
  if (!good && !what.answer) what.statement->name.clear();  // it was to be prepared, and is not
  if (first_failure || status == PGRES_PIPELINE_ABORTED) {
    PQclear(result);
  } else {
    try {
      Result answer(check(result, what.statement->text));
      if (what.answer) what.answer->emplace(std::move(answer));
    } catch (const std::exception&) {
      first_failure = std::current_exception();
    }
  }
  while (auto* rest = alive() ? PQgetResult(c) : nullptr) PQclear(rest);
}

void Connection::flush() {
  if (sent_.empty()) return;
  auto* c = connection_.get();
  const auto expected = std::exchange(sent_, {});
  std::exception_ptr failure;
  if (PQpipelineSync(c) == 1) {
    for (const auto& what : expected) take_answer(what, failure);
    PQclear(PQgetResult(c));  // the end mark
  }
  if (!alive() || PQexitPipelineMode(c) != 1) throw ConnectionLost(std::string("PostgreSQL: ") + PQerrorMessage(c));
  if (failure) std::rethrow_exception(failure);
}

void Connection::discard_posted() noexcept {
  try {
    flush();
  } catch (const std::exception&) {  // the rollback that follows undoes all of it, or the session is gone
  }
}

}  // namespace comptoir::postgres
