// SHA-1, SHA-256 and their HMACs. SHA-1 only because git names objects by it, and
// PuTTY's older key files are sealed with it.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace sluice {

// The digest of the parts' concatenation.
std::array<uint8_t, 20> sha1(std::initializer_list<std::string_view> parts);
std::array<uint8_t, 32> sha256(std::initializer_list<std::string_view> parts);
// RFC 2104 over SHA-1, of a key of at most 64 bytes.
std::array<uint8_t, 20> hmac_sha1(std::string_view key, std::string_view message);
// RFC 2104 over SHA-256.
std::array<uint8_t, 32> hmac_sha256(std::string_view key,
                                    std::initializer_list<std::string_view> parts);

// SHA-1 or SHA-256 of bytes that come piece by piece. One thread.
class StreamDigest {
 public:
  // `digest_bytes`: 20 for SHA-1, 32 for SHA-256.
  explicit StreamDigest(uint8_t digest_bytes);
  ~StreamDigest();
  StreamDigest(StreamDigest&&) noexcept;
  StreamDigest& operator=(StreamDigest&&) noexcept;

  void update(std::string_view bytes);
  // The raw digest of all of them; nothing may follow.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Lower-case hex of `raw`.
std::string to_hex(std::string_view raw);

}  // namespace sluice
