// URLs that carry their end: Azure's SAS (se=), AWS' and Google's signed ones (a date
// and seconds). Seen is what the rule matched, the query from its first parameter on.
#include <string>

#include "base/ascii.h"
#include "judge/checksum/checks.h"
#include "judge/checksum/encodings.h"

namespace sluice::judge {
namespace {

constexpr int64_t kDaySeconds = 86'400;

bool is_name_char(char c) { return is_alnum(c) || c == '-' || c == '_'; }

// The value of `name` in the query; "" where it is not there.
std::string_view parameter(std::string_view query, std::string_view name) {
  for (size_t at = query.find(name); at != query.npos; at = query.find(name, at + 1)) {
    const size_t end = at + name.size();
    if ((at > 0 && is_name_char(query[at - 1])) || end >= query.size() || query[end] != '=')
      continue;
    const std::string_view rest = query.substr(end + 1);
    return rest.substr(0, rest.find('&'));
  }
  return "";
}

// Days from 1970-01-01 of the proleptic Gregorian calendar.
int64_t days_of(int64_t year, int64_t month, int64_t day) {
  const int64_t from_march = (month + 9) % 12;
  year -= month <= 2;
  const int64_t era_year = year % 400;
  return year / 400 * 146'097 + era_year * 365 + era_year / 4 - era_year / 100 +
         (153 * from_march + 2) / 5 + day - 1 - 719'468;
}

// "20240131T235959Z", "2024-01-31T23%3A59%3A59Z", "2024-01-31": only the digits count.
std::optional<int64_t> seconds_of(std::string_view text) {
  std::string digits;
  for (size_t i = 0; i < text.size() && digits.size() < 14; ++i) {
    if (text[i] == '%') {
      i += 2;
    } else if (is_digit(text[i])) {
      digits.push_back(text[i]);
    }
  }
  if (digits.size() < 8) return std::nullopt;
  digits.resize(14, '0');
  const auto number = [&](size_t at, size_t size) {
    int64_t value = 0;
    for (const char c : digits.substr(at, size)) value = value * 10 + (c - '0');
    return value;
  };
  const int64_t month = number(4, 2), day = number(6, 2);
  if (month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  return days_of(number(0, 4), month, day) * kDaySeconds + number(8, 2) * 3600 +
         number(10, 2) * 60 + number(12, 2);
}

std::optional<int64_t> end_of(std::string_view query) {
  if (const auto end = seconds_of(parameter(query, "se"))) return end;
  for (const std::string_view vendor : {"X-Amz", "X-Goog"}) {
    const auto begin = seconds_of(parameter(query, std::string(vendor) + "-Date"));
    const std::string_view span = parameter(query, std::string(vendor) + "-Expires");
    if (!begin || span.empty() || span.size() > 9 || !all_of_class(span, is_digit)) continue;
    return *begin + std::stoll(std::string(span));
  }
  return std::nullopt;
}

}  // namespace

CheckOutcome check_url_expiry(std::string_view match) {
  return check_url_expiry_at(match, current_time());
}

CheckOutcome check_url_expiry_at(std::string_view match, int64_t now) {
  CheckOutcome outcome;
  if (const auto end = end_of(match)) note_expiry(outcome, *end, now);
  return outcome;
}

// bedrock-api-key-<base64 of a signed URL's host and query>
CheckOutcome check_bedrock_short_at(std::string_view secret, int64_t now) {
  constexpr std::string_view kPrefix = "bedrock-api-key-";
  if (!secret.starts_with(kPrefix)) return {};
  const std::optional<std::string> url = base64_decode(secret.substr(kPrefix.size()));
  const bool holds = url && url->starts_with("bedrock.amazonaws.com") &&
                     !parameter(*url, "X-Amz-Credential").empty();
  CheckOutcome outcome = structure_outcome(holds, Source::kObserved);
  if (const auto end = holds ? end_of(*url) : std::nullopt) note_expiry(outcome, *end, now);
  return outcome;
}

CheckOutcome check_bedrock_short(std::string_view secret) {
  return check_bedrock_short_at(secret, current_time());
}

}  // namespace sluice::judge
