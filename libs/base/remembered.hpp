// A bounded memory of what is stored elsewhere. When it would grow beyond its bound everything is forgotten: simpler than
// choosing, and rare where the bound is above what is in use.
#pragma once
#include <cstddef>
#include <unordered_map>

namespace comptoir {

template <class Key, class Value>
class Remembered {
 public:
  explicit Remembered(std::size_t max) : max_(max) {}

  /// Null when it is not remembered.
  const Value* find(const Key& key) const {
    const auto found = known_.find(key);
    return found == known_.end() ? nullptr : &found->second;
  }
  /// Before `count` calls of keep(): true when so many fit, after everything was forgotten if need be.
  bool room_for(std::size_t count) {
    if (known_.size() + count > max_) known_.clear();
    return count <= max_;
  }
  void keep(const Key& key, const Value& value) { known_.insert_or_assign(key, value); }
  void forget() { known_.clear(); }

 private:
  std::size_t max_;
  std::unordered_map<Key, Value> known_;
};

}  // namespace comptoir
