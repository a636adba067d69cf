// Parameters as libpq takes them. For this room only.
#pragma once
#include "libs/postgres/connection.hpp"

namespace comptoir::postgres {

inline std::vector<Oid> types_of(const std::vector<Param>& params) {
  std::vector<Oid> out;
  for (const auto& p : params) out.push_back(p.type());
  return out;
}

/// Points into the parameters it is made of, all in binary form.
class Values {
 public:
  explicit Values(const std::vector<Param>& params) : formats_(params.size(), 1) {
    for (const auto& p : params) values_.push_back(p.data()), sizes_.push_back(p.size());
  }
  int count() const { return static_cast<int>(values_.size()); }
  const char* const* data() const { return values_.data(); }
  const int* sizes() const { return sizes_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  std::vector<const char*> values_;
  std::vector<int> sizes_, formats_;
};

}  // namespace comptoir::postgres
