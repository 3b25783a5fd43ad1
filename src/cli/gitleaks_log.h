// Lines on standard error, as gitleaks logs.
#pragma once

#include <string>
#include <string_view>

namespace sluice::cli {

class GitleaksLog {
 public:
  enum class Level : int { kTrace, kDebug, kInfo, kWarn, kError, kFatal };

  // False: no level is called that, and it stays at info.
  bool set_level(std::string_view name);
  // "9:26AM INF no leaks found"
  void write(Level level, const std::string& message) const;

  void debug(const std::string& message) const { write(Level::kDebug, message); }
  void info(const std::string& message) const { write(Level::kInfo, message); }
  void warn(const std::string& message) const { write(Level::kWarn, message); }
  void error(const std::string& message) const { write(Level::kError, message); }
  // The exit code that it earns.
  int fatal(const std::string& message) const;

 private:
  Level least_ = Level::kInfo;
};

}  // namespace sluice::cli
