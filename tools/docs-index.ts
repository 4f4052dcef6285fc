// The order of the pages in docs/README.md: by the goal of a reader. A page that is not listed here comes at the end of the guides.

/** The groups of the navigation, in their order. */
export const groups = [
  { title: "Start", about: "Try it, set it up, or come from another tool." },
  { title: "Instrument", about: "Record what your application does, and control what leaves it." },
  { title: "Console", about: "What each page shows, and how you are alerted." },
  { title: "Operate", about: "Run the console, or send the data to another backend." },
  { title: "Reference", about: "Every name, setting, route and format, and what was measured and decided." },
] as const;

type GroupTitle = (typeof groups)[number]["title"];

/** What Telltale is, for the first page. */
export const sentence =
  "Telltale records what your Node.js application does for its users, as standard OpenTelemetry, and its console shows what fails, what is slow, and why.";

/** The way through the documentation that we recommend. */
export const firstPages: readonly { readonly page: string; readonly about: string }[] = [
  { page: "guide/quick-start.md", about: "A console, a small service and its first trace. Five minutes." },
  { page: "guide/quick-start-alert.md", about: "Count how far people get, and be alerted when orders fail." },
  { page: "guide/zero-code.md", about: "Start your own application with the preload. No code changes." },
  { page: "guide/what-to-instrument.md", about: "Choose the few calls of your own that answer questions." },
  { page: "guide/service.md", about: "Run the console for your team." },
];

/** A heading of the index with its pages, paths from `docs`. */
export interface IndexPart {
  readonly group: GroupTitle;
  readonly title: string;
  readonly about: string;
  readonly pages: readonly string[];
}

const guide = (...names: readonly string[]): readonly string[] => names.map((name) => `guide/${name}.md`);

export const indexParts: readonly IndexPart[] = [
  {
    group: "Start",
    title: "First steps",
    about: "See it work, and send the first data of your own.",
    pages: guide(
      "quick-start",
      "quick-start-alert",
      "tour-of-faults",
      "first-steps",
      "zero-code",
      "file-pipeline",
      "side-by-side",
      "comparison",
    ),
  },
  {
    group: "Start",
    title: "Your setup",
    about: "Frameworks, module systems, containers and platforms.",
    pages: guide("nextjs", "docker", "commonjs", "monorepos", "windows-and-macos", "frontend"),
  },
  {
    group: "Start",
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
    group: "Instrument",
    title: "How to begin",
    about: "Which way, what, and in which form.",
    pages: guide("ways-to-instrument", "what-to-instrument", "patterns"),
  },
  {
    group: "Instrument",
    title: "Your business",
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
    group: "Instrument",
    title: "Spans, logs, metrics",
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
    group: "Instrument",
    title: "Libraries",
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
    group: "Instrument",
    title: "Control what leaves",
    about: "Less, safer, richer.",
    pages: guide(
      "sampling",
      "redaction",
      "enrichment",
      "limits-and-guards",
      "export-and-spool",
      "in-production",
      "overhead",
      "uninstall",
    ),
  },
  {
    group: "Instrument",
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
    group: "Console",
    title: "Pages of the console",
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
    group: "Console",
    title: "Alerts",
    about: "Rules, channels and anomalies.",
    pages: guide("alerts", "console-alerts", "alert-channels", "anomalies", "detector"),
  },
  {
    group: "Operate",
    title: "Run the console",
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
  {
    group: "Operate",
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
];

/** The guides that no part lists. */
const otherPart: Omit<IndexPart, "pages"> = {
  group: "Start",
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
const api = "reference/api";
const integrations = "reference/integrations";

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
  const parts: readonly IndexPart[] = [
    ...partsWith(files),
    {
      group: "Reference",
      title: "Library",
      about: "Every exported name: signature, options, errors.",
      pages: libraryPart(files),
    },
    {
      group: "Reference",
      title: "Settings and formats",
      about: "Every setting, attribute and format.",
      pages: below("reference/").filter(
        (file) => ![library, api, integrations].some((start) => file.startsWith(start)),
      ),
    },
    {
      group: "Reference",
      title: "HTTP API",
      about: "Every route of the console.",
      pages: [...below(`${api}.md`), ...below(`${api}/`)],
    },
    {
      group: "Reference",
      title: "Integrations",
      about: "What is recorded of each library.",
      pages: [...below(`${integrations}.md`), ...below(`${integrations}/`)],
    },
    {
      group: "Reference",
      title: "Lint rules",
      about: "What each rule reports, and how to correct it.",
      pages: below("lint/"),
    },
    {
      group: "Reference",
      title: "Figures and decisions",
      about: "What it costs, and why it is as it is.",
      pages: [...below("benchmarks.md"), ...below("adr/")],
    },
  ];
  return parts.filter(({ pages }) => pages.length > 0);
}
