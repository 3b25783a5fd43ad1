#include "pipeline/message_scan.h"

#include <stop_token>

#include "pipeline/assemble.h"
#include "pipeline/hits.h"

namespace sluice {
namespace {

class MessageSource : public Source {
 public:
  explicit MessageSource(std::string_view message) : message_(message) {}

  Result<void> for_each(unsigned, const BlobSink& sink, const OnUnread&, std::stop_token) override {
    sink(0, Blob{.bytes = message_, .kind = BlobKind::kCommit});
    return {};
  }

 private:
  const std::string_view message_;
};

}  // namespace

Report scan_message(std::string_view message, const std::string& shown, const Engine& engine,
                    const ScanOptions& options) {
  Report report;
  report.tool_version = SLUICE_VERSION;
  report.ruleset_sha256 = engine.ruleset_sha256();
  report.rules = engine.rules().rules();
  report.now = options.now;
  report.target.kind = "file";
  report.target.path = shown;
  HitCollector collector(engine, options, 20, report.coverage, nullptr);
  MessageSource source(message);
  (void)collector.run(source);  // one blob is never without an end
  add_file_findings(collector.take(), engine, options, report);
  for (Finding& finding : report.findings) finding.blob = ObjectId();
  finish_report(nullptr, options, report);
  return report;
}

}  // namespace sluice
