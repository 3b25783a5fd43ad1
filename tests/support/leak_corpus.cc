#include "support/leak_corpus.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string_view>

namespace sluice::test {
namespace {

constexpr std::string_view kAnyMarks = "!#%*+-.=?@^_~/";

struct Shape {
  std::string kind, name, path, text;
  std::string marks = std::string(kAnyMarks);
  std::string value;               // "password", "token" or "": as the key says
  bool blanks = false;             // the secret may hold them
  bool safe = false;               // holds no secret at all
  std::vector<std::string> lists;  // of twins in the secret's place
  std::vector<std::string> code;   // of twins in the place of secret and quotes
  std::vector<std::string> twins;  // whole texts
};

using Lists = std::map<std::string, std::vector<std::string>>;

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, at);) parts.push_back(part);
  return parts;
}

std::string trimmed(const std::string& text) {
  const size_t begin = text.find_first_not_of(' '), end = text.find_last_not_of(' ');
  return begin == text.npos ? "" : text.substr(begin, end - begin + 1);
}

Result<std::vector<std::string>> read_lines(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) return Error{ErrorKind::kIo, "cannot read " + path.string()};
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

bool set_option(Shape& shape, const std::string& option) {
  const size_t equals = option.find('=');
  const std::string name = option.substr(0, equals);
  const std::string value = equals == option.npos ? "" : option.substr(equals + 1);
  if (name == "symbols") shape.marks = value == "none" ? "" : value;
  if (name == "value") shape.value = value == "any" ? "" : value;
  if (name == "spaces") shape.blanks = true;
  if (name == "safe") shape.safe = true;
  if (name == "twins") shape.lists = split(value, ',');
  if (name == "code") shape.code = split(value, ',');
  return name == "symbols" || name == "value" || name == "spaces" || name == "safe" ||
         name == "twins" || name == "code";
}

// "=== KIND NAME | PATH | OPTIONS"
Result<Shape> parse_header(const std::string& line) {
  const std::vector<std::string> parts = split(line.substr(4), '|');
  Shape shape;
  std::istringstream names(parts.empty() ? "" : parts[0]);
  names >> shape.kind >> shape.name;
  if (parts.size() < 2 || shape.name.empty()) return Error{ErrorKind::kUsage, line};
  shape.path = trimmed(parts[1]);
  std::istringstream options(parts.size() > 2 ? parts[2] : "");
  for (std::string option; options >> option;) {
    if (!set_option(shape, option)) return Error{ErrorKind::kUsage, line + ": " + option};
  }
  return shape;
}

Result<std::vector<Shape>> read_shapes(const std::filesystem::path& path) {
  auto lines = read_lines(path);
  if (!lines) return lines.error();
  std::vector<Shape> shapes;
  std::string* text = nullptr;
  for (const std::string& line : *lines) {
    if (line.starts_with("=== ")) {
      auto shape = parse_header(line);
      if (!shape) return shape.error();
      shapes.push_back(*std::move(shape));
      text = &shapes.back().text;
    } else if (line == "--- safe" && text != nullptr) {
      text = &shapes.back().twins.emplace_back();
    } else if (text != nullptr) {
      *text += line + "\n";
    }
  }
  return shapes;
}

// "== NAME", then a twin a line.
Result<Lists> read_lists(const std::filesystem::path& path) {
  auto lines = read_lines(path);
  if (!lines) return lines.error();
  Lists lists;
  std::string name;
  for (const std::string& line : *lines) {
    if (line.starts_with("== ")) {
      name = line.substr(3);
    } else if (!line.empty()) {
      lists[name].push_back(line);
    }
  }
  return lists;
}

// Fills the slots of one file: the same slot has the same value all over it, but
// for the hashes and identifiers.
class Filler {
 public:
  Filler(const Shape& shape, MadeUp& made_up, SecretKind kind, KeyWords key)
      : made_up_(made_up),
        key_(std::move(key)),
        user_(made_up.user()),
        host_(made_up.host()),
        word_(made_up.word()),
        value_(made_up.secret(kind, shape.marks, shape.blanks)) {}

  std::string fill(std::string_view text) {
    std::string out;
    for (size_t at = 0; at < text.size();) {
      const size_t end = text.substr(at, 2) == "{{" ? text.find("}}", at) : text.npos;
      const bool slot = end != text.npos && put(text.substr(at + 2, end - at - 2), out);
      if (!slot) out += text[at];
      at = slot ? end + 2 : at + 1;
    }
    return out;
  }

  Span secret() const { return secret_; }
  const std::string& value() const { return value_; }

 private:
  bool put(std::string_view name, std::string& out) {
    if (const auto style = style_of(name)) {
      out += join_key(key_, *style);
      return true;
    }
    if (name == "secret" || name == "b64" || name == "basic") {
      const std::string written = name == "secret" ? value_
                                  : name == "b64"  ? base64_of(value_)
                                                   : base64_of(user_ + ":" + value_);
      secret_ = {out.size(), out.size() + written.size()};
      out += written;
      return true;
    }
    const std::string around = surroundings(name);
    out += around;
    return !around.empty();
  }

  std::string surroundings(std::string_view name) {
    if (name == "user") return user_;
    if (name == "host") return host_;
    if (name == "word") return word_;
    if (name == "number") return made_up_.number(8);
    if (name == "hex") return made_up_.hex(40);
    return name == "hash" ? made_up_.hash() : "";
  }

  static std::optional<KeyStyle> style_of(std::string_view name) {
    if (name == "KEY") return KeyStyle::kUpper;
    if (name == "key") return KeyStyle::kSnake;
    if (name == "keyCamel") return KeyStyle::kCamel;
    if (name == "KeyPascal") return KeyStyle::kPascal;
    if (name == "key-kebab") return KeyStyle::kKebab;
    if (name == "key.dotted") return KeyStyle::kDotted;
    return std::nullopt;
  }

  MadeUp& made_up_;
  KeyWords key_;
  std::string user_, host_, word_, value_;
  Span secret_;
};

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (size_t at = text.find(what); at != text.npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

// Every text that says safely what the shape leaks.
std::vector<std::string> twins_of(const Shape& shape, const Lists& lists) {
  std::vector<std::string> texts = shape.safe ? std::vector{shape.text} : shape.twins;
  const auto add = [&](const std::vector<std::string>& names,
                       std::initializer_list<std::string_view> places) {
    for (const std::string& name : names) {
      const auto list = lists.find(name);
      if (list == lists.end()) continue;
      for (const std::string& twin : list->second) {
        std::string text = shape.text;
        for (const std::string_view place : places) replace_all(text, place, twin);
        if (text != shape.text) texts.push_back(std::move(text));
      }
    }
  };
  add(shape.lists, {"{{secret}}", "{{b64}}", "{{basic}}"});
  add(shape.code, {"\"{{secret}}\"", "'{{secret}}'", "`{{secret}}`"});
  return texts;
}

class Maker {
 public:
  Maker(const Lists& lists, unsigned copies, uint32_t seed)
      : lists_(lists), copies_(copies), made_up_(seed) {}

  void add(const Shape& shape) {
    for (unsigned copy = 0; copy < copies_ && !shape.safe; ++copy) leak(shape, copy);
    const std::vector<std::string> twins = twins_of(shape, lists_);
    const size_t count = twins.empty() ? 0 : std::max<size_t>(twins.size(), copies_);
    for (size_t i = 0; i < count; ++i) write(shape, twins[i % twins.size()], SecretKind::kNone);
  }

  std::vector<CorpusFile> take() { return std::move(files_); }

 private:
  void leak(const Shape& shape, unsigned copy) {
    static constexpr auto kTurns =
        std::to_array({SecretKind::kHuman, SecretKind::kRandom, SecretKind::kHuman,
                       SecretKind::kPassphrase, SecretKind::kRandom, SecretKind::kWeak});
    write(shape, shape.text, kTurns[copy % kTurns.size()]);
  }

  // A key of tokens holds a machine's secret; so where the key is free, passwords get theirs.
  void write(const Shape& shape, const std::string& text, SecretKind kind) {
    if (shape.value == "token" && kind != SecretKind::kNone) kind = SecretKind::kRandom;
    const bool machine = kind == SecretKind::kRandom || kind == SecretKind::kNone;
    const bool token =
        shape.value.empty() ? machine && made_up_.below(2) == 0 : shape.value == "token";
    Filler filler(shape, made_up_, kind, token ? made_up_.token_key() : made_up_.password_key());
    CorpusFile file;
    file.kind = shape.kind, file.shape = shape.name, file.secret_kind = kind;
    file.path = "c" + std::to_string(files_.size()) + "/" + filler.fill(shape.path);
    file.text = filler.fill(text);
    if (kind != SecretKind::kNone) file.secret = filler.secret(), file.value = filler.value();
    files_.push_back(std::move(file));
  }

  const Lists& lists_;
  unsigned copies_;
  MadeUp made_up_;
  std::vector<CorpusFile> files_;
};

}  // namespace

Result<std::vector<CorpusFile>> make_leak_corpus(const std::string& folder, unsigned copies,
                                                 uint32_t seed) {
  const std::filesystem::path own = folder + "/twins.txt";
  auto lists = std::filesystem::exists(own) ? read_lists(own) : Lists{};
  if (!lists) return lists.error();
  std::vector<std::filesystem::path> paths;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const bool shapes =
        entry.path().extension() == ".txt" && entry.path().filename() != "twins.txt";
    if (shapes) paths.push_back(entry.path());
  }
  if (error) return Error{ErrorKind::kIo, folder + ": " + error.message()};
  std::sort(paths.begin(), paths.end());
  Maker maker(*lists, copies, seed);
  for (const auto& path : paths) {
    auto shapes = read_shapes(path);
    if (!shapes) return shapes.error();
    for (const Shape& shape : *shapes) maker.add(shape);
  }
  return maker.take();
}

}  // namespace sluice::test
