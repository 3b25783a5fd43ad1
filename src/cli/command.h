// Command: a word of the command line and how its flags are defined. Each command's own file has
// its `define`; command_table.cc has the table.
#pragma once

#include "cli/options.h"

namespace sluice::cli {

// What a command fills in when it is parsed and what it leaves when it has run; one per process.
struct Session {
  CommonOptions options;
  int exit_code = 0;  // kClean unless the command that ran said otherwise
};

struct Command {
  const char* name;
  const char* summary;
  // Defines flags and subcommands; the callback of what is typed runs it and sets
  // `session.exit_code`. Called only for the command that is typed: start-up counts. `session`
  // outlives `command`.
  void (*define)(CLI::App& command, Session& session);
  bool needs_all = false;  // it tells of the others: their flags have to be defined, too
};

}  // namespace sluice::cli
