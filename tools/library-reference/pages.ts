// Which page has which entry. The root entry is divided by the comments of its file; an entry of an integration is on the page of its kind.
import { readFileSync } from "node:fs";
import path from "node:path";

import { root } from "../source-files.ts";
import { packageEntries } from "../surface.ts";

/** A module that programs import, and the names of it that a page has; all of them if there is no list. */
export interface Entry {
  readonly specifier: string;
  readonly file: string;
  readonly names?: ReadonlySet<string> | undefined;
}

/** One page of the reference, below docs/reference/library. */
export interface PagePlan {
  readonly file: string;
  readonly title: string;
  /** What a reader finds. */
  readonly about: string;
  /** Guides, or paths from docs, without `.md`. */
  readonly guides: readonly string[];
  readonly entries: readonly Entry[];
}

/** A page without its entries. */
export type Heading = Omit<PagePlan, "entries">;
const page = (file: string, title: string, about: string, ...guides: readonly string[]): Heading => ({
  file,
  title,
  about,
  guides,
});

/** The pages of `telltale` itself, by the comments of `src/index.ts`. */
const ofRoot: Readonly<Record<string, Heading>> = {
  "set up": page(
    "set-up",
    "Set up",
    "`start`, its options, exporters and errors.",
    "first-steps",
    "export-and-spool",
  ),
  "the catalog by which all calls below are typed": page(
    "registered-catalog",
    "Registered catalog",
    "Types of all calls by your catalog.",
    "catalog",
  ),
  spans: page("spans", "Spans", "Spans, their events, links and attributes.", "spans", "patterns"),
  "decorators, and their forms for functions": page(
    "decorators",
    "Decorators and wrappers",
    "Measure methods and functions without changing their bodies.",
    "decorators",
  ),
  metrics: page("metrics", "Metrics", "Counters, gauges, histograms and timers.", "metrics"),
  "logs and events": page("logs", "Logs and events", "Log records and events.", "logs"),
  context: page(
    "context",
    "Context",
    "Context attributes, and context that is carried.",
    "context",
    "propagation",
  ),
  "business: transactions": page(
    "transactions",
    "Transactions",
    "Units of business work with an outcome.",
    "transactions",
  ),
  "business: journeys and funnels": page(
    "journeys-and-funnels",
    "Journeys and funnels",
    "Steps of people.",
    "journeys-and-funnels",
  ),
  "business: workflows and what listens to them": page(
    "workflows",
    "Workflows",
    "State machines of your business, and handlers of their events.",
    "workflows",
  ),
  "business: interactions": page(
    "interactions",
    "Interactions",
    "Contacts with customers and their results.",
    "interactions",
  ),
  "what a piece of work costs": page("profile", "Profile", "What a piece of work costs.", "profiles"),
  "databases, services and messages by hand": page(
    "calls",
    "Databases, services and messages",
    "Calls that no integration records.",
    "databases-and-calls",
    "messaging",
  ),
  errors: page("errors", "Errors", "Report errors that are handled.", "errors"),
};

/** The pages of the folders of `telltale`: its subpaths but the integrations. */
const ofSubpaths: Readonly<Record<string, Heading>> = {
  catalog: page("catalog", "telltale/catalog", "Declare a catalog of your telemetry.", "catalog"),
  export: page("export", "telltale/export", "Types of exporters and of what they send.", "export-and-spool"),
  metrics: page("metrics-types", "telltale/metrics", "Types of views, readers and exemplars.", "metrics"),
  options: page("options", "telltale/options", "Types of the options of `start`.", "limits-and-guards"),
  otel: page(
    "otel",
    "telltale/otel",
    "OpenTelemetry's samplers, processors and identifiers.",
    "opentelemetry",
    "sampling",
  ),
  prometheus: page("prometheus", "telltale/prometheus", "Metrics for Prometheus to scrape.", "prometheus"),
  propagation: page(
    "propagation",
    "telltale/propagation",
    "Propagators, and carriers of their own.",
    "propagation",
  ),
  recorder: page("recorder", "telltale/recorder", "Types of the recorder.", "recorder"),
  redaction: page("redaction", "telltale/redaction", "Remove secrets, also from your own data.", "redaction"),
  register: page(
    "register",
    "telltale/register",
    "Start the library before the application, without code.",
    "zero-code",
  ),
  sampling: page("sampling", "telltale/sampling", "Conditions and types of sampling rules.", "sampling"),
  sql: page("sql", "telltale/sql", "Summarize and sanitize SQL.", "databases"),
  stats: page("stats", "telltale/stats", "Types of the library's own figures.", "limits-and-guards"),
  testing: page("testing", "telltale/testing", "Collect and assert telemetry in tests.", "testing"),
};

/** The pages of integrations, each with its entries. */
const ofIntegrations: readonly (Heading & { readonly names: readonly string[] })[] = [
  {
    ...page(
      "http-servers",
      "HTTP servers",
      "Frameworks that serve requests.",
      "http-servers",
      "business-routes",
    ),
    names: ["http", "express", "fastify", "koa", "hono", "h3", "nestjs", "next", "graphql"],
  },
  { ...page("http-clients", "HTTP clients", "Requests to others.", "http-clients"), names: ["undici"] },
  {
    ...page("databases", "Databases", "Drivers, caches and mappers.", "databases"),
    names: [
      "pg",
      "mysql2",
      "better-sqlite3",
      "node-sqlite",
      "clickhouse",
      "redis",
      "ioredis",
      "sequelize",
      "typeorm",
    ],
  },
  {
    ...page("messaging", "Messaging and jobs", "Brokers, queues and schedules.", "messaging"),
    names: ["kafkajs", "amqplib", "nats", "mqtt", "bullmq", "pg-boss", "node-cron", "nestjs-schedule"],
  },
  {
    ...page("genai", "Generative AI", "Calls of models and tools.", "genai"),
    names: ["openai", "anthropic", "ai"],
  },
  {
    ...page("loggers", "Logging libraries", "Records of other loggers as log records.", "logs"),
    names: ["pino", "winston", "bunyan", "nestjs-logger", "console"],
  },
  {
    ...page("runtime", "Functions, flags and runtime", "", "functions-and-flags", "runtime"),
    about: "AWS Lambda, feature flags, and metrics of Node.js.",
    names: ["lambda", "openfeature", "runtime"],
  },
];

/** All pages but the one of types without an export. @throws if an entry or a comment of the root has no page */
export function pagePlans(): readonly PagePlan[] {
  const folder = "packages/telltale/";
  const entries = packageEntries("telltale");
  const entry = (name: string): Entry => ({
    specifier: `telltale/${name}`,
    file: folder + needed(entries[name], name),
  });
  const plans = [
    ...rootPages(),
    ...Object.entries(ofSubpaths).map(([name, heading]) => ({ ...heading, entries: [entry(name)] })),
    ...ofIntegrations.map(({ names, ...heading }) => ({
      ...heading,
      title: `Integrations: ${heading.title}`,
      entries: names.map(entry),
    })),
    {
      ...page(
        "alerts",
        "telltale-cli/alerts",
        "Write, replay and test alert rules in TypeScript.",
        "alerts",
        "reference/alert-rules",
      ),
      entries: [{ specifier: "telltale-cli/alerts", file: "packages/cli/src/alerts/index.ts" }],
    },
  ];
  const listed = new Set(plans.flatMap((plan) => plan.entries.map(({ specifier }) => specifier)));
  for (const name of Object.keys(entries))
    if (name !== "index" && !listed.has(`telltale/${name}`))
      throw new Error(`telltale/${name} has no page: add it to tools/library-reference/pages.ts`);
  return plans;
}

/** The names of the root entry by the comment above them. */
function rootPages(): readonly PagePlan[] {
  const file = "packages/telltale/src/index.ts";
  const [, ...groups] = `\n${readFileSync(path.join(root, file), "utf8")}`.split(/\n\/\/ (?=.*\nexport )/);
  return groups.map((group) => {
    const [comment = "", ...code] = group.split("\n");
    const lists = [...code.join("\n").matchAll(/\{([^}]*)\} from/g)].map(([, list]) => list ?? "");
    const names = lists.join(",").split(",").map(exportedName);
    const heading = needed(ofRoot[comment], comment);
    const title = `telltale: ${heading.title.charAt(0).toLowerCase()}${heading.title.slice(1)}`;
    return { ...heading, title, entries: [{ specifier: "telltale", file, names: new Set(names) }] };
  });
}

const exportedName = (text: string): string =>
  text
    .trim()
    .replace(/^type /, "")
    .replace(/^.* as /, "");

function needed<T>(value: T | undefined, name: string): T {
  if (value === undefined)
    throw new Error(`\`${name}\` has no page: add it to tools/library-reference/pages.ts`);
  return value;
}
