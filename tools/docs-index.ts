// The order of the pages in docs/README.md: by the goal of a reader. A page that is not listed here comes at the end of the guides.

/** A heading of the index with its pages, paths from `docs`. */
export interface IndexPart {
  readonly title: string;
  readonly about: string;
  readonly pages: readonly string[];
}

const guide = (...names: readonly string[]): readonly string[] => names.map((name) => `guide/${name}.md`);

export const indexParts: readonly IndexPart[] = [
  {
    title: "Start",
    about: "See it work, and send the first data of your own.",
    pages: guide(
      "quick-start",
      "quick-start-alert",
      "tour-of-faults",
      "first-steps",
      "zero-code",
      "nextjs",
      "docker",
      "commonjs",
      "monorepos",
      "windows-and-macos",
      "frontend",
      "file-pipeline",
      "side-by-side",
      "comparison",
    ),
  },
  {
    title: "Instrument: how to begin",
    about: "Which way, what, and in which form.",
    pages: guide("ways-to-instrument", "what-to-instrument", "patterns"),
  },
  {
    title: "Instrument: your business",
    about: "Record what only your application knows.",
    pages: guide(
      "transactions",
      "journeys-and-funnels",
      "workflows",
      "interactions",
      "business-routes",
      "errors",
      "profiles",
    ),
  },
  {
    title: "Instrument: spans, logs, metrics",
    about: "The signals, their context, and what else leaves the process.",
    pages: guide(
      "spans",
      "decorators",
      "logs",
      "metrics",
      "prometheus",
      "context",
      "propagation",
      "opentelemetry",
    ),
  },
  {
    title: "Instrument: libraries",
    about: "What is recorded without code of yours, and how to change it.",
    pages: guide(
      "http-servers",
      "http-clients",
      "databases",
      "databases-and-calls",
      "messaging",
      "genai",
      "functions-and-flags",
      "runtime",
    ),
  },
  {
    title: "Instrument: control what leaves",
    about: "Less, safer, richer.",
    pages: guide(
      "sampling",
      "redaction",
      "enrichment",
      "limits-and-guards",
      "export-and-spool",
      "overhead",
      "uninstall",
    ),
  },
  {
    title: "Migrate",
    about: "From another library: tables of calls, a codemod, and running both side by side.",
    pages: guide(
      "migrate-opentelemetry",
      "migrate-prom-client",
      "migrate-dd-trace",
      "migrate-sentry",
      "migrate-new-relic",
    ),
  },
  {
    title: "Test and check",
    about: "Tests of your telemetry, and a catalog that declares it.",
    pages: guide(
      "testing",
      "recorder",
      "lint",
      "catalog",
      "catalog-init",
      "catalog-check",
      "catalog-coverage",
      "catalog-diff",
      "catalog-live-check",
      "catalog-docs",
      "catalog-dashboards",
      "catalog-alerts",
      "catalog-registry",
    ),
  },
  {
    title: "See: the console's pages",
    about: "Each page, from business to detail.",
    pages: guide(
      "console-pages",
      "console-overview",
      "console-transactions",
      "console-journeys",
      "console-workflows",
      "console-interactions",
      "console-traces",
      "console-trace",
      "console-what-differs",
      "console-logs",
      "console-metrics",
      "console-errors",
      "source-maps",
      "console-services",
      "console-bottlenecks",
      "console-compare",
      "console-profiles",
      "console-dashboards",
      "console-notes",
      "console-import",
      "digest",
      "console-catalog",
      "sql",
      "console-settings",
    ),
  },
  {
    title: "Be alerted",
    about: "Rules, channels and anomalies.",
    pages: guide("alerts", "console-alerts", "alert-channels", "anomalies", "detector"),
  },
  {
    title: "Other backends",
    about: "Send the same telemetry elsewhere, too.",
    pages: guide(
      "backends-queries",
      "backends-grafana",
      "backends-jaeger",
      "backends-datadog",
      "backends-honeycomb",
      "backends-new-relic",
      "backends-elastic",
    ),
  },
  {
    title: "Operate the console",
    about: "Run it, protect it, keep it.",
    pages: guide(
      "service",
      "images",
      "kubernetes",
      "sizing",
      "security",
      "security-model",
      "personal-data",
      "receiving",
      "operating",
      "prometheus-scrape",
      "upgrades",
      "duplicates-and-late-data",
      "cluster",
      "troubleshooting",
      "support",
    ),
  },
];

/** The guides that no part lists. */
const otherPart: Omit<IndexPart, "pages"> = {
  title: "Other guides",
  about: "Pages without a place of their own yet.",
};

/** The parts with the pages of `files` (paths from `docs`), and what none of them lists in the last. */
export function partsWith(files: readonly string[]): readonly IndexPart[] {
  const known = new Set(files);
  const listed = new Set(indexParts.flatMap(({ pages }) => pages));
  const others = files.filter((file) => file.startsWith("guide/") && !listed.has(file));
  return [
    ...indexParts.map((part) => ({ ...part, pages: part.pages.filter((page) => known.has(page)) })),
    ...(others.length === 0 ? [] : [{ ...otherPart, pages: others.toSorted() }]),
  ];
}

/** The page that tools/library-reference.ts writes, and the folder. */
const library = "reference/library";

/** Its pages in the order of the guides; others come after them. */
const libraryPages: readonly string[] = [
  "set-up",
  "registered-catalog",
  "spans",
  "decorators",
  "metrics",
  "logs",
  "context",
  "transactions",
  "journeys-and-funnels",
  "workflows",
  "interactions",
  "profile",
  "calls",
  "errors",
  "http-servers",
  "http-clients",
  "databases",
  "messaging",
  "genai",
  "loggers",
  "runtime",
  "sampling",
  "redaction",
  "propagation",
  "export",
  "options",
  "metrics-types",
  "stats",
  "prometheus",
  "otel",
  "recorder",
  "testing",
  "catalog",
  "sql",
  "register",
  "alerts",
  "types",
];

function libraryPart(files: readonly string[]): readonly string[] {
  const listed = libraryPages.map((name) => `${library}/${name}.md`);
  const place = (file: string): number => (listed.includes(file) ? listed.indexOf(file) : listed.length);
  const pages = files.filter((file) => file.startsWith(`${library}/`)).toSorted();
  return [
    ...files.filter((file) => file === `${library}.md`),
    ...pages.toSorted((one, other) => place(one) - place(other)),
  ];
}

/** All parts of the documentation: the guides by goal, then the other folders, in the order of their names. */
export function sitePartsOf(files: readonly string[]): readonly IndexPart[] {
  const below = (folder: string): readonly string[] =>
    files.filter((file) => file.startsWith(folder)).toSorted();
  return [
    ...partsWith(files),
    {
      title: "Reference: the library",
      about: "Every exported name: signature, options, errors.",
      pages: libraryPart(files),
    },
    {
      title: "Reference",
      about: "Every setting, attribute, route and format.",
      pages: below("reference/").filter((file) => !file.startsWith(library)),
    },
    { title: "Lint rules", about: "What each rule reports, and how to correct it.", pages: below("lint/") },
    {
      title: "Understand: figures and decisions",
      about: "What it costs, and why it is as it is.",
      pages: [...below("benchmarks.md"), ...below("adr/")],
    },
  ].filter(({ pages }) => pages.length > 0);
}
