// Times each piece: build/release/bench/micro/comptoir_micro [--benchmark_filter=REGEX …].
#include <benchmark/benchmark.h>

#include "bench/micro/pieces.hpp"

int main(int argc, char** argv) {
  for (const auto& piece : comptoir::bench::pieces())
    benchmark::RegisterBenchmark(piece.name.c_str(), [once = piece.once](benchmark::State& state) {
      for (auto _ : state) once();
    });
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
}
