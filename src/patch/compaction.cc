#include "patch/compaction.h"

#include <algorithm>
#include <cassert>

namespace sluice::patch {
namespace {

constexpr int kMaxIndent = 200;
constexpr int kMaxBlanks = 20;
constexpr int64_t kMaxSliding = 100;

// The column of the first byte that is no white space; -1: there is none.
int indent_of(std::string_view line) {
  int indent = 0;
  for (const char c : line) {
    if (c == ' ') {
      ++indent;
    } else if (c == '\t') {
      indent += 8 - indent % 8;
    } else if (c != '\n' && c != '\r') {
      return indent;
    }
    if (indent >= kMaxIndent) return kMaxIndent;
  }
  return -1;
}

// What lies around a cut before a line.
struct Cut {
  bool at_end = false;
  int indent = -1;  // of the line behind the cut
  int blanks_before = 0, indent_before = -1;
  int blanks_behind = 0, indent_behind = -1;  // of what follows that line
};

Cut cut_before(LineFile& file, int64_t line) {
  Cut cut;
  cut.at_end = !file.has(line);
  if (!cut.at_end) cut.indent = indent_of(file.line(line));
  for (int64_t at = line - 1; at >= 0 && file.has(at); --at) {
    cut.indent_before = indent_of(file.line(at));
    if (cut.indent_before != -1) break;
    if (++cut.blanks_before == kMaxBlanks) {
      cut.indent_before = 0;
      break;
    }
  }
  for (int64_t at = line + 1; file.has(at); ++at) {
    cut.indent_behind = indent_of(file.line(at));
    if (cut.indent_behind != -1) break;
    if (++cut.blanks_behind == kMaxBlanks) {
      cut.indent_behind = 0;
      break;
    }
  }
  return cut;
}

struct Badness {
  int indent = 0, penalty = 0;

  // Positive: worse than `other`. An indent weighs as much as a penalty of 60.
  int compare(const Badness& other) const {
    return 60 * ((indent > other.indent) - (indent < other.indent)) + penalty - other.penalty;
  }
};

// The weights are those that diff-slider-tools found.
void add(const Cut& cut, Badness& badness) {
  if (cut.indent_before == -1 && cut.blanks_before == 0) badness.penalty += 1;
  if (cut.at_end) badness.penalty += 21;
  const int blanks_behind = cut.indent == -1 ? 1 + cut.blanks_behind : 0;
  const int blanks = cut.blanks_before + blanks_behind;
  badness.penalty += -30 * blanks + 6 * blanks_behind;
  const int indent = cut.indent != -1 ? cut.indent : cut.indent_behind;
  badness.indent += indent;
  if (indent == -1 || cut.indent_before == -1 || indent == cut.indent_before) return;
  const bool is_blank_near = blanks != 0;
  if (indent > cut.indent_before) {
    badness.penalty += is_blank_near ? 10 : -4;
  } else if (cut.indent_behind != -1 && cut.indent_behind > indent) {
    badness.penalty += is_blank_near ? 17 : 24;  // the start of a block, such as an else
  } else {
    badness.penalty += is_blank_near ? 17 : 23;  // the end of one
  }
}

// A run [start, end) of marked lines, maybe an empty one between two unmarked lines. The
// runs of two files that are compared correspond, one by one.
class Run {
 public:
  // The one that starts at `line`, which no marked line precedes.
  Run(LineFile& file, int64_t line) : file_(file), start(line), end(line) { extend_end(); }

  bool empty() const { return start == end; }
  int64_t size() const { return end - start; }

  bool next() {
    if (!file_.has(end)) return false;
    start = end = end + 1;
    extend_end();
    return true;
  }
  void previous() {
    assert(start > 0);
    end = start - 1;
    start = end;
    extend_start();
  }

  // Moves a run that is not empty by a line, and joins it to what it then touches. False:
  // it cannot be moved.
  bool slide_down() {
    if (!file_.has(end) || file_.line(start) != file_.line(end)) return false;
    file_.mark(start++, false);
    file_.mark(end++, true);
    extend_end();
    return true;
  }
  bool slide_up() {
    if (start == 0 || !file_.has(start - 1) || file_.line(start - 1) != file_.line(end - 1)) {
      return false;
    }
    file_.mark(--start, true);
    file_.mark(--end, false);
    extend_start();
    return true;
  }

 private:
  void extend_end() {
    while (file_.changed(end)) ++end;
  }
  void extend_start() {
    while (file_.changed(start - 1)) --start;
  }

  LineFile& file_;

 public:
  int64_t start, end;
};

// Where a run of `size` lines that can end in [least, run.end] is told best.
int64_t best_end(LineFile& file, const Run& run, int64_t size, int64_t least) {
  int64_t best = -1;
  Badness best_badness;
  for (int64_t end = std::max({least, run.end - size - 1, run.end - kMaxSliding}); end <= run.end;
       ++end) {
    Badness badness;
    add(cut_before(file, end), badness);
    add(cut_before(file, end - size), badness);
    if (best == -1 || badness.compare(best_badness) <= 0) {
      best_badness = badness;
      best = end;
    }
  }
  return best;
}

// Moves one run, and `other`'s beside it.
void settle(LineFile& file, Run& run, Run& other) {
  int64_t size = 0, least_end = 0, facing_end = -1;
  do {  // again where it was joined to another run
    size = run.size();
    facing_end = -1;
    while (run.slide_up()) other.previous();
    least_end = run.end;
    if (!other.empty()) facing_end = run.end;
    while (run.slide_down()) {
      other.next();
      if (!other.empty()) facing_end = run.end;
    }
  } while (size != run.size());
  if (run.end == least_end) return;
  if (facing_end != -1) {
    while (other.empty() && run.slide_up()) other.previous();
    return;
  }
  const int64_t end = best_end(file, run, size, least_end);
  while (run.end > end && run.slide_up()) other.previous();
}

}  // namespace

void compact_changes(LineFile& file, LineFile& other) {
  // Nothing is marked before: earlier runs are empty on both sides.
  const int64_t first = std::min(file.low(), other.low());
  Run run(file, first), beside(other, first);
  do {
    if (!run.empty()) settle(file, run, beside);
    if (run.end >= file.high()) return;  // nothing is marked behind
  } while (run.next() && beside.next());
}

}  // namespace sluice::patch
