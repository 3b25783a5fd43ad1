#include "pipeline/audit_answers.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/byte_codec.h"

namespace sluice {
namespace {

void write_facts(const std::optional<CommitFacts>& facts, ByteWriter& writer) {
  writer.number(facts.has_value(), 1);
  if (!facts) return;
  writer.raw(facts->id.raw());
  writer.number(static_cast<uint64_t>(facts->date));
  writer.text(facts->author.name);
  writer.text(facts->author.email);
}

std::optional<CommitFacts> read_facts(ByteReader& reader, uint8_t id_bytes) {
  if (reader.number(1) == 0) return std::nullopt;
  CommitFacts facts;
  facts.id = ObjectId::from_raw(reader.raw(id_bytes));
  facts.date = static_cast<int64_t>(reader.number());
  facts.author.name = reader.text();
  facts.author.email = reader.text();
  return facts;
}

void write_place(const provenance::Place& place, ByteWriter& writer) {
  writer.text(place.path);
  writer.number(static_cast<uint64_t>(place.reach), 1);
  write_facts(place.commit, writer);
  write_facts(place.removed, writer);
}

// nullopt: no place can be so.
std::optional<provenance::Place> read_place(ByteReader& reader, uint8_t id_bytes) {
  provenance::Place place;
  place.path = reader.text();
  const uint64_t reach = reader.number(1);
  if (reach > static_cast<uint64_t>(Reach::kUnreachable)) return std::nullopt;
  place.reach = static_cast<Reach>(reach);
  place.commit = read_facts(reader, id_bytes);
  place.removed = read_facts(reader, id_bytes);
  return place;
}

void write_life(const provenance::SecretLife& life, ByteWriter& writer) {
  write_facts(life.introduced, writer);
  write_facts(life.removed, writer);
  writer.number(life.in_head, 1);
  writer.number(life.refs.size());
  for (const std::string& ref : life.refs) writer.text(ref);
}

provenance::SecretLife read_life(ByteReader& reader, uint8_t id_bytes) {
  provenance::SecretLife life;
  life.introduced = read_facts(reader, id_bytes);
  life.removed = read_facts(reader, id_bytes);
  life.in_head = reader.number(1) != 0;
  for (size_t left = reader.count(8); left > 0 && reader.is_ok(); --left) {
    life.refs.emplace_back(reader.text());
  }
  return life;
}

Error corrupt() { return {ErrorKind::kCorrupt, "its memory of a history is damaged"}; }

}  // namespace

std::string write_answers(const AuditAnswers& answers) {
  ByteWriter writer;
  writer.raw({reinterpret_cast<const char*>(answers.state.data()), answers.state.size()});
  writer.number(answers.any_hits, 1);
  writer.number(answers.hits.size());
  for (const AuditAnswers::ReportedHit& hit : answers.hits) {
    writer.raw(hit.id.raw());
    writer.number(static_cast<uint64_t>(hit.type), 1);
    writer.number(hit.places.size());
    for (const provenance::Place& place : hit.places) write_place(place, writer);
  }
  writer.number(answers.lives.size());
  for (const auto& [holders, life] : answers.lives) {
    writer.number(holders.size());
    for (const uint32_t holder : holders) writer.number(holder, 4);
    write_life(life, writer);
  }
  return writer.take();
}

Result<AuditAnswers> parse_answers(std::string_view section, uint8_t id_bytes) {
  AuditAnswers answers;
  ByteReader reader(section);
  const std::string_view state = reader.raw(answers.state.size());
  std::copy(state.begin(), state.end(), answers.state.begin());
  answers.any_hits = reader.number(1) != 0;
  for (size_t left = reader.count(size_t{id_bytes} + 9); left > 0; --left) {
    AuditAnswers::ReportedHit& hit = answers.hits.emplace_back();
    hit.id = ObjectId::from_raw(reader.raw(id_bytes));
    const uint64_t type = reader.number(1);
    if (type == 0 || type > static_cast<uint64_t>(git::ObjectType::kTag)) return corrupt();
    hit.type = static_cast<git::ObjectType>(type);
    const size_t places = reader.count(11);
    // provenance gives every hit a place.
    if (places == 0) return corrupt();
    for (size_t i = 0; i < places; ++i) {
      std::optional<provenance::Place> place = read_place(reader, id_bytes);
      if (!place || !reader.is_ok()) return corrupt();
      hit.places.push_back(*std::move(place));
    }
  }
  for (size_t left = reader.count(19); left > 0; --left) {
    std::vector<uint32_t> holders;
    for (size_t i = reader.count(4); i > 0; --i) {
      holders.push_back(static_cast<uint32_t>(reader.number(4)));
      if (holders.back() >= answers.hits.size()) return corrupt();
    }
    provenance::SecretLife life = read_life(reader, id_bytes);
    if (!reader.is_ok()) return corrupt();
    answers.lives.emplace(std::move(holders), std::move(life));
  }
  if (!reader.at_end()) return corrupt();
  return answers;
}

}  // namespace sluice
