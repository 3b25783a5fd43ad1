// CommitMessage: the part of a message as it was edited that git makes a commit of.
// Source: git-commit(1), --cleanup and --verbose; git-config(1), core.commentChar.
#pragma once

#include <string>
#include <string_view>

#include "git/config.h"

namespace sluice::git {

struct MessageCleanup {
  bool drops_comments = true;  // lines that begin with `comment`
  bool cuts = true;            // the scissors line and all below it, where --verbose puts the diff
  std::string comment = "#";   // empty: "auto", the character that git's own last lines begin with

  // What `config` asks for. `edited`: in an editor, which git tells its hooks by not setting
  // GIT_EDITOR to ":". What --cleanup said is not known to a hook.
  static MessageCleanup of(const Config& config, bool edited);
};

// `text` without what git drops, each dropped line left empty, so that the numbers of lines stay.
std::string kept_message(std::string_view text, const MessageCleanup& cleanup);

}  // namespace sluice::git
