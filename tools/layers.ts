// The arrows of ARCHITECTURE.md as data: what a folder may import. `check-layers` fails on anything else and on any cycle.
// An exception stands here with its reason.

/** A part of the tree, and the parts below it that it may import. The first that matches a file is its part. */
export interface Layer {
  readonly name: string;
  /** Paths from the root; a folder ends in `/`. */
  readonly files: readonly string[];
  readonly mayImport: readonly string[];
}

/** Whole packages, by what they may import of each other. */
export const packages: readonly Layer[] = [
  { name: "otlp", files: ["packages/otlp/"], mayImport: [] },
  { name: "contract", files: ["packages/contract/"], mayImport: [] },
  { name: "telltale", files: ["packages/telltale/"], mayImport: ["otlp"] },
  { name: "console", files: ["packages/console/"], mayImport: ["otlp", "contract"] },
  { name: "web", files: ["packages/web/"], mayImport: ["contract"] },
  { name: "examples", files: ["examples/"], mayImport: ["telltale"] },
  // Benchmarks time the encoder by itself, and need something to send to the console.
  { name: "bench", files: ["bench/"], mayImport: ["telltale", "otlp", "tools"] },
  // The end-to-end tests read the API through its types and judge what was sent with the codec.
  { name: "e2e", files: ["e2e/"], mayImport: ["telltale", "otlp", "contract", "tools"] },
  // The bench tool reads the form of the figures, and the API's document is held against the paths of the contract.
  { name: "tools", files: ["tools/"], mayImport: ["bench", "contract"] },
];

/** Single arrows that no layer allows: from how packages are built, and from tests, to what `npm run check` or other tests use too. */
export const exceptions: readonly { readonly from: string; readonly to: string }[] = [
  { from: "packages/telltale/tsdown.config.ts", to: "tools/short-lines.ts" },
  { from: "packages/telltale/tsdown.config.ts", to: "tools/deferred-chunks.ts" },
  { from: "packages/telltale/tsdown.config.ts", to: "tools/node-modules.ts" },
  { from: "packages/console/tsdown.config.ts", to: "tools/short-lines.ts" },
  { from: "packages/telltale/test/packed.test.ts", to: "tools/check-lines.ts" },
  // the doctor is asked about a console that runs
  { from: "packages/telltale/test/packed/doctor.test.ts", to: "tools/console-process.ts" },
  // readers of outside text are measured in one way
  { from: "packages/telltale/test/slow-texts.test.ts", to: "tools/slow-texts.ts" },
  { from: "packages/telltale/test/text-readers.ts", to: "tools/slow-texts.ts" },
  { from: "packages/console/test/slow-texts.test.ts", to: "tools/slow-texts.ts" },
  { from: "packages/console/test/text-readers.ts", to: "tools/slow-texts.ts" },
  { from: "packages/web/src/ui/shell/filter-condition.test.ts", to: "tools/slow-texts.ts" },
];

const business = [
  "transaction",
  "journey",
  "funnel",
  "workflow",
  "interaction",
  "definition",
  "capture-error",
  "database",
  "call",
  "message",
  "profile",
];

/** Folders and files inside a package. Tests may import anything of their own package. */
export const inside: Readonly<Record<string, readonly Layer[]>> = {
  telltale: [
    {
      name: "index",
      files: ["index.ts"],
      mayImport: [
        "recorder",
        "reading",
        "start",
        "decorators",
        "business",
        "signals",
        "export",
        "spool",
        "propagation",
        "resource",
        "error",
        "engine",
        "prometheus",
      ],
    },
    // The command: asks what is below, and prints.
    {
      name: "command",
      files: ["bin.ts", "command.ts", "instrument-command/"],
      mayImport: ["start", "register", "integrations", "engine", "error", "version"],
    },
    {
      name: "start",
      files: ["start.ts", "options.ts", "options/", "configuration/", "doctor/"],
      mayImport: [
        "business",
        "signals",
        "export",
        "spool",
        "otel",
        "sampling",
        "enrichment",
        "conditions",
        "redaction",
        "prometheus",
        "recorder",
        "propagation",
        "config-file",
        "resource",
        "error",
        "engine",
        "version",
      ],
    },
    { name: "sampling", files: ["sampling/"], mayImport: ["conditions", "engine", "error"] },
    // What configuration changes on spans and records, and what it drops.
    { name: "enrichment", files: ["enrichment/"], mayImport: ["conditions", "engine", "error"] },
    // When a rule is for something: what rules of sampling and enrichment ask in the same words.
    { name: "conditions", files: ["conditions/"], mayImport: ["engine", "error"] },
    // `telltale/register`: everything, started before the application.
    {
      name: "register",
      files: ["register/"],
      mayImport: ["start", "integrations", "propagation", "engine", "error", "version"],
    },
    // Text in, text out: `telltale/sql`, and what database calls are read with.
    { name: "sql", files: ["sql/"], mayImport: [] },
    // What must not leave, by names and forms: `telltale/redaction`. It remembers names as texts of SQL are remembered.
    { name: "redaction", files: ["redaction/"], mayImport: ["sql", "engine", "error"] },
    { name: "spool", files: ["spool/"], mayImport: ["engine", "error"] },
    // Pure data in, data out: it is loaded by itself, with the YAML parser inside.
    { name: "config-file", files: ["config-file/"], mayImport: [] },
    { name: "resource", files: ["resource/"], mayImport: ["engine", "error", "version"] },
    // Calls of functions as spans, metrics and transactions: each is one of the calls below, put around a function.
    {
      name: "decorators",
      files: ["decorators/"],
      mayImport: ["business", "signals", "error", "engine"],
    },
    {
      name: "business",
      files: [...business.map((name) => `${name}.ts`), "business/", "calls/", "profiles/"],
      mayImport: ["sql", "signals", "error", "engine"],
    },
    // Context attributes are carried in baggage, so the signals know its form.
    {
      name: "signals",
      files: [
        "span.ts",
        "relation.ts",
        "log.ts",
        "metric.ts",
        "timer.ts",
        "instrument-handle.ts",
        "context.ts",
        "carried-context.ts",
      ],
      mayImport: ["propagation", "error", "engine", "version"],
    },
    // Pieces of the OpenTelemetry shape, for those who ask for them: `telltale/otel`.
    { name: "otel", files: ["otel.ts", "otel/"], mayImport: ["sampling", "engine", "error", "version"] },
    // One file a library: what it takes to see what that library does.
    {
      name: "integrations",
      files: ["integrations/"],
      mayImport: ["business", "signals", "propagation", "sql", "redaction", "engine", "error"],
    },
    { name: "export", files: ["export/"], mayImport: ["engine", "error", "version"] },
    // A view of what this process recorded, for `recorder()` and `report()`.
    { name: "recorder", files: ["recorder/"], mayImport: ["reading", "export", "engine", "error"] },
    // What left, put together again: trees of spans, transactions, journeys.
    { name: "reading", files: ["reading/"], mayImport: ["export"] },
    // `telltale/testing`: the whole library, started for a test.
    {
      name: "testing",
      files: ["testing/"],
      mayImport: ["start", "reading", "export", "business", "error", "engine"],
    },
    { name: "propagation", files: ["propagation/"], mayImport: ["engine", "error"] },
    { name: "prometheus", files: ["prometheus/"], mayImport: ["engine", "error"] },
    { name: "engine", files: ["engine/"], mayImport: ["error", "version"] },
    { name: "error", files: ["error.ts"], mayImport: [] },
    { name: "version", files: ["version.ts"], mayImport: [] },
  ],
  console: [
    {
      name: "main",
      files: ["cli.ts", "commands/", "main.ts", "start-command.ts", "doctor.ts"],
      mayImport: ["http", "scrape", "receive", "api", "auth", "store", "lease", "import", "config"],
    },
    { name: "import", files: ["import/"], mayImport: ["formats", "config"] },
    // Asks targets for their metrics, and gives them to the intake.
    { name: "scrape", files: ["scrape/"], mayImport: ["receive", "formats", "config"] },
    // Other formats than OTLP as OTLP's messages: plain data in, plain data out.
    { name: "formats", files: ["formats/"], mayImport: [] },
    // What any layer throws when the caller is at fault; http/ makes the answer of it.
    { name: "problem", files: ["http/problem.ts"], mayImport: [] },
    {
      name: "http",
      files: ["http/"],
      mayImport: ["receive", "formats", "api", "auth", "store", "config", "problem"],
    },
    { name: "api", files: ["api/"], mayImport: ["auth", "export", "store", "problem", "sql"] },
    // Rows back to the messages they may have come in.
    { name: "export", files: ["export/"], mayImport: ["receive"] },
    // Who somebody is and what they may do: tokens, sessions, logging in, the audit log.
    { name: "auth", files: ["auth/"], mayImport: ["store", "config", "problem"] },
    { name: "receive", files: ["receive/"], mayImport: ["store", "config"] },
    { name: "store", files: ["store/"], mayImport: ["lease", "sql", "config"] },
    // Who of many processes does what only one may do. Knows nothing of what it is, nor of where claims stand.
    { name: "lease", files: ["lease/"], mayImport: [] },
    { name: "sql", files: ["sql/"], mayImport: [] },
    { name: "config", files: ["config.ts", "config/", "log.ts"], mayImport: [] },
  ],
  web: [
    {
      name: "app",
      files: ["main.tsx", "app.tsx"],
      mayImport: ["pages", "ui", "draw", "state", "data", "lib"],
    },
    { name: "pages", files: ["pages/"], mayImport: ["ui", "draw", "state", "data", "lib"] },
    { name: "ui", files: ["ui/"], mayImport: ["draw", "state", "data", "lib"] },
    { name: "draw", files: ["draw/"], mayImport: ["lib"] },
    { name: "state", files: ["state/"], mayImport: ["data", "lib"] },
    { name: "data", files: ["data/"], mayImport: ["lib"] },
    { name: "lib", files: ["lib/"], mayImport: [] },
  ],
};

/** Packages from npm that only one part may import. */
export const reserved: Readonly<Record<string, { readonly part: string; readonly why: string }>> = {
  "@clickhouse/client": {
    part: "packages/console/src/store/",
    why: "the store is the only one that knows the engine",
  },
  "ffi-rs": { part: "packages/console/src/store/", why: "the engine's child process loads the library" },
  fastify: { part: "packages/console/src/http/", why: "everything else in the console is plain functions" },
  "@grpc/grpc-js": {
    part: "packages/console/src/http/",
    why: "everything else in the console is plain functions",
  },
};
