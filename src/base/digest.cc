// libcrypto's low-level calls are deprecated in its version 3, yet they are the
// ones that go straight to the SHA instructions: EVP fetches a provider first,
// which costs more than the whole start-up budget of a hook.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/digest.h"

#include <openssl/sha.h>

#include <algorithm>

namespace sluice {
namespace {

constexpr size_t kBlockBytes = 64;  // of both digests

// The key, filled with zeros, each byte xored with `pad`.
std::array<char, kBlockBytes> padded(std::string_view key, char pad) {
  std::array<char, kBlockBytes> block{};
  std::copy_n(key.begin(), std::min(key.size(), kBlockBytes), block.begin());
  for (char& byte : block) byte = static_cast<char>(byte ^ pad);
  return block;
}

template <class Bytes>
std::string_view view(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

std::array<uint8_t, 20> sha1(std::initializer_list<std::string_view> parts) {
  SHA_CTX context;
  SHA1_Init(&context);
  for (std::string_view part : parts) SHA1_Update(&context, part.data(), part.size());
  std::array<uint8_t, 20> digest;
  SHA1_Final(digest.data(), &context);
  return digest;
}

std::array<uint8_t, 32> sha256(std::initializer_list<std::string_view> parts) {
  SHA256_CTX context;
  SHA256_Init(&context);
  for (std::string_view part : parts) SHA256_Update(&context, part.data(), part.size());
  std::array<uint8_t, 32> digest;
  SHA256_Final(digest.data(), &context);
  return digest;
}

std::array<uint8_t, 20> hmac_sha1(std::string_view key, std::string_view message) {
  const auto inner = sha1({view(padded(key, 0x36)), message});
  return sha1({view(padded(key, 0x5c)), view(inner)});
}

std::array<uint8_t, 32> hmac_sha256(std::string_view key,
                                    std::initializer_list<std::string_view> parts) {
  const auto digest_of_key = sha256({key});
  if (key.size() > kBlockBytes) key = view(digest_of_key);
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, padded(key, 0x36).data(), kBlockBytes);
  for (std::string_view part : parts) SHA256_Update(&context, part.data(), part.size());
  std::array<uint8_t, 32> digest;
  SHA256_Final(digest.data(), &context);
  return sha256({view(padded(key, 0x5c)), view(digest)});
}

struct StreamDigest::State {
  uint8_t digest_bytes;
  SHA_CTX sha1;
  SHA256_CTX sha256;
};

StreamDigest::StreamDigest(uint8_t digest_bytes) : state_(std::make_unique<State>()) {
  state_->digest_bytes = digest_bytes;
  SHA1_Init(&state_->sha1);
  SHA256_Init(&state_->sha256);
}

StreamDigest::~StreamDigest() = default;
StreamDigest::StreamDigest(StreamDigest&&) noexcept = default;
StreamDigest& StreamDigest::operator=(StreamDigest&&) noexcept = default;

void StreamDigest::update(std::string_view bytes) {
  if (state_->digest_bytes == 32) {
    SHA256_Update(&state_->sha256, bytes.data(), bytes.size());
  } else {
    SHA1_Update(&state_->sha1, bytes.data(), bytes.size());
  }
}

std::string StreamDigest::finish() {
  std::array<uint8_t, 32> digest;
  if (state_->digest_bytes == 32) {
    SHA256_Final(digest.data(), &state_->sha256);
  } else {
    SHA1_Final(digest.data(), &state_->sha1);
  }
  return {reinterpret_cast<const char*>(digest.data()), state_->digest_bytes};
}

std::string to_hex(std::string_view raw) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(raw.size() * 2);
  for (char c : raw) {
    const auto byte = static_cast<uint8_t>(c);
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

}  // namespace sluice
