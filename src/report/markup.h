// Text of a repository, made safe for the languages that reports are written in. Each takes raw
// bytes and gives one line of valid UTF-8 without control characters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sluice {

// XML and HTML, as an element's text or an attribute in either kind of quotes. Holds no
// character that XML 1.0 forbids.
std::string xml_text(std::string_view raw);

// Markdown that shows `raw` and nothing else: no link, image, HTML or emphasis.
std::string markdown_text(std::string_view raw);

// The same as a code span, which no forge reads for @names, issue numbers or addresses. Fit for
// a table's cell. Empty for empty.
std::string markdown_code(std::string_view raw);

// RFC 3986 relative reference of a path. Empty segments are dropped, so that no path reads as
// absolute or as a host; "." and ".." are spelled out.
std::string encoded_path(std::string_view path);

// One to put in a link: http or https, RFC 3986 characters only, a host. A rule or a link may
// come from the scanned repository.
bool is_web_url(std::string_view url);

// At most `max_bytes` of valid UTF-8; what was longer ends in "…". `max_bytes` >= 3.
std::string shortened(std::string text, size_t max_bytes);

}  // namespace sluice
