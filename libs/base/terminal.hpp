// What may reach a terminal or a log line. Text from outside can carry orders for a terminal: escape sequences, a carriage return that
// writes over a line, marks that turn the direction of what follows. All of ours that is printed passes here.
#pragma once
#include <mutex>
#include <ostream>
#include <streambuf>
#include <string>
#include <string_view>

namespace comptoir {

/// `text` with what a terminal would obey made visible: C0 but line end and tab, DEL, C1, bidirectional controls and separators as \u001b,
/// bytes that are no UTF-8 as \ufffd. A string of JSON stays that string: its reader sees the same characters.
std::string terminal_text(std::string_view text);

/// The same for a value within a line: line ends and tabs are made visible too, so that it cannot pretend to be another line.
std::string one_line(std::string_view text);

/// Text whose escape sequences are our own, colours and the like: its values must have passed one_line().
void print_styled(std::ostream&, std::string_view text);

/// Everything that is written to the stream from now on passes terminal_text(), print_styled() excepted. Thread-safe.
class TerminalBuffer : public std::streambuf {
 public:
  explicit TerminalBuffer(std::ostream& out) : out_(out), behind_(out.rdbuf(this)) {}
  ~TerminalBuffer() override;
  TerminalBuffer(const TerminalBuffer&) = delete;
  TerminalBuffer& operator=(const TerminalBuffer&) = delete;

  void write_styled(std::string_view text);

 protected:
  std::streamsize xsputn(const char* text, std::streamsize size) override;
  int_type overflow(int_type c) override;
  int sync() override;

 private:
  bool put(std::string_view text);

  std::ostream& out_;
  std::streambuf* behind_;
  std::string begun_;  ///< the first bytes of a character
  std::mutex writing_;
};

}  // namespace comptoir
