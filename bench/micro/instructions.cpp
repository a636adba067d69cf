// Does one piece a number of times, for a profiler that counts instructions: only what happens in counted() is to be counted.
#include <cstdio>
#include <cstdlib>

#include "bench/micro/pieces.hpp"

extern "C" [[gnu::noinline]] void counted(const std::function<void()>& once, long times) {
  for (long i = 0; i < times; ++i) once();
}

int main(int argc, char** argv) {
  const std::string name = argc > 1 ? argv[1] : "";
  const long times = argc > 2 ? std::atol(argv[2]) : 0;
  for (const auto& piece : comptoir::bench::pieces()) {
    if (argc == 1) std::puts(piece.name.c_str());
    if (piece.name != name || times < 1) continue;
    piece.once();  // what is made once only is made now
    counted(piece.once, times);
    return 0;
  }
  return argc == 1 ? 0 : 2;
}
