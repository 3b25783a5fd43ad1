// The report page. Everything it shows comes from the JSON beside it and goes into the page as
// text, never as markup; it asks no network. What is filtered stands in the address after #, so
// that a view can be bookmarked and tested.
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const PAGE = 50, PRINTED = 500, DAY = 86400;
  const SEVERITIES = ["critical", "high", "medium", "low", "info"];
  const WHERE = [
    ["head", "In HEAD now"], ["refs", "On another ref"], ["history", "In history only"],
    ["disk", "In files, not committed"]];
  const SORTS = [
    ["severity", "Worst first"], ["exposure", "Longest exposed"], ["newest", "Newest first"],
    ["oldest", "Oldest first"], ["places", "Most places"], ["title", "By name"]];
  const FIELDS = ["q", "confidence", "where", "rule", "author", "path", "sort"];
  const STEPS = {
    revoke: "Revoke it", replace: "Replace it", find_copies: "Find every copy",
    scrub: "Clean up", prevent: "Prevent the next one"};
  const secrets = data.secrets;
  const find = id => document.getElementById(id);
  const state = {severities: new Set(), page: 1, open: new Set()};
  for (const field of FIELDS) state[field] = "";

  // Elements. `children` are nodes or text; whatever else is an attribute.
  function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "click") node.addEventListener("click", value);
      else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.flat(Infinity).filter(child => child !== undefined && child !== null && child !== ""));
    return node;
  }
  const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
  const svg = (tag, attributes, ...children) =>
    fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
  const group = n => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const count = (n, one, many) => group(n) + " " + (n === 1 ? one : many);
  const day = seconds => new Date(seconds * 1000).toISOString().slice(0, 10);
  const isWeb = url => /^https?:\/\//.test(url || "");
  const link = (url, text, attributes) => isWeb(url)
    ? el("a", Object.assign({href: url, rel: "noopener noreferrer"}, attributes), text)
    : el("span", attributes || {}, text);
  const person = commit => commit.author + (commit.email ? " <" + commit.email + ">" : "");
  const short = id => id.slice(0, 12);

  for (const secret of secrets) {
    const rule = data.rules[secret.rule];
    secret.title = rule.title;
    secret.ruleId = rule.id;
    secret.paths = secret.findings.map(f => f.place.toLowerCase());
    secret.authors = new Set(secret.findings.filter(f => f.commit).map(f => f.commit.author));
    if (secret.introduced) secret.authors.add(secret.introduced.author);
    secret.hay = [rule.title, rule.id, secret.shown, secret.id, ...secret.refs, ...secret.paths,
      ...secret.findings.flatMap(f => f.commit ? [f.commit.id, person(f.commit), f.fingerprint]
        : [f.fingerprint])].join("\n").toLowerCase();
    secret.from = secret.introduced ? secret.introduced.date : null;
    secret.alive = secret.where === "head" || secret.where === "refs";
    secret.to = secret.alive ? data.now : secret.removed ? secret.removed.date : data.now;
  }

  // --- What is shown ---------------------------------------------------------------------------
  function pathTest(text) {
    const wanted = text.trim().toLowerCase();
    if (!wanted) return null;
    if (!wanted.includes("*")) return path => path.includes(wanted);
    const parts = wanted.split("*");
    return path => {
      let at = 0;
      for (const part of parts) {
        const found = path.indexOf(part, at);
        if (found < 0) return false;
        at = found + part.length;
      }
      return true;
    };
  }

  function chosen() {
    const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    const hasPath = pathTest(state.path);
    const kept = secrets.filter(s =>
      (state.severities.size === 0 || state.severities.has(s.severity)) &&
      (!state.confidence || s.confidence === state.confidence) &&
      (!state.where || s.where === state.where) &&
      (!state.rule || s.ruleId === state.rule) &&
      (!state.author || s.authors.has(state.author)) &&
      (!hasPath || s.paths.some(hasPath)) &&
      words.every(word => s.hay.includes(word)));
    const by = {
      exposure: (a, b) => (b.days ?? -1) - (a.days ?? -1),
      newest: (a, b) => (b.from ?? -Infinity) - (a.from ?? -Infinity) || 0,
      oldest: (a, b) => (a.from ?? Infinity) - (b.from ?? Infinity) || 0,
      places: (a, b) => b.places - a.places,
      title: (a, b) => a.title.localeCompare(b.title, "en")}[state.sort];
    return by ? kept.sort(by) : kept;
  }

  // --- The address -----------------------------------------------------------------------------
  function readAddress() {
    const query = new URLSearchParams(location.hash.slice(1));
    for (const field of FIELDS) state[field] = query.get(field) || "";
    state.severities = new Set((query.get("severity") || "").split(",").filter(s => SEVERITIES.includes(s)));
    state.page = Math.max(1, parseInt(query.get("page"), 10) || 1);
    state.open = new Set((query.get("open") || "").split(",").filter(Boolean));
  }
  function writeAddress() {
    const query = new URLSearchParams();
    for (const field of FIELDS) if (state[field]) query.set(field, state[field]);
    if (state.severities.size) query.set("severity", [...state.severities].join(","));
    if (state.page > 1) query.set("page", state.page);
    if (state.open.size) query.set("open", [...state.open].join(","));
    const hash = "#" + query;
    if (hash === (location.hash || "#")) return;
    try { history.replaceState(null, "", hash); } catch { /* a viewer that allows none */ }
  }

  // --- The overview ----------------------------------------------------------------------------
  function setFilter(changes) {
    Object.assign(state, changes, {page: 1});
    showFilters();
    render();
  }

  function verdict() {
    const box = find("verdict");
    const inHead = secrets.filter(s => s.where === "head").length;
    const refs = secrets.filter(s => s.where === "refs").length;
    const longest = secrets.reduce((most, s) => Math.max(most, s.days ?? 0), 0);
    const places = secrets.reduce((sum, s) => sum + s.places, 0);
    const clean = secrets.length === 0;
    box.append(el("div", {class: "verdict-line"},
      el("h2", {id: "verdict-title", class: clean && data.coverage.complete ? "good" : ""},
        clean ? (data.coverage.complete ? "No secrets found" : "No secrets found in what was read")
          : count(secrets.length, "secret", "secrets") + " leaked"),
      el("p", {}, clean ? data.coverage.scanned
        : "in " + count(places, "place", "places") + (inHead ? ", " + group(inHead) + " still in HEAD" : ", none in HEAD now"))));
    if (!clean) {
      const counts = SEVERITIES.map(s => [s, secrets.filter(x => x.severity === s).length]);
      let at = 0;
      box.append(svg("svg", {class: "bar", viewBox: "0 0 1000 12", preserveAspectRatio: "none", role: "img",
        "aria-label": counts.filter(c => c[1]).map(([s, n]) => n + " " + s).join(", ")},
        counts.filter(c => c[1]).map(([s, n]) => {
          const width = 1000 * n / secrets.length, x = at;
          at += width;
          return svg("rect", {x, y: 0, width: Math.max(width - 2, 1), height: 12, class: "fill-" + s});
        })));
      const tile = (kind, n, label, changes) => el("button", {type: "button", class: "tile " + kind,
        click: () => { setFilter(changes); find("secrets").focus(); }}, el("b", {}, n), el("span", {}, label));
      const none = {severities: new Set(), q: "", confidence: "", where: "", rule: "", author: "", path: ""};
      box.append(el("div", {class: "tiles"},
        counts.filter(c => c[1]).map(([s, n]) =>
          tile(s, group(n), s, Object.assign({}, none, {severities: new Set([s])}))),
        data.git ? tile("", group(inHead), "still in HEAD", Object.assign({}, none, {where: "head"})) : null,
        refs ? tile("", group(refs), "on another ref", Object.assign({}, none, {where: "refs"})) : null,
        longest ? tile("", count(longest, "day", "days"), "longest exposure", Object.assign({}, none, {sort: "exposure"})) : null));
    }
    if (!data.coverage.complete) {
      const errors = data.coverage.errors, shown = errors.slice(0, 5);
      box.append(el("div", {class: "notice", role: "note"},
        el("strong", {}, "This scan is incomplete: secrets in what was not read are not listed."),
        el("ul", {}, shown.map(e => el("li", {}, e.reason + ": " + e.where + (e.what ? " (" + e.what + ")" : ""))),
          errors.length > shown.length ? el("li", {}, "and " + group(errors.length - shown.length) + " more, listed below") : null)));
    }
    if (data.added.length) {
      box.append(el("div", {class: "notice", role: "note"},
        el("strong", {}, "This change adds " + count(data.added.length, "suppression", "suppressions") + " of its own."),
        el("ul", {}, data.added.slice(0, 20).map(line => el("li", {}, line)))));
    }
    if (data.selection) {
      box.append(el("div", {class: "notice", role: "note"},
        el("strong", {}, "Only a part of the history was scanned:"), data.selection));
    }
  }

  // How many secrets were exposed on each of `steps` days, by severity.
  function exposureChart() {
    const known = secrets.filter(s => s.from !== null && s.from <= data.now);
    if (known.length === 0) return null;
    const first = known.reduce((least, s) => Math.min(least, s.from), Infinity), last = Math.max(data.now, first + DAY);
    const steps = 120, width = 640, height = 190, left = 48, bottom = 22, top = 8;
    const series = SEVERITIES.map(() => new Array(steps + 1).fill(0));
    for (const s of known) {
      const row = series[SEVERITIES.indexOf(s.severity)];
      const a = Math.floor((s.from - first) / (last - first) * steps);
      const b = s.alive ? steps : Math.floor((Math.max(s.to, s.from) - first) / (last - first) * steps);
      for (let i = a; i <= Math.min(b, steps); ++i) ++row[i];
    }
    const totals = series[0].map((_, i) => series.reduce((sum, row) => sum + row[i], 0));
    const most = Math.max(...totals);
    const x = i => left + i / steps * (width - left - 6), y = n => top + (1 - n / most) * (height - top - bottom);
    const base = new Array(steps + 1).fill(0);
    const layers = [...SEVERITIES].reverse().map(severity => {
      const row = series[SEVERITIES.indexOf(severity)];
      if (!row.some(Boolean)) return null;
      const upper = [], lower = [];
      // A day's count stands until the next one's: steps, no slopes.
      const corner = (points, i, n) => points.push(x(i).toFixed(1) + "," + y(n).toFixed(1));
      row.forEach((n, i) => {
        if (i > 0) { corner(lower, i, base[i - 1] - row[i - 1]); corner(upper, i, base[i - 1]); }
        corner(lower, i, base[i]);
        base[i] += n;
        corner(upper, i, base[i]);
      });
      lower.reverse();
      return svg("polygon", {points: upper.concat(lower).join(" "), class: "fill-" + severity}, svg("title", {}, severity));
    });
    const ticks = [];
    for (let i = 0; i <= 4; ++i) {
      const at = first + (last - first) * i / 4;
      ticks.push(svg("text", {x: x(i * steps / 4), y: height - 6, class: "tick",
        "text-anchor": i === 0 ? "start" : i === 4 ? "end" : "middle"}, day(at)));
    }
    for (const n of new Set([0, Math.ceil(most / 2), most])) {
      ticks.push(svg("line", {x1: left, x2: width - 6, y1: y(n), y2: y(n), class: "axis"}),
        svg("text", {x: left - 6, y: y(n) + 4, class: "tick", "text-anchor": "end"}, group(n)));
    }
    return el("div", {class: "chart"}, el("h4", {}, "Exposed secrets over time"),
      svg("svg", {viewBox: "0 0 " + width + " " + height, role: "img",
        "aria-label": "At most " + count(most, "secret was", "secrets were") + " exposed at one time; " +
          group(totals[steps]) + " are now."}, ticks, layers));
  }

  function barList(title, rows, choose) {
    const most = Math.max(...rows.map(r => r[1]));
    return el("div", {class: "chart"}, el("h4", {}, title), el("ul", {class: "bars"},
      rows.map(([key, n, label]) => el("li", {}, el("button", {type: "button", click: () => choose(key)},
        el("span", {class: "bar-name", title: label}, label),
        svg("svg", {viewBox: "0 0 90 8", "aria-hidden": "true"},
          svg("rect", {width: 90, height: 8, rx: 4, class: "track"}),
          svg("rect", {width: Math.max(4, 90 * n / most), height: 8, rx: 4, class: "fill-low"})),
        el("span", {class: "n"}, group(n)))))));
  }

  function tally(keys) {
    const counts = new Map();
    for (const key of keys) counts.set(key, (counts.get(key) || 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  }

  function charts() {
    if (secrets.length === 0) { find("charts").hidden = true; return; }
    const rules = new Map(data.rules.map(r => [r.id, r.title]));
    const byRule = tally(secrets.map(s => s.ruleId)).slice(0, 7).map(([id, n]) => [id, n, rules.get(id)]);
    const chart = exposureChart();
    const list = barList("Most frequent kinds", byRule, rule => setFilter({rule}));
    if (!chart) list.classList.add("wide");
    find("charts").append(...[chart, list].filter(Boolean));
  }

  // --- A secret --------------------------------------------------------------------------------
  const times = secrets.filter(s => s.from !== null).map(s => s.from);
  const start = times.length ? times.reduce((a, b) => Math.min(a, b)) : data.now - DAY;
  const span = Math.max(DAY, data.now - start);

  function lifeBar(secret) {
    if (secret.from === null) return el("span", {class: "life"});
    const x = t => 200 * Math.min(1, Math.max(0, (t - start) / span));
    const from = x(secret.from), to = Math.max(x(secret.to), from + 3);
    const words = secret.days === null ? "" : secret.days === 0 ? "less than a day" : count(secret.days, "day", "days");
    return el("span", {class: "life"},
      svg("svg", {viewBox: "0 0 204 14", preserveAspectRatio: "none", "aria-hidden": "true"},
        svg("rect", {x: 0, y: 5, width: 204, height: 4, rx: 2, class: "life-track"}),
        svg("rect", {x: from, y: 3, width: to - from, height: 8, rx: 3,
          class: "fill-" + secret.severity + (secret.alive ? "" : " faded")})),
      el("span", {}, "since " + day(secret.from) + (words ? " · " + words : "")));
  }

  function stateTag(secret) {
    const kind = {head: "head-now", refs: "refs", disk: "disk", history: ""}[secret.where];
    return el("span", {class: "tag " + kind}, secret.state + (secret.over ? ", over " + count(data.maxDays, "day", "days") : ""));
  }

  function row(secret) {
    const open = state.open.has(secret.id);
    const first = secret.findings[0];
    const more = secret.places - 1;
    const button = el("button", {type: "button", class: "head", "aria-expanded": String(open),
      "aria-controls": "body-" + secret.id},
      el("span", {class: "sev " + secret.severity}, secret.severity),
      el("span", {class: "what"}, el("span", {class: "title"}, secret.title, " ", el("code", {}, secret.shown)),
        el("span", {class: "at"}, el("span", {class: "mono"}, first.place), more > 0 ? " and " + count(more, "more place", "more places") : "")),
      lifeBar(secret), el("span", {class: "state"}, stateTag(secret)));
    const box = el("article", {class: "secret " + secret.severity + (open ? " open" : ""), "data-id": secret.id}, el("h3", {}, button));
    button.addEventListener("click", () => {
      if (state.open.has(secret.id)) state.open.delete(secret.id); else state.open.add(secret.id);
      writeAddress();
      const fresh = row(secret);
      box.replaceWith(fresh);
      fresh.querySelector("button").focus();
    });
    if (open) box.append(body(secret));
    return box;
  }

  const section = (title, ...content) => el("section", {}, el("h4", {}, title), content);

  function body(secret) {
    const rule = data.rules[secret.rule];
    return el("div", {class: "body", id: "body-" + secret.id},
      timeline(secret),
      el("div", {class: "two"},
        section("What to do", el("ol", {class: "steps"}, secret.steps.map(step => el("li", {}, el("div", {},
          el("b", {}, STEPS[step.action] || step.action), data.texts[step.text],
          step.url ? el("div", {}, link(step.url, step.url)) : null,
          step.commands.map(c => el("pre", {}, c))))))),
        section("What it is", el("dl", {class: "facts"},
          fact("Rule", el("span", {}, rule.title + " ", el("code", {}, rule.id))),
          fact("Secret", el("code", {}, secret.shown)),
          fact("Confidence", secret.confidence + (secret.validity ? ", " + secret.validity : "")),
          fact("Exposure", secret.days === null ? "" : (secret.days === 0 ? "less than a day" : count(secret.days, "day", "days"))
            + (secret.over ? ", the policy allows " + count(data.maxDays, "day", "days") : "")),
          fact("Held now by", secret.refs.length ? secret.refs.slice(0, 12).join(", ") + (secret.refCount > 12 ? " and " + group(secret.refCount - 12) + " more" : "") : ""),
          fact("To accept it", el("span", {}, "add ", el("code", {}, "secret:" + secret.id), " to .sluiceignore"))),
          el("h4", {}, "Why it was reported"), reasons(secret.findings[0].reasons),
          el("h4", {}, "Controls"), el("ul", {class: "controls-list"}, rule.controls.map(i => el("li", {title: data.controls[i].title}, data.controls[i].label))))),
      places(secret));
  }
  const fact = (name, value) => value ? [el("dt", {}, name), el("dd", {}, value)] : null;

  function reasons(list) {
    if (list.length === 0) return el("p", {}, "Its pattern alone.");
    return el("ul", {class: "reasons"}, list.map(r => el("li", {},
      el("span", {class: "weight" + (r.weight < 0 ? " against" : "")}, r.weight === null ? "" : (r.weight < 0 ? "−" : "+") + Math.abs(r.weight).toFixed(1)),
      el("span", {}, r.feature.replace(/_/g, " ") + (r.value ? " = " + r.value : "")))));
  }

  function timeline(secret) {
    const dated = secret.findings.filter(f => f.commit);
    if (secret.from === null || dated.length === 0) return null;
    const from = dated.reduce((least, f) => Math.min(least, f.commit.date), secret.from);
    const to = Math.max(data.now, from + DAY), width = 1080, left = 8, right = 8;
    const x = t => left + (width - left - right) * Math.min(1, Math.max(0, (t - from) / (to - from)));
    const lanes = new Map();
    for (const f of dated) {
      if (!lanes.has(f.path || f.place)) lanes.set(f.path || f.place, []);
      lanes.get(f.path || f.place).push(f);
    }
    const shown = [...lanes].slice(0, 8), height = 22 + shown.length * 24 + 22;
    const marks = shown.map(([name, versions], lane) => {
      const y = 20 + lane * 24;
      return [svg("text", {x: left, y: y + 1, class: "tick"}, name.length > 110 ? "…" + name.slice(-109) : name),
        svg("rect", {x: left, y: y + 6, width: width - left - right, height: 5, rx: 2, class: "life-track"}),
        versions.map(f => {
          const stands = !f.removed && (f.reach === "head" || f.reach === "ref");
          const end = f.removed ? f.removed.date : stands ? data.now : Math.max(f.commit.date, secret.to);
          return svg("rect", {x: x(f.commit.date), y: y + 5, width: Math.max(4, x(end) - x(f.commit.date)), height: 7, rx: 3,
            class: "fill-" + secret.severity + (stands ? "" : " faded")},
            svg("title", {}, day(f.commit.date) + " to " + (f.removed ? day(f.removed.date) : stands ? "now" : "?")));
        })];
    });
    const axis = [0, .25, .5, .75, 1].map(p => svg("text", {x: left + p * (width - left - right), y: height - 4, class: "tick",
      "text-anchor": p === 0 ? "start" : p === 1 ? "end" : "middle"}, day(from + p * (to - from))));
    return el("section", {class: "timeline"}, el("h4", {}, "Its life"),
      svg("svg", {viewBox: "0 0 " + width + " " + height, role: "img", "aria-label": "The list below tells the same."}, marks, axis),
      el("ol", {class: "events"}, events(secret, dated)),
      lanes.size > shown.length ? el("p", {class: "at"}, "The picture shows " + shown.length + " of " + group(lanes.size) + " places.") : null);
  }

  function events(secret, dated) {
    const list = [];
    const at = (date, ...what) => list.push([date, what]);
    const commit = c => [el("span", {class: "mono"}, short(c.id)), " by " + person(c)];
    if (secret.introduced) at(secret.introduced.date, "Added in ", commit(secret.introduced));
    const seen = new Set();
    for (const f of [...dated].sort((a, b) => a.commit.date - b.commit.date)) {
      const name = f.path || f.place;
      const first = !seen.has(name);
      seen.add(name);
      const isIntroduction = secret.introduced && f.commit.id === secret.introduced.id;
      if (first) at(f.commit.date, isIntroduction ? "In " : "Copied to ", el("span", {class: "mono"}, name), isIntroduction ? null : [" in ", commit(f.commit)]);
    }
    for (const f of dated) if (f.removed) at(f.removed.date, "This version gone from ", el("span", {class: "mono"}, f.path || f.place), " in ", el("span", {class: "mono"}, short(f.removed.id)));
    if (secret.removed) at(secret.removed.date, "Removed from HEAD in ", commit(secret.removed));
    list.sort((a, b) => a[0] - b[0]);
    const cut = list.length > 14 ? list.splice(10, list.length - 13) : [];
    const lines = list.map(([date, what]) => el("li", {}, el("time", {datetime: day(date)}, day(date)), el("p", {}, what)));
    if (cut.length) lines.splice(10, 0, el("li", {}, el("time", {}, "…"), el("p", {}, count(cut.length, "more event", "more events"))));
    lines.push(el("li", {}, el("time", {datetime: day(data.now)}, "now"), el("p", {}, secret.now)));
    return lines;
  }

  function places(secret) {
    const limit = 100, shown = secret.findings.slice(0, limit);
    return section(count(secret.places, "place", "places"), el("div", {class: "scroll"}, el("table", {},
      el("thead", {}, el("tr", {}, ["Where", "State", "Commit", "Added by", "Fingerprint"].map(h => el("th", {scope: "col"}, h)))),
      el("tbody", {}, shown.map(f => el("tr", {},
        el("td", {}, link(f.link, f.place, {class: "mono"}), f.encoding ? " (" + f.encoding + ")" : ""),
        el("td", {}, f.standing),
        el("td", {}, f.commit ? [el("span", {class: "mono"}, short(f.commit.id)), " " + day(f.commit.date)] : "–"),
        el("td", {}, f.commit ? person(f.commit) : "–"),
        el("td", {}, el("code", {}, f.fingerprint))))))),
      secret.findings.length > limit ? el("p", {class: "at"}, "and " + group(secret.findings.length - limit) + " more; the JSON report lists all.") : null);
  }

  // --- The list --------------------------------------------------------------------------------
  function render() {
    const kept = chosen(), pages = Math.max(1, Math.ceil(kept.length / PAGE));
    state.page = Math.min(state.page, pages);
    const from = (state.page - 1) * PAGE, shown = kept.slice(from, from + PAGE);
    find("count").textContent = kept.length === secrets.length
      ? count(secrets.length, "secret", "secrets")
      : group(kept.length) + " of " + count(secrets.length, "secret", "secrets");
    find("secrets").replaceChildren(...(shown.length ? shown.map(row)
      : [el("p", {class: "empty"}, secrets.length ? "No secret fits these filters." : "Nothing to show: no secrets were found.")]));
    const turn = (label, page, usable) => el("button", {type: "button", disabled: !usable,
      click: () => { state.page = page; render(); find("secrets").focus(); }}, label);
    find("pages").replaceChildren(...(pages > 1 ? [turn("Previous", state.page - 1, state.page > 1),
      el("span", {}, "Page " + group(state.page) + " of " + group(pages)),
      turn("Next", state.page + 1, state.page < pages)] : []));
    writeAddress();
  }

  function options(select, first, rows) {
    select.replaceChildren(...[...(first ? [["", first]] : []), ...rows].map(([value, label]) => el("option", {value}, label)));
  }

  function showFilters() {
    for (const field of FIELDS) {
      const control = find(field);
      control.value = state[field];
      if (field === "sort" && !state.sort) control.value = "severity";
      // A value of the address that no option has.
      if (control.tagName === "SELECT" && control.selectedIndex < 0) { state[field] = ""; control.selectedIndex = 0; }
    }
    for (const chip of document.querySelectorAll(".chip")) {
      chip.setAttribute("aria-pressed", String(state.severities.has(chip.dataset.severity)));
    }
  }

  function filters() {
    const named = (list, first, key) => {
      const counts = new Map(tally(secrets.map(key)));
      return list.filter(([value]) => counts.has(value)).map(([value, label]) => [value, label + " (" + group(counts.get(value)) + ")"]);
    };
    find("severities").append(...SEVERITIES.filter(s => secrets.some(x => x.severity === s)).map(s =>
      el("button", {type: "button", class: "chip", "data-severity": s, "aria-pressed": "false", click: () => {
        const severities = new Set(state.severities);
        if (severities.has(s)) severities.delete(s); else severities.add(s);
        setFilter({severities});
      }}, s[0].toUpperCase() + s.slice(1) + " " + group(secrets.filter(x => x.severity === s).length))));
    options(find("confidence"), "Any", named([["high", "High"], ["medium", "Medium"], ["low", "Low"]], "", s => s.confidence));
    options(find("where"), "Anywhere", named(WHERE, "", s => s.where));
    options(find("rule"), "Any", tally(secrets.map(s => s.ruleId)).map(([id, n]) => [id, id + " (" + group(n) + ")"]));
    options(find("author"), "Anyone", tally(secrets.flatMap(s => [...s.authors])).map(([name, n]) => [name, name + " (" + group(n) + ")"]));
    options(find("sort"), "", SORTS);
    let waiting = 0;
    for (const field of FIELDS) {
      find(field).addEventListener("input", event => {
        const value = event.target.value;
        clearTimeout(waiting);
        const apply = () => setFilter({[field]: field === "sort" && value === "severity" ? "" : value});
        if (event.target.tagName === "INPUT") waiting = setTimeout(apply, 120); else apply();
      });
    }
    find("filters").addEventListener("submit", event => event.preventDefault());
    find("clear").addEventListener("click", () => setFilter({severities: new Set(), q: "", confidence: "", where: "", rule: "", author: "", path: "", sort: ""}));
    document.addEventListener("keydown", event => {
      const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); find("q").focus(); }
    });
    window.addEventListener("hashchange", () => { readAddress(); showFilters(); render(); });
  }

  // --- The rest --------------------------------------------------------------------------------
  function controls() {
    const box = find("controls");
    const counts = data.controls.map((_, i) => secrets.filter(s => data.rules[s.rule].controls.includes(i)).length);
    if (!counts.some(Boolean)) { box.hidden = true; return; }
    box.append(el("h2", {id: "controls-title"}, "Controls these secrets speak to"),
      el("div", {class: "scroll"}, el("table", {},
        el("thead", {}, el("tr", {}, ["Control", "What it asks for", "Secrets"].map(h => el("th", {scope: "col"}, h)))),
        el("tbody", {}, data.controls.map((c, i) => counts[i] ? el("tr", {}, el("td", {}, link(c.url, c.label)), el("td", {}, c.title), el("td", {}, group(counts[i]))) : null)))));
  }

  function accepted() {
    const box = find("accepted"), list = data.accepted;
    if (list.length === 0) { box.hidden = true; return; }
    const shown = list.slice(0, 200);
    box.append(el("h2", {id: "accepted-title"}, count(data.acceptedTotal, "accepted finding", "accepted findings")),
      el("p", {}, "Covered by an ignore entry, a comment or a baseline, and not counted above."),
      el("div", {class: "scroll"}, el("table", {},
        el("thead", {}, el("tr", {}, ["Where", "Kind", "Accepted by"].map(h => el("th", {scope: "col"}, h)))),
        el("tbody", {}, shown.map(a => el("tr", {}, el("td", {class: "mono"}, a.place), el("td", {}, a.title), el("td", {}, a.by)))))),
      data.acceptedTotal > shown.length ? el("p", {}, "and " + group(data.acceptedTotal - shown.length) + " more; the JSON report lists all.") : null);
  }

  function coverage() {
    const c = data.coverage;
    find("coverage").append(...[el("h2", {id: "coverage-title"}, "What was looked at"), el("p", {}, c.scanned),
      c.skipped.length ? el("ul", {}, c.skipped.map(s => el("li", {}, s))) : null,
      c.errors.length ? el("div", {class: "scroll"}, el("table", {},
        el("thead", {}, el("tr", {}, ["Not read", "Why", "What"].map(h => el("th", {scope: "col"}, h)))),
        el("tbody", {}, c.errors.map(e => el("tr", {}, el("td", {class: "mono"}, e.where), el("td", {}, e.reason), el("td", {}, e.what)))))) : null,
      c.suppressed.length ? el("ul", {}, c.suppressed.map(s => el("li", {}, s))) : null].filter(Boolean));
  }

  let before = null;
  window.addEventListener("beforeprint", () => {
    before = find("secrets").childNodes.length;
    const kept = chosen();
    if (kept.length > before) find("secrets").replaceChildren(...kept.slice(0, PRINTED).map(row));
  });
  window.addEventListener("afterprint", () => { if (before !== null) render(); before = null; });

  readAddress();
  verdict();
  charts();
  filters();
  controls();
  accepted();
  coverage();
  showFilters();
  render();
  find("app").hidden = false;
  document.documentElement.dataset.ready = "true";
})();
