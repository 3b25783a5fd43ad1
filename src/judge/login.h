// Logins of databases that are no URL: DSNs of drivers, Oracle's user/password@, the
// arguments of connecting calls, lines of .pgpass.
#pragma once

#include <optional>
#include <string_view>

#include "sluice/finding.h"
#include "sluice/rule.h"

namespace sluice::judge {

// A password with what stands beside it. Spans into the text that was read.
struct Login {
  Span user, password, host;  // of length 0 where there is none
};

// `user:password@tcp(host:port)/name`, as Go's drivers read it; `at` is the offset of the
// '@'. Source: the README of go-sql-driver/mysql, "DSN (Data Source Name)".
std::optional<Login> read_dsn(std::string_view text, size_t at);

// `user/password@host…`; `begin` is the offset of the user. Source: Oracle Database JDBC
// Developer's Guide, "Data Sources and URLs"; SQL*Plus User's Guide, "Logon".
std::optional<Login> read_oracle(std::string_view text, size_t begin);

// `("host or URL", "user", "password"…`; `open` is the offset of the parenthesis. The
// third argument is a literal; all stand on one line. Sources: mysqli_connect and
// PDO::__construct in PHP's manual, java.sql.DriverManager.getConnection.
std::optional<Login> read_call(std::string_view text, size_t open);

// `host:port:database:user:password`, alone on its line; `port_at` is the offset of the
// colon before the port. Source: PostgreSQL documentation, "The Password File".
std::optional<Login> read_pgpass(std::string_view text, size_t port_at);

// JudgeKind::kUrl, for the rules named after the four. nullopt for any other rule.
std::optional<Evidence> weigh_login(const Rule& rule, std::string_view text, Span& match,
                                    Span& secret);
// Whether `rule` is one of them.
bool is_login_rule(const Rule& rule);

}  // namespace sluice::judge
