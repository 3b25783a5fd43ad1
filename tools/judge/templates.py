"""Places that hold a credential, as people write them: `write(random, family, value)` gives
(name of the shape, path, text). KEY is a key name in the shape's own case, VALUE the secret,
USER and HOST what stands beside it."""

SERVICES = ["db", "database", "smtp", "redis", "mysql", "postgres", "ldap", "admin", "app", "mail", "ftp", "root",
            "stripe", "github", "slack", "twilio", "sentry", "datadog", "jenkins", "billing", "payments", "acme",
            "orders", "proxy", "rabbitmq", "mongo", "keystore", "vpn", "wifi", "backup", "s3", "elastic", ""]
NOUNS = {"human": ["password", "password", "password", "passwd", "pass", "pwd", "secret", "passphrase"],
         "random": ["token", "api key", "secret", "secret key", "access key", "client secret", "auth token", "key",
                    "password", "access token", "private key", "encryption key", "credentials", "signing secret"]}
NOUNS["weak"] = NOUNS["human"]

# name, path, text; {k} camelCase, {s} snake_case, {u} UPPER_CASE, {d} kebab-case, {p} dotted.
SHAPES = [
    ("python", "app/settings.py", "import os\n\n{u} = '{v}'\n\ndef main():\n    pass\n"),
    ("python call", "app/client.py", "client = connect(host='{h}', user='{w}', {s}='{v}')\n"),
    ("python dict", "app/config.py", "CONFIG = {{\n    'user': '{w}',\n    '{s}': '{v}',\n}}\n"),
    ("python default", "app/env.py", "{s} = os.environ.get('{u}', '{v}')\n"),
    ("javascript", "src/client.js", "const {k} = '{v}';\nmodule.exports = {{ {k} }};\n"),
    ("javascript object", "src/config.js", "export default {{\n  host: '{h}',\n  {k}: \"{v}\",\n}};\n"),
    ("typescript", "src/config.ts", "export const {k}: string = `{v}`;\n"),
    ("javascript fallback", "src/env.js", "const {k} = process.env.{u} || '{v}';\n"),
    ("java", "src/main/java/Client.java", "private static final String {u} = \"{v}\";\n"),
    ("java setter", "src/main/java/Pool.java", "source.setUsername(\"{w}\");\nsource.set{c}(\"{v}\");\n"),
    ("kotlin", "src/main/kotlin/Client.kt", "val {k} = \"{v}\"\n"),
    ("scala", "src/main/scala/Client.scala", "  val {k}: String = \"{v}\"\n"),
    ("c#", "src/Client.cs", "private const string {c} = \"{v}\";\n"),
    ("c# property", "src/Options.cs", "  {c} = @\"{v}\",\n"),
    ("go", "internal/client.go", "const {k} = \"{v}\"\n"),
    ("go field", "internal/config.go", "cfg := Config{{\n\tHost: \"{h}\",\n\t{c}: \"{v}\",\n}}\n"),
    ("rust", "src/client.rs", "const {u}: &str = \"{v}\";\n"),
    ("ruby", "lib/client.rb", "{u} = \"{v}\".freeze\n"),
    ("ruby symbol", "lib/client.rb", "Client.new(user: '{w}', {s}: '{v}')\n"),
    ("ruby hash", "lib/client.rb", "opts = {{ :{s} => '{v}' }}\n"),
    ("php", "src/config.php", "<?php\n${s} = '{v}';\n"),
    ("php define", "config.php", "define('{u}', '{v}');\n"),
    ("php array", "src/db.php", "return [\n    'username' => '{w}',\n    '{s}' => '{v}',\n];\n"),
    ("perl", "lib/Client.pm", "my ${s} = '{v}';\n"),
    ("swift", "Sources/Client.swift", "let {k} = \"{v}\"\n"),
    ("c", "src/client.c", "#define {u} \"{v}\"\n"),
    ("c variable", "src/client.c", "static const char *{s} = \"{v}\";\n"),
    ("c++", "src/client.cc", "const std::string {s} = \"{v}\";\n"),
    ("objective-c", "src/client.m", "static NSString *const {c} = @\"{v}\";\n"),
    ("powershell", "deploy.ps1", "${c} = \"{v}\"\n"),
    ("shell", "deploy.sh", "#!/bin/sh\nexport {u}=\"{v}\"\ndeploy\n"),
    ("shell bare", "deploy.sh", "{u}={b}\n"),
    ("env", ".env", "APP_ENV=production\n{u}={b}\n"),
    ("env quoted", ".env.production", "{u}='{v}'\n"),
    ("properties", "application.properties", "server.port=8080\n{p}={b}\n"),
    ("ini", "setup.ini", "[service]\nuser = {w}\n{s} = {b}\n"),
    ("toml", "config.toml", "[service]\nhost = \"{h}\"\n{s} = \"{v}\"\n"),
    ("yaml", "config.yml", "service:\n  host: {h}\n  {s}: {b}\n"),
    ("yaml quoted", "values.yaml", "service:\n  user: {w}\n  {k}: \"{v}\"\n"),
    ("compose", "docker-compose.yml", "services:\n  app:\n    environment:\n      - {u}={b}\n"),
    ("compose map", "docker-compose.yml", "services:\n  app:\n    environment:\n      {u}: {b}\n"),
    ("kubernetes", "k8s/app.yaml", "env:\n- name: {u}\n  value: \"{v}\"\n"),
    ("string data", "k8s/secret.yaml", "kind: Secret\nstringData:\n  {d}: {b}\n"),
    ("task definition", "task-definition.json", "\"environment\": [\n  {{\"name\": \"{u}\", \"value\": \"{v}\"}}\n]\n"),
    ("json", "config.json", "{{\n  \"host\": \"{h}\",\n  \"{k}\": \"{v}\"\n}}\n"),
    ("json snake", "settings.json", "{{\"user\": \"{w}\", \"{s}\": \"{v}\"}}\n"),
    ("xml", "config.xml", "<service>\n  <user>{w}</user>\n  <{k}>{x}</{k}>\n</service>\n"),
    ("xml attribute", "web.config", "<add key=\"{c}\" value=\"{x}\"/>\n"),
    ("xml bean", "beans.xml", "<property name=\"{k}\" value=\"{x}\"/>\n"),
    ("terraform", "main.tf", "resource \"aws_db_instance\" \"db\" {{\n  username = \"{w}\"\n  {s} = \"{v}\"\n}}\n"),
    ("tfvars", "prod.tfvars", "{s} = \"{v}\"\n"),
    ("terraform default", "variables.tf", "variable \"{s}\" {{\n  default = \"{v}\"\n}}\n"),
    ("dockerfile", "Dockerfile", "FROM debian\nENV {u}={b}\n"),
    ("ci", ".github/workflows/ci.yml", "    env:\n      {u}: {b}\n    steps:\n"),
    ("flag", "run.sh", "deploy --user {w} --{d} {b} --verbose\n"),
    ("sql", "init.sql", "CREATE USER {w} IDENTIFIED BY '{v}';\n"),
    ("markdown", "NOTES.md", "Log in on {h} as {w}.\n\n{s}: {b}\n"),
    ("ansible", "group_vars/all.yml", "{s}: \"{v}\"\n"),
    ("escaped json", "src/request.go", "body := \"{{\\\"{k}\\\": \\\"{v}\\\"}}\"\n"),
    ("plist", "Info.plist", "<key>{c}</key>\n<string>{x}</string>\n"),
]
URLS = [
    ("url", "app/db.py", "URL = 'postgres://{w}:{e}@{h}:5432/shop'\n"),
    ("url env", ".env", "DATABASE_URL=mysql://{w}:{e}@{h}/shop\n"),
    ("url yaml", "config.yml", "  broker: amqp://{w}:{e}@{h}:5672/\n"),
    ("url shell", "fetch.sh", "curl https://{w}:{e}@{h}/files/a.tar.gz\n"),
    ("url json", "config.json", "{{\"mongo\": \"mongodb://{w}:{e}@{h}/shop?ssl=true\"}}\n"),
    ("url properties", "app.properties", "redis.url=redis://{w}:{e}@{h}:6379/0\n"),
    ("connection string", "appsettings.json", "\"Default\": \"Server={h};Database=shop;User Id={w};Password={e};\"\n"),
    ("dsn", "app/db.py", "dsn = 'host={h} user={w} password={e} dbname=shop'\n"),
]
USERS = ["deploy", "admin", "root", "svc-billing", "shop", "app", "postgres", "backup", "ci", "julia"]
HOSTS = ["db.acme.dev", "10.2.0.14", "mail.corp.local", "prod-db-1", "cluster0.x1.acme.net", "redis", "192.168.1.20"]


def write(random, family, value, url=False):
    name, path, text = random.choice(URLS if url else SHAPES)
    service, noun = random.choice(SERVICES), random.choice(NOUNS[family])
    words = [w for w in (service + " " + noun).split(" ") if w]
    camel = words[0] + "".join(w.capitalize() for w in words[1:])
    bare = value if not set(value) & set(" #;:'\"\\$&|<>(){}[]!*%@`,?") else "'" + value + "'"
    if "shell" not in name and "yaml" not in name and not set(value) & set(" #;'\"\\$`,"):
        bare = value
    return name, path, text.format(
        v=value, b=bare, k=camel, c=camel[0].upper() + camel[1:], s="_".join(words), d="-".join(words),
        u="_".join(words).upper(), p=".".join(words), w=random.choice(USERS), h=random.choice(HOSTS),
        x=value.replace("&", "&amp;").replace("<", "&lt;"), e=quote(value))


def quote(value):
    return "".join(c if c.isalnum() or c in "-_.!*+=" else "%%%02X" % ord(c) for c in value)
