// Runs a fuzz target without libFuzzer: every file of its corpus, then a fixed number of mutations of them.
// Deterministic: the same files, seed and number give the same inputs with every compiler, so anybody
// can repeat a failure.
//
//   fuzz_NAME CORPUS-FOLDER-OR-FILE [MUTATIONS [SEED]]
//
// The input that ends the program is left beside it in `fuzz_NAME.crash`; running it with that file alone
// shows it again.
#include "tests/fuzz/fuzz.h"
#include <algorithm>
#include <array>
#include <csignal>
#include <exception>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <unistd.h>
#include <vector>

namespace {

using Bytes = std::vector<std::uint8_t>;
constexpr std::size_t longest_input = 4096; // or the longest file of the corpus

Bytes current;          // what runs now
std::string crash_file; // where it goes

void keep_current() {
  const int file = ::open(crash_file.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0644);
  if (file < 0) return;
  const auto written = ::write(file, current.data(), current.size());
  ::close(file);
  if (written >= 0) std::fprintf(stderr, "the input is in %s\n", crash_file.c_str());
}

extern "C" void on_fatal_signal(int signal) {
  keep_current();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

Bytes read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// In the order of their names: a directory has none of its own.
std::vector<Bytes> read_corpus(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) return {read_file(path)};
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(path))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<Bytes> corpus;
  for (const auto& file : files) corpus.push_back(read_file(file));
  return corpus;
}

class Mutator {
public:
  Mutator(const std::vector<Bytes>& corpus, std::uint64_t seed) : corpus_(corpus), random_(seed) {
    for (const auto& file : corpus) longest_ = std::max(longest_, file.size());
  }

  Bytes next() {
    Bytes input = corpus_[below(corpus_.size())];
    for (std::size_t changes = 1 + below(6); changes > 0; --changes) change(input);
    if (input.size() > longest_) input.resize(longest_);
    return input;
  }

private:
  // Not std::uniform_int_distribution, whose results differ between libraries.
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }
  static std::ptrdiff_t at(std::size_t position) { return static_cast<std::ptrdiff_t>(position); }

  void change(Bytes& input) {
    static constexpr std::array<std::uint8_t, 20> telling{0,   1,   2,   3,   0x0A, 0x0D, 0x10, 0x1D, '"',  '\\',
                                                          '{', '}', '[', ']', ',',  ':',  '-',  '9',  0x7F, 0xFF};
    const auto from = below(input.size() + 1);
    const auto size = std::min(1 + below(16), input.size() - from);
    switch (below(8)) {
    case 0:
      if (from < input.size()) input[from] ^= static_cast<std::uint8_t>(1U << below(8));
      break;
    case 1:
      if (from < input.size()) input[from] = static_cast<std::uint8_t>(random_());
      break;
    case 2:
      if (from < input.size()) input[from] = telling[below(telling.size())];
      break;
    case 3: input.insert(input.begin() + at(from), telling[below(telling.size())]); break;
    case 4: input.erase(input.begin() + at(from), input.begin() + at(from + size)); break;
    case 5: { // a piece of itself once more
      const Bytes piece(input.begin() + at(from), input.begin() + at(from + size));
      const auto to = below(input.size() + 1);
      input.insert(input.begin() + at(to), piece.begin(), piece.end());
      break;
    }
    case 6: { // a piece of another
      const auto& other = corpus_[below(corpus_.size())];
      const auto begin = below(other.size() + 1);
      const auto end = begin + std::min(1 + below(64), other.size() - begin);
      input.insert(input.begin() + at(from), other.begin() + at(begin), other.begin() + at(end));
      break;
    }
    default: input.resize(from);
    }
  }

  const std::vector<Bytes>& corpus_;
  std::size_t longest_ = longest_input;
  std::mt19937_64 random_;
};

} // namespace

int main(int count, char** words) try {
  if (count < 2) {
    std::fprintf(stderr, "usage: %s CORPUS-FOLDER-OR-FILE [MUTATIONS [SEED]]\n", words[0]);
    return 2;
  }
  crash_file = std::string(words[0]) + ".crash";
  for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGALRM}) std::signal(signal, on_fatal_signal);

  const auto corpus = read_corpus(words[1]);
  if (corpus.empty()) {
    std::fprintf(stderr, "%s: no corpus\n", words[1]);
    return 2;
  }
  const auto run = [](Bytes input) {
    current = std::move(input);
    ::alarm(20); // an input that takes longer is a finding as well
    LLVMFuzzerTestOneInput(current.data(), current.size());
  };
  for (const auto& input : corpus) run(input);
  const std::uint64_t mutations = count > 2 ? std::stoull(words[2]) : 0;
  Mutator mutator(corpus, count > 3 ? std::stoull(words[3]) : 1);
  for (std::uint64_t i = 0; i < mutations; ++i) run(mutator.next());
  std::printf("%zu files of the corpus, %llu mutations\n", corpus.size(), static_cast<unsigned long long>(mutations));
  return 0;
} catch (const std::exception& e) {
  std::fprintf(stderr, "thrown: %s\n", e.what());
  keep_current();
  return 1;
}
