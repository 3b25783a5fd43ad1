// What is wrong with a command line, in one line.
#pragma once

#include <string>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace sluice::cli {

// `app` is what threw `error`. Names the nearest command or flag, and the help to read.
std::string usage_error(const CLI::App& app, const CLI::ParseError& error);

}  // namespace sluice::cli
