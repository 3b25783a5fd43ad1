#include "base/when.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <utility>

#include "base/escape.h"

namespace sluice {
namespace {

constexpr int64_t kDay = 86400;
constexpr int64_t kMaxCount = 1'000'000;  // of units back

struct Date {
  int64_t year = 1970;
  int64_t month = 1;  // 1..12
  int64_t day = 1;    // 1..31
};

// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": the calendar is
// counted from March of the year 0 in eras of 400 years.
int64_t days_from_date(Date date) {
  const int64_t year = date.year - (date.month <= 2);
  const int64_t era = (year >= 0 ? year : year - 399) / 400;
  const int64_t year_of_era = year - era * 400;
  const int64_t day_of_year =
      (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

Date date_from_days(int64_t days) {
  days += 719468;
  const int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const int64_t day_of_era = days - era * 146097;
  const int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t shifted = (5 * day_of_year + 2) / 153;
  const int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) / 5 + 1};
}

int64_t days_in_month(int64_t year, int64_t month) {
  constexpr std::array<int64_t, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kDays[static_cast<size_t>(month - 1)];
}

// Takes exactly `digits` digits off the front.
std::optional<int64_t> take_number(std::string_view& rest, size_t digits) {
  if (rest.size() < digits) return std::nullopt;
  int64_t value = 0;
  for (const char c : rest.substr(0, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  rest.remove_prefix(digits);
  return value;
}

bool take(std::string_view& rest, std::string_view any_of) {
  if (rest.empty() || any_of.find(rest.front()) == std::string_view::npos) return false;
  rest.remove_prefix(1);
  return true;
}

std::optional<int64_t> parse_offset(std::string_view rest) {
  if (rest == "Z" || rest == "z") return 0;
  const bool east = !rest.empty() && rest.front() == '+';
  if (!take(rest, "+-")) return std::nullopt;
  const std::optional<int64_t> hours = take_number(rest, 2);
  take(rest, ":");
  const std::optional<int64_t> minutes = take_number(rest, 2);
  if (!hours || !minutes || !rest.empty() || *hours > 23 || *minutes > 59) return std::nullopt;
  return (east ? 1 : -1) * (*hours * 3600 + *minutes * 60);
}

// What follows the date: seconds into the day, UTC.
std::optional<int64_t> parse_time(std::string_view rest) {
  if (!take(rest, "Tt ")) return std::nullopt;
  const std::optional<int64_t> hour = take_number(rest, 2);
  if (!hour || !take(rest, ":")) return std::nullopt;
  const std::optional<int64_t> minute = take_number(rest, 2);
  if (!minute || !take(rest, ":")) return std::nullopt;
  const std::optional<int64_t> second = take_number(rest, 2);
  if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;  // 60: a leap
  if (take(rest, ".")) {
    if (!take(rest, "0123456789")) return std::nullopt;
    while (take(rest, "0123456789")) {
    }
  }
  const std::optional<int64_t> offset = parse_offset(rest);
  if (!offset) return std::nullopt;
  return *hour * 3600 + *minute * 60 + *second - *offset;
}

std::optional<int64_t> parse_absolute(std::string_view rest) {
  const std::optional<int64_t> year = take_number(rest, 4);
  if (!year || !take(rest, "-")) return std::nullopt;
  const std::optional<int64_t> month = take_number(rest, 2);
  if (!month || !take(rest, "-")) return std::nullopt;
  const std::optional<int64_t> day = take_number(rest, 2);
  if (!day || *month < 1 || *month > 12) return std::nullopt;
  if (*day < 1 || *day > days_in_month(*year, *month)) return std::nullopt;
  const int64_t midnight = days_from_date({*year, *month, *day}) * kDay;
  if (rest.empty()) return midnight;
  const std::optional<int64_t> time = parse_time(rest);
  if (!time) return std::nullopt;
  return midnight + *time;
}

int64_t months_before(int64_t now, int64_t months) {
  const int64_t days = now >= 0 ? now / kDay : -1;
  Date date = date_from_days(days);
  const int64_t month = date.year * 12 + date.month - 1 - months;
  date.year = month >= 0 ? month / 12 : (month - 11) / 12;
  date.month = month - date.year * 12 + 1;
  date.day = std::min(date.day, days_in_month(date.year, date.month));
  return days_from_date(date) * kDay + (now - days * kDay);
}

std::optional<int64_t> back_from(int64_t now, int64_t count, std::string_view unit) {
  if (unit.size() > 1 && unit.back() == 's') unit.remove_suffix(1);
  if (unit == "h" || unit == "hour") return now - count * 3600;
  if (unit == "d" || unit == "day") return now - count * kDay;
  if (unit == "w" || unit == "week") return now - count * 7 * kDay;
  if (unit == "m" || unit == "month") return months_before(now, count);
  if (unit == "y" || unit == "year") return months_before(now, count * 12);
  return std::nullopt;
}

// Words in lower case, parted by blanks, dots ("2.weeks.ago", as git takes it) or
// where digits end.
std::optional<int64_t> parse_relative(std::string_view text, int64_t now) {
  std::string words;
  for (const char c : text) {
    const char lower = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (!words.empty() && words.back() >= '0' && words.back() <= '9' &&
        std::isalpha(static_cast<unsigned char>(c))) {
      words += ' ';
    }
    const bool gap = c == ' ' || c == '.' || c == '\t';
    if (!gap) words += lower;
    if (gap && !words.empty() && words.back() != ' ') words += ' ';
  }
  while (!words.empty() && words.back() == ' ') words.pop_back();
  if (words == "yesterday") return now - kDay;
  std::string_view rest = words;
  if (rest.ends_with(" ago")) rest.remove_suffix(4);
  const size_t digits = std::min(rest.find(' '), rest.size());
  if (digits == 0 || digits > 7) return std::nullopt;
  const std::optional<int64_t> count = take_number(rest, digits);
  if (!count || *count > kMaxCount || !take(rest, " ")) return std::nullopt;
  return back_from(now, *count, rest);
}

}  // namespace

Result<int64_t> parse_when(std::string_view text, int64_t now) {
  std::optional<int64_t> when = parse_absolute(text);
  if (!when) when = parse_relative(text, now);
  const std::string shown = "'" + escape_for_terminal(text.substr(0, 80)) + "'";
  if (!when) {
    return Error{ErrorKind::kUsage, shown +
                                        " is no time; write 2024-03-01, 2024-03-01T12:00:00Z "
                                        "or '2 weeks ago' (h, d, w, m, y)"};
  }
  if (*when < 0) return Error{ErrorKind::kUsage, shown + " is before 1970"};
  return *when;
}

}  // namespace sluice
