// The site for colleagues: static pages without requests to other hosts. What is monitored, where to see it, who owns it, what each alert
// means and what to do.
import { type Html, html, rawText, text as escaped } from "quoting/html";
import { literal, typescript, type TypeScript } from "quoting/typescript";
import { asRead, join, lines } from "quoting/written";
import { alertSeverities } from "../alert-severity.ts";
import type { Alert, Catalog, Kind, Objective } from "../catalog.ts";
import { type Entry, isWebUrl, type Section, type Text } from "./block.ts";
import { consoleAddress } from "./console-path.ts";
import { type DocsOptions, singularOf } from "./entries.ts";
import { entryHtml, type HrefOf, inlineHtml, tableHtml } from "./html.ts";
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
    // files of this program
    { name: "style.css", text: asRead<"css">(siteStyle) },
    { name: "search.js", text: asRead<"typescript">(siteScript) },
    { name: "search-index.js", text: searchIndex(site) },
  ];
}

/** The same content as one file, without scripts. */
export function renderHtml(catalog: Catalog, options: DocsOptions = {}): Html {
  const sections = sectionsOf(catalog, options);
  const hrefOf = linksOf(sections, () => "");
  const site: Site = { catalog, sections, hrefOf, consoleUrl: options.consoleUrl };
  const all = lines(
    sections.map(
      (section) => html`<section id="${escaped(section.kind)}">${sectionHtml(section, hrefOf)}</section>`,
    ),
  );
  const contents = sections.map(
    ({ kind, title, entries }) =>
      html`<li><a href="#${escaped(kind)}">${escaped(title)}</a> <span class="count">${entries.length}</span></li>`,
  );
  const head = html`${metaHtml(`${catalog.name} ${catalog.version}`)}
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<style>
${rawText(siteStyle)}</style>`;
  return html`<!doctype html>
<html lang="en">
<head>
${head}
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header><span class="brand">${escaped(catalog.name)}</span> <span class="version">${escaped(catalog.version)}</span></header>
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

const metaHtml = (title: string): Html => html`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="telltale catalog docs">
<title>${escaped(title)}</title>`;

function page(site: Site, current: string, title: string, content: Html): Html {
  const { catalog } = site;
  return html`<!doctype html>
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
<a class="brand" href="index.html">${escaped(catalog.name)}</a> <span class="version">${escaped(catalog.version)}</span>
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

function menu({ sections }: Site, current: string): Html {
  const item = (file: string, title: string, count?: number): Html =>
    html`<li><a href="${escaped(file)}.html"${file === current ? html` aria-current="page"` : html``}>${escaped(title)}${count === undefined ? html`` : html` <span class="count">${count}</span>`}</a></li>`;
  const groups = [...new Set(kindTexts.map(({ group }) => group))].map((group) => {
    const items = kindTexts
      .filter((one) => one.group === group)
      .flatMap(({ kind }) => sections.filter((section) => section.kind === kind))
      .map(({ kind, title, entries }) => item(kind, title, entries.length));
    return items.length === 0 ? html`` : html`<p class="group">${escaped(group)}</p><ul>${items}</ul>`;
  });
  return html`<nav aria-label="Pages"><ul>${item("index", "Overview")}${item("teams", "Teams")}</ul>${groups}</nav>`;
}

const sectionHtml = ({ title, intro, entries }: Section, hrefOf: HrefOf): Html =>
  html`<h1>${escaped(title)}</h1>
<p class="intro">${escaped(intro)}</p>
${lines(entries.map((entry) => entryHtml(entry, hrefOf)))}`;

function introHtml({ catalog, consoleUrl }: Site, heading: "h1" | "p"): Html {
  const { name, version, description, owner } = catalog;
  const link =
    consoleUrl !== undefined && isWebUrl(consoleUrl)
      ? html` · <a class="out" rel="noreferrer" href="${escaped(new URL(consoleUrl).href)}">Console</a>`
      : html``;
  const title =
    heading === "h1"
      ? html`<h1 class="title">${escaped(name)}</h1>`
      : html`<p class="title">${escaped(name)}</p>`;
  const intro = description ?? "What this system emits, who owns it, and what to do when an alert fires.";
  return html`${title}
<p class="intro">${escaped(intro)}</p>
<p class="facts">Version ${escaped(version)}${owner === undefined ? html`` : html` · Owner ${escaped(owner)}`}${link}</p>`;
}

function overview(site: Site): Html {
  const { sections } = site;
  const tiles = sections.map(
    ({ kind, title, entries }) =>
      html`<li><a class="tile" href="${escaped(kind)}.html"><strong>${entries.length}</strong> ${escaped(title)}</a></li>`,
  );
  const parts = [
    introHtml(site, "h1"),
    html`<ul class="tiles">${tiles}</ul>`,
    alertsTable(site),
    objectivesTable(site),
    businessTable(site),
  ];
  return lines(parts.filter((part) => part !== ""));
}

const inline = (site: Site, text: Text): Html => inlineHtml(text, site.hrefOf);
const linked = (site: Site, kind: Kind, name: string): Html => inline(site, [{ kind, name }]);

function runbookHtml(site: Site, { runbook }: Alert | Objective): Html {
  return runbook === undefined
    ? html`<span class="faint">none</span>`
    : inline(site, [{ href: runbook, text: "Runbook" }]);
}

const tones = { page: "error", ticket: "warn", info: "plain" } as const;

function alertsTable(site: Site): Html {
  const { catalog } = site;
  if (catalog.alerts.length === 0) return html``;
  const rows = catalog.alerts
    .toSorted((a, b) => alertSeverities.indexOf(a.severity) - alertSeverities.indexOf(b.severity))
    .map((alert) => [
      linked(site, "alerts", alert.name),
      html`<span class="badge ${escaped(tones[alert.severity])}">${escaped(alert.severity)}</span>`,
      inline(site, [
        ...(alert.description === undefined ? [] : [`${alert.description} `]),
        ...alertText(alert, catalog),
      ]),
      escaped(alert.owner ?? "–"),
      runbookHtml(site, alert),
    ]);
  return html`<h2>Alerts</h2>\n${tableHtml("Alerts", ["Alert", "Urgency", "What it means", "Owner", "What to do"], rows)}`;
}

function objectivesTable(site: Site): Html {
  const { objectives } = site.catalog;
  if (objectives.length === 0) return html``;
  const rows = objectives.map((one) => [
    linked(site, "objectives", one.name),
    inline(site, objectiveText(one)),
    escaped(one.owner ?? "–"),
    runbookHtml(site, one),
  ]);
  return html`<h2>Objectives</h2>\n${tableHtml("Objectives", ["Objective", "Promise", "Owner", "What to do"], rows)}`;
}

const isFunnel = (kind: Kind, name: string, { journeys }: Catalog): boolean =>
  kind === "journeys" && journeys.some((one) => one.name === name && one.ordered);

/** What the business does, and where to see it. */
function businessTable(site: Site): Html {
  const { catalog, sections, consoleUrl } = site;
  const entries = sections
    .filter(({ kind }) => ["transactions", "journeys", "workflows"].includes(kind))
    .flatMap((section) => section.entries);
  if (entries.length === 0) return html``;
  const rows = entries.map(({ kind, name, summary, owner }) => {
    const address = consoleAddress(consoleUrl, kind, name, catalog);
    return [
      linked(site, kind, name),
      escaped(isFunnel(kind, name, catalog) ? "funnel" : singularOf(kind)),
      escaped(summary),
      escaped(owner ?? "–"),
      address === undefined ? html`` : inline(site, [{ href: address, text: "Open" }]),
    ];
  });
  const head = ["Name", "Kind", "Description", "Owner", ...(consoleUrl === undefined ? [] : ["Console"])];
  return html`<h2>Business</h2>\n${tableHtml(
    "Business",
    head,
    rows.map((row) => row.slice(0, head.length)),
  )}`;
}

function teams(site: Site): Html {
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
          : [
              [
                escaped(title),
                join(
                  own.map(({ name }) => linked(site, kind, name)),
                  html`, `,
                ),
              ],
            ];
      });
      return html`<h2>${escaped(owner)}</h2>\n${tableHtml(`Things of ${owner}`, ["Kind", "Names"], rows)}`;
    });
  return html`<h1>Teams</h1>\n<p class="intro">Who answers questions about what.</p>\n${lines(parts)}`;
}

/** Data as a script, since pages opened from a disk may not fetch files. */
function searchIndex({ sections }: Site): TypeScript {
  const items = sections.flatMap(({ kind, entries }) =>
    entries.map(({ name, id, summary, owner }) => ({
      kind: singularOf(kind),
      name,
      href: `${kind}.html#${encodeURIComponent(id)}`,
      text: summary.slice(0, 200),
      owner: owner ?? "",
    })),
  );
  return typescript`globalThis.catalogIndex = [\n${join(items.map(literal), typescript`,\n`)}\n];\n`;
}
