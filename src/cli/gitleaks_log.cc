#include "cli/gitleaks_log.h"

#include <cstdio>
#include <ctime>
#include <utility>

namespace sluice::cli {
namespace {

constexpr const char* kShort[] = {"TRC", "DBG", "INF", "WRN", "ERR", "FTL"};
constexpr std::pair<std::string_view, GitleaksLog::Level> kNames[] = {
    {"trace", GitleaksLog::Level::kTrace}, {"debug", GitleaksLog::Level::kDebug},
    {"info", GitleaksLog::Level::kInfo},   {"warn", GitleaksLog::Level::kWarn},
    {"err", GitleaksLog::Level::kError},   {"error", GitleaksLog::Level::kError},
    {"fatal", GitleaksLog::Level::kFatal}};

// 9:26AM
std::string clock() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  localtime_r(&now, &parts);
  char text[32];
  const std::string time(text, std::strftime(text, sizeof text, "%I:%M%p", &parts));
  return time.starts_with('0') ? time.substr(1) : time;
}

}  // namespace

bool GitleaksLog::set_level(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  for (const auto& [word, level] : kNames) {
    if (word != lower) continue;
    least_ = level;
    return true;
  }
  return false;
}

void GitleaksLog::write(Level level, const std::string& message) const {
  if (level < least_) return;
  std::fprintf(stderr, "%s %s %s\n", clock().c_str(), kShort[static_cast<int>(level)],
               message.c_str());
}

int GitleaksLog::fatal(const std::string& message) const {
  write(Level::kFatal, message);
  return 1;
}

}  // namespace sluice::cli
