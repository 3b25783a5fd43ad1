#include "patch/git_date.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <ctime>
#include <optional>
#include <string>
#include <vector>

#include "base/escape.h"

namespace sluice::patch {
namespace {

std::optional<int64_t> decimal(std::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || value < 0) {
    return std::nullopt;
  }
  return value;
}

std::tm local(int64_t seconds) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  ::localtime_r(&time, &parts);
  return parts;
}

int64_t seconds_of(std::tm parts) {
  parts.tm_isdst = -1;
  return static_cast<int64_t>(std::mktime(&parts));
}

// Takes digits off the front.
std::optional<int> take_digits(std::string_view& text, size_t least, size_t most) {
  size_t length = 0;
  while (length < text.size() && length < most && text[length] >= '0' && text[length] <= '9') {
    ++length;
  }
  if (length < least) return std::nullopt;
  const std::optional<int64_t> value = decimal(text.substr(0, length));
  text.remove_prefix(length);
  return static_cast<int>(*value);
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text[0]) == any_of.npos) return false;
  text.remove_prefix(1);
  return true;
}

// "Z", "+0100", "+01:00": seconds east of UTC. `text` is used up.
std::optional<int64_t> zone(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  const bool west = text.starts_with('-');
  if (!take(text, "+-")) return std::nullopt;
  const std::optional<int> hours = take_digits(text, 2, 2);
  take(text, ":");
  const std::optional<int> minutes = text.empty() ? std::optional<int>(0) : take_digits(text, 2, 2);
  if (!hours || !minutes || !text.empty()) return std::nullopt;
  const int64_t seconds = *hours * 3600 + *minutes * 60;
  return west ? -seconds : seconds;
}

std::optional<int64_t> calendar(std::string_view text, int64_t now) {
  const std::optional<int> year = take_digits(text, 4, 4);
  if (!year || text.empty()) return std::nullopt;
  const char separator = text[0];
  if (!take(text, "-/.")) return std::nullopt;
  const std::optional<int> month = take_digits(text, 1, 2);
  if (!month || !take(text, {&separator, 1})) return std::nullopt;
  const std::optional<int> day = take_digits(text, 1, 2);
  if (!day || *month < 1 || *month > 12 || *day < 1 || *day > 31) return std::nullopt;
  std::tm parts = local(now);
  parts.tm_year = *year - 1900;
  parts.tm_mon = *month - 1;
  parts.tm_mday = *day;
  if (text.empty()) return seconds_of(parts);
  if (!take(text, "T .")) return std::nullopt;
  const std::optional<int> hour = take_digits(text, 1, 2);
  if (!hour || !take(text, ":")) return std::nullopt;
  const std::optional<int> minute = take_digits(text, 2, 2);
  std::optional<int> second = 0;
  if (minute && take(text, ":")) second = take_digits(text, 2, 2);
  if (!minute || !second || *hour > 24 || *minute > 59 || *second > 60) return std::nullopt;
  parts.tm_hour = *hour;
  parts.tm_min = *minute;
  parts.tm_sec = *second;
  take(text, " ");
  if (text.empty()) return seconds_of(parts);
  const std::optional<int64_t> east = zone(text);
  if (!east) return std::nullopt;
  return static_cast<int64_t>(::timegm(&parts)) - *east;
}

std::optional<int64_t> back(int64_t now, int64_t count, std::string_view unit) {
  if (unit.ends_with('s')) unit.remove_suffix(1);
  struct Length {
    std::string_view unit;
    int64_t seconds;
  };
  static constexpr std::array<Length, 5> kLengths = {
      {{"second", 1}, {"minute", 60}, {"hour", 3600}, {"day", 86400}, {"week", 604800}}};
  if (count > 100000000) return std::nullopt;
  for (const Length& each : kLengths) {
    if (each.unit == unit) return now - count * each.seconds;
  }
  if (unit != "month" && unit != "year") return std::nullopt;
  std::tm parts = local(now);
  if (unit == "year") {
    parts.tm_year -= static_cast<int>(count);
  } else {
    const int64_t months = parts.tm_year * int64_t{12} + parts.tm_mon - count;
    parts.tm_year = static_cast<int>(months / 12);
    parts.tm_mon = static_cast<int>(months % 12);
  }
  return seconds_of(parts);
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (c == '.' || c == ' ') {
      if (!words.back().empty()) words.emplace_back();
    } else {
      words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::optional<int64_t> relative(std::string_view text, int64_t now) {
  std::vector<std::string> words = words_of(text);
  if (words.empty()) return std::nullopt;
  if (words.size() == 1) {
    std::tm parts = local(now);
    if (words[0] == "now" || words[0] == "today") return now;
    if (words[0] == "yesterday") return now - 86400;
    if (words[0] != "noon" && words[0] != "midnight") return std::nullopt;
    const int hour = words[0] == "noon" ? 12 : 0;
    if (parts.tm_hour < hour) --parts.tm_mday;
    parts.tm_hour = hour;
    parts.tm_min = parts.tm_sec = 0;
    return seconds_of(parts);
  }
  if (words.back() == "ago") words.pop_back();
  if (words.size() != 2) return std::nullopt;
  const std::optional<int64_t> count = words[0] == "a" || words[0] == "an" || words[0] == "last"
                                           ? std::optional<int64_t>(1)
                                           : decimal(words[0]);
  return count ? back(now, *count, words[1]) : std::nullopt;
}

}  // namespace

Result<int64_t> parse_git_date(std::string_view text, int64_t now) {
  std::string_view digits = text;
  const bool is_stamp = digits.starts_with('@');
  if (is_stamp) digits.remove_prefix(1);
  if (const std::optional<int64_t> stamp = decimal(digits);
      stamp && (is_stamp || digits.size() > 8)) {
    return *stamp;
  }
  if (const std::optional<int64_t> date = calendar(text, now)) return *date;
  if (const std::optional<int64_t> date = relative(text, now)) return *date;
  return Error{ErrorKind::kUsage,
               "date '" + escape_for_terminal(text) +
                   "': write 2024-03-01, 2024-03-01T12:00:00, 2.weeks.ago or @seconds"};
}

}  // namespace sluice::patch
