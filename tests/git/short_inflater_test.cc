#include "git/short_inflater.h"

#include <gtest/gtest.h>
#include <libdeflate.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "git/inflate.h"

namespace sluice::git {
namespace {

std::string compress(std::string_view content, int level) {
  const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> compressor(
      libdeflate_alloc_compressor(level), libdeflate_free_compressor);
  std::string out(libdeflate_zlib_compress_bound(compressor.get(), content.size()), '\0');
  out.resize(libdeflate_zlib_compress(compressor.get(), content.data(), content.size(), out.data(),
                                      out.size()));
  return out;
}

// What libdeflate alone makes of the stream at the start of `in`; nullopt: it refuses it.
std::optional<size_t> inflate_by_libdeflate(std::string_view in, std::string& out, size_t size) {
  const std::unique_ptr<libdeflate_decompressor, void (*)(libdeflate_decompressor*)> decompressor(
      libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
  out.assign(size + 1, '\0');
  size_t consumed = 0, produced = 0;
  const libdeflate_result result = libdeflate_zlib_decompress_ex(
      decompressor.get(), in.data(), in.size(), out.data(), out.size(), &consumed, &produced);
  out.resize(size);
  if (result != LIBDEFLATE_SUCCESS || produced != size) return std::nullopt;
  return consumed;
}

// In a buffer of just the room that is asked for, so that a sanitizer sees a write past it.
std::optional<size_t> inflate(std::string_view in, std::string& out, size_t size) {
  static const auto inflater = std::make_unique<ShortInflater>();
  const std::string copy(in);
  std::vector<char> room(size + ShortInflater::kRoom);
  const auto used = inflater->inflate(copy, room.data(), size);
  out.assign(room.data(), size);
  return used;
}

// What follows a stream in a pack.
const std::string kMore(64, '\x5a');

class Random {
 public:
  explicit Random(uint32_t seed) : engine_(seed) {}
  uint32_t below(uint32_t end) { return static_cast<uint32_t>(engine_() % end); }

 private:
  std::mt19937 engine_;
};

std::string words(Random& random, size_t size) {
  static const std::vector<std::string> kWords = {
      "commit ", "the ", "of\n", "curl_easy ", "a", "setopt(", "0x1f ", ");\n", "    ", "return "};
  std::string text;
  while (text.size() < size) text += kWords[random.below(static_cast<uint32_t>(kWords.size()))];
  text.resize(size);
  return text;
}

std::string hex_digits(Random& random, size_t size) {
  std::string text(size, '\0');
  for (char& c : text) c = "0123456789abcdef"[random.below(16)];
  return text;
}

std::string bytes(Random& random, size_t size) {
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>(random.below(256));
  return text;
}

// Each symbol as often as the two before it together: codes of every length there is.
std::string of_skewed_bytes(Random& random, size_t size) {
  std::string text;
  for (uint32_t symbol = 0, count = 1, next = 1; text.size() < size; ++symbol) {
    text.append(count, static_cast<char>('A' + symbol));
    count = std::exchange(next, next + count);
  }
  text.resize(size);
  for (size_t i = text.size(); i > 1; --i) {
    std::swap(text[i - 1], text[random.below(static_cast<uint32_t>(i))]);
  }
  return text;
}

TEST(ShortInflater, InflatesWhatLibdeflateDoes) {
  Random random(1);
  size_t suited = 0, taken = 0;
  for (size_t size = 0; size < ShortInflater::kMaxSize; size += 1 + size / 20) {
    for (const auto make : {words, hex_digits, bytes, of_skewed_bytes}) {
      const std::string content = make(random, size);
      for (const int level : {1, 6, 9, 12}) {
        const std::string stream = compress(content, level);
        if (!ShortInflater::suits(stream, size)) continue;
        ++suited;
        std::string out;
        const auto used = inflate(stream + kMore, out, size);
        // Where there are no two distances libdeflate writes a code of one, which zlib does not.
        if (!used) continue;
        ++taken;
        EXPECT_EQ(*used, stream.size());
        EXPECT_EQ(out, content);
        // A stream that ends the input is libdeflate's.
        EXPECT_FALSE(inflate(stream, out, size));
      }
    }
  }
  EXPECT_GT(taken, suited / 2);
  EXPECT_GT(taken, 500u);
}

// Writes streams as no compressor would.
class StreamWriter {
 public:
  void put(uint32_t value, unsigned bits) {
    for (unsigned i = 0; i < bits; ++i, ++count_) {
      if (count_ % 8 == 0) out_.push_back('\0');
      out_.back() = static_cast<char>(out_.back() | (value >> i & 1) << (count_ % 8));
    }
  }
  void put_code(uint32_t code, unsigned bits) {
    for (unsigned i = bits; i-- > 0;) put(code >> i & 1, 1);
  }
  std::string finish(std::string_view content) const {
    std::string stream = "\x78\x9c" + out_;
    const uint32_t checksum = libdeflate_adler32(1, content.data(), content.size());
    for (int shift = 24; shift >= 0; shift -= 8) {
      stream.push_back(static_cast<char>(checksum >> shift));
    }
    return stream;
  }

 private:
  std::string out_;
  size_t count_ = 0;
};

struct Code {
  std::vector<uint8_t> lengths;
  std::vector<uint32_t> codes;

  explicit Code(std::vector<uint8_t> given) : lengths(std::move(given)), codes(lengths.size()) {
    uint32_t code = 0;
    for (unsigned bits = 1; bits <= 15; ++bits, code <<= 1) {
      for (size_t symbol = 0; symbol < lengths.size(); ++symbol) {
        if (lengths[symbol] == bits) codes[symbol] = code++;
      }
    }
  }
  void put(StreamWriter& out, size_t symbol) const { out.put_code(codes[symbol], lengths[symbol]); }
};

// Lengths of a complete code for the first `count` of `order`: of 1, 2, 3 and so on bits up
// to `most`, the last ones sharing what is left.
Code skewed_code(const std::vector<size_t>& order, size_t symbols, unsigned most) {
  std::vector<uint8_t> lengths(symbols);
  uint32_t left = uint32_t{1} << 15;
  for (size_t i = 0; i < order.size(); ++i) {
    const auto rest = static_cast<uint32_t>(order.size() - i);
    unsigned bits = std::min<unsigned>(static_cast<unsigned>(i) + 1, most);
    // What is left must hold the rest at `most` bits, and be used up by it in the end.
    while (left - (uint32_t{1} << (15 - bits)) < (rest - 1) << (15 - most)) ++bits;
    if (rest == 1) {
      for (bits = 1; uint32_t{1} << (15 - bits) != left; ++bits) {
        if (bits == 15) return Code({});
      }
    }
    lengths[order[i]] = static_cast<uint8_t>(bits);
    left -= uint32_t{1} << (15 - bits);
  }
  return Code(lengths);
}

void put_header(StreamWriter& out, const Code& literals, const Code& distances, bool last = true) {
  out.put(last ? 1 : 0, 1);
  out.put(2, 2);
  out.put(static_cast<uint32_t>(literals.lengths.size()) - 257, 5);
  out.put(static_cast<uint32_t>(distances.lengths.size()) - 1, 5);
  out.put(19 - 4, 4);
  // Lengths 0 to 15 in four bits each; none is repeated.
  for (int i = 0; i < 3; ++i) out.put(0, 3);
  for (int i = 0; i < 16; ++i) out.put(4, 3);
  for (const Code* code : {&literals, &distances}) {
    for (const uint8_t length : code->lengths) out.put_code(length, 4);
  }
}

std::vector<size_t> shuffled(Random& random, std::vector<size_t> order) {
  for (size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1], order[random.below(static_cast<uint32_t>(i))]);
  }
  return order;
}

// Codes of up to 15 bits for literals, lengths and distances alike, all of them used.
TEST(ShortInflater, FollowsCodesOfAnyLength) {
  Random random(2);
  size_t longest_seen = 0;
  for (int round = 0; round < 300; ++round) {
    const unsigned most = 8 + random.below(8);
    std::vector<size_t> used = {256};
    for (size_t symbol = 0; symbol < 286; ++symbol) {
      if (symbol != 256 && random.below(4) == 0) used.push_back(symbol);
    }
    std::vector<size_t> near(2 + random.below(18));
    std::iota(near.begin(), near.end(), size_t{0});
    const Code literals = skewed_code(shuffled(random, used), 286, most);
    const Code distances = skewed_code(shuffled(random, near), 30, 7 + random.below(9));
    if (literals.lengths.empty() || distances.lengths.empty()) continue;
    longest_seen = std::max<size_t>(
        longest_seen, *std::max_element(distances.lengths.begin(), distances.lengths.end()));

    StreamWriter out;
    std::string content;
    const uint32_t blocks = 1 + random.below(3);
    for (uint32_t block = 0; block < blocks; ++block) {
      put_header(out, literals, distances, block + 1 == blocks);
      for (uint32_t i = random.below(300); i > 0; --i) {
        const size_t symbol = used[random.below(static_cast<uint32_t>(used.size()))];
        if (symbol == 256 || content.size() > 3000) continue;
        const size_t distance = near[random.below(static_cast<uint32_t>(near.size()))];
        const uint32_t distance_extra = distance < 2 ? 0 : static_cast<uint32_t>(distance) / 2 - 1;
        const uint32_t from = random.below(uint32_t{1} << distance_extra);
        const uint32_t back =
            (distance < 2 ? static_cast<uint32_t>(distance)
                          : (2 + static_cast<uint32_t>(distance) % 2) << distance_extra) +
            from + 1;
        if (symbol > 256 && back > content.size()) continue;
        literals.put(out, symbol);
        if (symbol < 256) {
          content.push_back(static_cast<char>(symbol));
          continue;
        }
        const auto rank = static_cast<uint32_t>(symbol) - 257;
        const uint32_t extra = rank < 8 || rank == 28 ? 0 : rank / 4 - 1;
        const uint32_t more = random.below(uint32_t{1} << extra);
        const uint32_t length =
            rank == 28 ? 258 : (rank < 8 ? rank : (4 + rank % 4) << extra) + 3 + more;
        out.put(more, extra);
        distances.put(out, distance);
        out.put(from, distance_extra);
        for (uint32_t n = 0; n < length; ++n) content.push_back(content[content.size() - back]);
      }
      literals.put(out, 256);
    }
    const std::string stream = out.finish(content);
    std::string own, known;
    ASSERT_EQ(inflate_by_libdeflate(stream, known, content.size()), stream.size()) << round;
    ASSERT_EQ(known, content) << round;
    ASSERT_EQ(inflate(stream + kMore, own, content.size()), stream.size()) << round;
    ASSERT_EQ(own, content) << round;
    EXPECT_FALSE(inflate(stream + kMore, own, content.size() + 1)) << round;
    if (!content.empty()) {
      EXPECT_FALSE(inflate(stream + kMore, own, content.size() - 1)) << round;
    }
  }
  EXPECT_EQ(longest_seen, 15u);
}

TEST(ShortInflater, GivesUpOnWhatIsNoCode) {
  const auto stream_of = [](const std::vector<std::pair<size_t, uint8_t>>& literals,
                            const std::vector<uint8_t>& distances) {
    std::vector<uint8_t> lengths(286);
    for (const auto& [symbol, length] : literals) lengths[symbol] = length;
    const Code code(lengths);
    StreamWriter out;
    put_header(out, code, Code(distances));
    for (int i = 0; i < 5; ++i) code.put(out, 'a');
    code.put(out, 256);
    return out.finish("aaaaa") + kMore;
  };
  std::string out;
  EXPECT_TRUE(inflate(stream_of({{'a', 1}, {256, 1}}, {1, 1}), out, 5));
  EXPECT_EQ(out, "aaaaa");
  // Too many codes, too few, and no code at all.
  EXPECT_FALSE(inflate(stream_of({{'a', 1}, {'b', 1}, {256, 1}}, {1, 1}), out, 5));
  EXPECT_FALSE(inflate(stream_of({{'a', 2}, {256, 2}}, {1, 1}), out, 5));
  EXPECT_FALSE(inflate(stream_of({{'a', 1}, {256, 1}}, {1, 1, 1}), out, 5));
  EXPECT_FALSE(inflate(stream_of({{'a', 1}, {256, 1}}, {2, 2}), out, 5));
  EXPECT_FALSE(inflate(stream_of({{'a', 1}, {256, 1}}, {0}), out, 5));
}

TEST(ShortInflater, GivesUpOnADistanceBeforeTheStart) {
  std::vector<uint8_t> lengths(286);
  lengths['a'] = 1;
  lengths[256] = lengths[257] = 2;
  const Code literals(lengths), distances({1, 1});
  for (const size_t distance : {size_t{0}, size_t{1}}) {
    StreamWriter out;
    put_header(out, literals, distances);
    literals.put(out, 'a');
    literals.put(out, 257);
    distances.put(out, distance);
    literals.put(out, 256);
    std::string content;
    EXPECT_EQ(inflate(out.finish("aaaa") + kMore, content, 4).has_value(), distance == 0);
  }
}

// Whatever it takes, libdeflate takes for the same.
TEST(ShortInflater, TakesNothingThatLibdeflateRefuses) {
  Random random(3);
  Inflater inflater;
  size_t refused = 0;
  for (const size_t size : {20u, 200u, 1500u}) {
    const std::string content = words(random, size), stream = compress(content, 6);
    for (size_t bit = 0; bit < 8 * stream.size(); ++bit) {
      std::string damaged = stream + kMore;
      damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << bit % 8);
      std::string own, known;
      const auto used = inflate(damaged, own, size);
      const auto expected = inflate_by_libdeflate(damaged, known, size);
      if (used) {
        EXPECT_EQ(used, expected) << bit;
        EXPECT_EQ(own, known) << bit;
      }
      refused += !used;
      std::vector<char> room(size + Inflater::kRoom);
      const auto both = inflater.inflate(damaged, room.data(), size, room.size());
      EXPECT_EQ(both.has_value(), expected.has_value()) << bit;
    }
    for (size_t end = 0; end < stream.size(); ++end) {
      std::string out;
      EXPECT_FALSE(inflate(stream.substr(0, end), out, size)) << end;
      EXPECT_FALSE(inflate(stream.substr(0, end) + kMore, out, size)) << end;
    }
  }
  EXPECT_GT(refused, 1000u);
}

}  // namespace
}  // namespace sluice::git
