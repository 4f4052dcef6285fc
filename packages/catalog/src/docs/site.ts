// The site for colleagues: static pages without requests to other hosts. What is monitored, where to see it, who owns it, what each alert
// means and what to do.
import type { Alert, Catalog, Kind, Objective } from "../catalog.ts";
import { type Entry, isWebUrl, type Section, type Text } from "./block.ts";
import { consoleAddress } from "./console-path.ts";
import { type DocsOptions, singularOf } from "./entries.ts";
import { entryHtml, escapeHtml, type HrefOf, inlineHtml, tableHtml } from "./html.ts";
import type { DocsFile } from "./markdown.ts";
import { kindTexts, sectionsOf } from "./sections.ts";
import { siteScript } from "./site-script.ts";
import { siteStyle } from "./site-style.ts";
import { alertText, objectiveText } from "./sources.ts";

interface Site {
  readonly catalog: Catalog;
  readonly sections: readonly Section[];
  readonly hrefOf: HrefOf;
  readonly consoleUrl: string | undefined;
}

/** All files of the site; `index.html` is the start. */
export function renderSite(catalog: Catalog, options: DocsOptions = {}): readonly DocsFile[] {
  const sections = sectionsOf(catalog, options);
  const hrefOf = linksOf(sections, (kind) => `${kind}.html`);
  const site: Site = { catalog, sections, hrefOf, consoleUrl: options.consoleUrl };
  return [
    { name: "index.html", text: page(site, "index", "Overview", overview(site)) },
    ...sections.map((section) => ({
      name: `${section.kind}.html`,
      text: page(site, section.kind, section.title, sectionHtml(section, hrefOf)),
    })),
    { name: "teams.html", text: page(site, "teams", "Teams", teams(site)) },
    { name: "style.css", text: siteStyle },
    { name: "search.js", text: siteScript },
    { name: "search-index.js", text: searchIndex(site) },
  ];
}

/** The same content as one file, without scripts. */
export function renderHtml(catalog: Catalog, options: DocsOptions = {}): string {
  const sections = sectionsOf(catalog, options);
  const hrefOf = linksOf(sections, () => "");
  const site: Site = { catalog, sections, hrefOf, consoleUrl: options.consoleUrl };
  const all = sections
    .map((section) => `<section id="${section.kind}">${sectionHtml(section, hrefOf, "h1")}</section>`)
    .join("\n");
  const contents = sections
    .map(
      ({ kind, title, entries }) =>
        `<li><a href="#${kind}">${escapeHtml(title)}</a> <span class="count">${entries.length}</span></li>`,
    )
    .join("");
  const head = `${metaHtml(`${catalog.name} ${catalog.version}`)}
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<style>
${siteStyle}</style>`;
  return `<!doctype html>
<html lang="en">
<head>
${head}
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header><span class="brand">${escapeHtml(catalog.name)}</span> <span class="version">${escapeHtml(catalog.version)}</span></header>
<div class="frame">
<nav aria-label="Contents"><ul>${contents}</ul></nav>
<main id="main">
${introHtml(site, "p")}
${all}
</main>
</div>
</body>
</html>
`;
}

function linksOf(sections: readonly Section[], fileOf: (kind: Kind) => string): HrefOf {
  const links = new Map(
    sections.flatMap(({ kind, entries }) =>
      entries.map(
        ({ name, id }) => [`${kind} ${name}`, `${fileOf(kind)}#${encodeURIComponent(id)}`] as const,
      ),
    ),
  );
  return (kind, name) => links.get(`${kind} ${name}`);
}

const metaHtml = (title: string): string => `<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="telltale catalog docs">
<title>${escapeHtml(title)}</title>`;

function page(site: Site, current: string, title: string, content: string): string {
  const { catalog } = site;
  return `<!doctype html>
<html lang="en">
<head>
${metaHtml(`${title} · ${catalog.name}`)}
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'">
<link rel="stylesheet" href="style.css">
<script src="search-index.js" defer></script>
<script src="search.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header>
<a class="brand" href="index.html">${escapeHtml(catalog.name)}</a> <span class="version">${escapeHtml(catalog.version)}</span>
<search class="search" hidden><label class="unseen" for="query">Search</label><input id="query" type="search" placeholder="Search" autocomplete="off" aria-controls="results"><div id="results" hidden></div><span class="unseen" id="status" role="status"></span></search>
<button class="theme" type="button" hidden>Dark</button>
</header>
<div class="frame">
${menu(site, current)}
<main id="main">
${content}
</main>
</div>
</body>
</html>
`;
}

function menu({ sections }: Site, current: string): string {
  const item = (file: string, title: string, count?: number): string =>
    `<li><a href="${file}.html"${file === current ? ' aria-current="page"' : ""}>${escapeHtml(title)}${count === undefined ? "" : ` <span class="count">${count}</span>`}</a></li>`;
  const groups = [...new Set(kindTexts.map(({ group }) => group))].map((group) => {
    const items = kindTexts
      .filter((one) => one.group === group)
      .flatMap(({ kind }) => sections.filter((section) => section.kind === kind))
      .map(({ kind, title, entries }) => item(kind, title, entries.length));
    return items.length === 0 ? "" : `<p class="group">${group}</p><ul>${items.join("")}</ul>`;
  });
  return `<nav aria-label="Pages"><ul>${item("index", "Overview")}${item("teams", "Teams")}</ul>${groups.join("")}</nav>`;
}

const sectionHtml = ({ title, intro, entries }: Section, hrefOf: HrefOf, heading = "h1"): string =>
  `<${heading}>${escapeHtml(title)}</${heading}>
<p class="intro">${escapeHtml(intro)}</p>
${entries.map((entry) => entryHtml(entry, hrefOf)).join("\n")}`;

function introHtml({ catalog, consoleUrl }: Site, heading: "h1" | "p"): string {
  const { name, version, description, owner } = catalog;
  const link =
    consoleUrl !== undefined && isWebUrl(consoleUrl)
      ? ` · <a class="out" rel="noreferrer" href="${escapeHtml(new URL(consoleUrl).href)}">Console</a>`
      : "";
  return `<${heading} class="title">${escapeHtml(name)}</${heading}>
<p class="intro">${description === undefined ? "What this system emits, who owns it, and what to do when an alert fires." : escapeHtml(description)}</p>
<p class="facts">Version ${escapeHtml(version)}${owner === undefined ? "" : ` · Owner ${escapeHtml(owner)}`}${link}</p>`;
}

function overview(site: Site): string {
  const { sections } = site;
  const tiles = sections
    .map(
      ({ kind, title, entries }) =>
        `<li><a class="tile" href="${kind}.html"><strong>${entries.length}</strong> ${escapeHtml(title)}</a></li>`,
    )
    .join("");
  return [
    introHtml(site, "h1"),
    `<ul class="tiles">${tiles}</ul>`,
    alertsTable(site),
    objectivesTable(site),
    businessTable(site),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

const html = (site: Site, text: Text): string => inlineHtml(text, site.hrefOf);
const linked = (site: Site, kind: Kind, name: string): string => html(site, [{ kind, name }]);

function runbookHtml(site: Site, { runbook }: Alert | Objective): string {
  return runbook === undefined
    ? '<span class="faint">none</span>'
    : html(site, [{ href: runbook, text: "Runbook" }]);
}

const urgency: readonly Alert["severity"][] = ["page", "ticket", "info"];

function alertsTable(site: Site): string {
  const { catalog } = site;
  if (catalog.alerts.length === 0) return "";
  const rows = catalog.alerts
    .toSorted((a, b) => urgency.indexOf(a.severity) - urgency.indexOf(b.severity))
    .map((alert) => [
      linked(site, "alerts", alert.name),
      `<span class="badge ${alert.severity === "page" ? "error" : alert.severity === "ticket" ? "warn" : "plain"}">${escapeHtml(alert.severity)}</span>`,
      html(site, [
        ...(alert.description === undefined ? [] : [`${alert.description} `]),
        ...alertText(alert, catalog),
      ]),
      escapeHtml(alert.owner ?? "–"),
      runbookHtml(site, alert),
    ]);
  return `<h2>Alerts</h2>\n${tableHtml("Alerts", ["Alert", "Urgency", "What it means", "Owner", "What to do"], rows)}`;
}

function objectivesTable(site: Site): string {
  const { objectives } = site.catalog;
  if (objectives.length === 0) return "";
  const rows = objectives.map((one) => [
    linked(site, "objectives", one.name),
    html(site, objectiveText(one)),
    escapeHtml(one.owner ?? "–"),
    runbookHtml(site, one),
  ]);
  return `<h2>Objectives</h2>\n${tableHtml("Objectives", ["Objective", "Promise", "Owner", "What to do"], rows)}`;
}

const isFunnel = (kind: Kind, name: string, { journeys }: Catalog): boolean =>
  kind === "journeys" && journeys.some((one) => one.name === name && one.ordered);

/** What the business does, and where to see it. */
function businessTable(site: Site): string {
  const { catalog, sections, consoleUrl } = site;
  const entries = sections
    .filter(({ kind }) => ["transactions", "journeys", "workflows"].includes(kind))
    .flatMap((section) => section.entries);
  if (entries.length === 0) return "";
  const rows = entries.map(({ kind, name, summary, owner }) => {
    const address = consoleAddress(consoleUrl, kind, name, catalog);
    return [
      linked(site, kind, name),
      isFunnel(kind, name, catalog) ? "funnel" : singularOf(kind),
      escapeHtml(summary),
      escapeHtml(owner ?? "–"),
      address === undefined ? "" : html(site, [{ href: address, text: "Open" }]),
    ];
  });
  const head = ["Name", "Kind", "Description", "Owner", ...(consoleUrl === undefined ? [] : ["Console"])];
  return `<h2>Business</h2>\n${tableHtml(
    "Business",
    head,
    rows.map((row) => row.slice(0, head.length)),
  )}`;
}

function teams(site: Site): string {
  const byOwner = new Map<string, Entry[]>();
  for (const entry of site.sections.flatMap(({ entries }) => entries)) {
    const owner = entry.owner ?? "Without an owner";
    byOwner.set(owner, [...(byOwner.get(owner) ?? []), entry]);
  }
  const parts = [...byOwner]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([owner, entries]) => {
      const rows = kindTexts.flatMap(({ kind, title }) => {
        const own = entries.filter((entry) => entry.kind === kind);
        return own.length === 0
          ? []
          : [[escapeHtml(title), own.map(({ name }) => linked(site, kind, name)).join(", ")]];
      });
      return `<h2>${escapeHtml(owner)}</h2>\n${tableHtml(`Things of ${owner}`, ["Kind", "Names"], rows)}`;
    });
  return `<h1>Teams</h1>\n<p class="intro">Who answers questions about what.</p>\n${parts.join("\n")}`;
}

/** Data as a script, since pages opened from a disk may not fetch files. */
function searchIndex({ sections }: Site): string {
  const items = sections.flatMap(({ kind, entries }) =>
    entries.map(({ name, id, summary, owner }) => ({
      kind: singularOf(kind),
      name,
      href: `${kind}.html#${encodeURIComponent(id)}`,
      text: summary.slice(0, 200),
      owner: owner ?? "",
    })),
  );
  const lines = items.map((item) => JSON.stringify(item).replaceAll("<", "\\u003c"));
  return `globalThis.catalogIndex = [\n${lines.join(",\n")}\n];\n`;
}
