// The layers of the console.
import type { Layer } from "./layer.ts";

export const console: readonly Layer[] = [
  {
    name: "main",
    files: [
      "cli.ts",
      "command-line.ts",
      "commands/",
      "detector-jobs.ts",
      "early-engine.ts",
      "idle-memory.ts",
      "is-start.ts",
      "main.ts",
      "parts.ts",
      "ports.ts",
      "receivers.ts",
      "start.ts",
      "start-command.ts",
      "store-options.ts",
      "young-generation.ts",
      "doctor/",
    ],
    mayImport: [
      "alerts",
      "dashboards",
      "http",
      "scrape",
      "receive",
      "api",
      "auth",
      "anomalies",
      "findings",
      "detectors",
      "store",
      "lease",
      "import",
      "notify",
      "config",
      "problem",
      "version",
    ],
  },
  // Sends decided messages of alerts to their receivers, and knows no store: the code that stores them implements its outbox.
  { name: "notify", files: ["notify/"], mayImport: ["config", "problem"] },
  { name: "import", files: ["import/"], mayImport: ["receive", "formats", "config", "problem"] },
  // Asks targets for their metrics, and gives them to the intake.
  { name: "scrape", files: ["scrape/"], mayImport: ["receive", "formats", "config", "problem", "node-http"] },
  // Other formats than OTLP as OTLP's messages: plain data in, plain data out.
  { name: "formats", files: ["formats/"], mayImport: ["problem", "turns"] },
  // The one kind of error that is an answer, with its meaning in each protocol; http/ and commands/ make the answer of it.
  { name: "problem", files: ["problem/"], mayImport: [] },
  {
    name: "http",
    files: ["http/"],
    mayImport: [
      "import",
      "receive",
      "formats",
      "api",
      "auth",
      "store",
      "config",
      "problem",
      "version",
      "node-http",
    ],
  },
  {
    name: "api",
    files: ["api/"],
    mayImport: [
      "auth",
      "charts",
      "compare",
      "export",
      "lists",
      "store",
      "patterns",
      "source-maps",
      "problem",
      "sql",
      "tables",
      "turns",
      "version",
    ],
  },
  // Dashboards: the stored ones, the folder of files, and what their charts draw.
  {
    name: "dashboards",
    files: ["dashboards/"],
    mayImport: [
      "alerts",
      "api",
      "auth",
      "charts",
      "config",
      "folder",
      "lease",
      "lists",
      "store",
      "problem",
      "turns",
    ],
  },
  // What charts draw, from what their queries answer: plain data in, plain data out.
  { name: "charts", files: ["charts/"], mayImport: [] },
  // Compares what two sides measured: plain data in, plain data out.
  { name: "compare", files: ["compare/"], mayImport: [] },
  // Finds anomalies in minutes of the roll-ups, as a job of the leader.
  { name: "anomalies", files: ["anomalies/"], mayImport: ["store", "sql", "tables", "problem"] },
  // Detectors of bottlenecks: the spans of a trace in, findings out. No I/O.
  { name: "bottlenecks", files: ["bottlenecks/"], mayImport: [] },
  // Skeletons of texts, and patterns of skeletons: plain data in, plain data out.
  { name: "patterns", files: ["patterns/"], mayImport: ["lists"] },
  // Judges traces when they have arrived, as a job of the leader.
  { name: "findings", files: ["findings/"], mayImport: ["bottlenecks", "store"] },
  // Records how far the detectors are, around the jobs of the leader.
  { name: "detectors", files: ["detectors/"], mayImport: ["lease", "store"] },
  // Alerts: rules, their evaluation by the leader, what is stored of it, and the handlers of their routes.
  {
    name: "alerts",
    files: ["alerts/"],
    mayImport: [
      "api",
      "auth",
      "folder",
      "lists",
      "notify",
      "store",
      "config",
      "problem",
      "sql",
      "tables",
      "turns",
      "lease",
    ],
  },
  // A folder of files that people keep, looked at again and again.
  { name: "folder", files: ["folder/"], mayImport: [] },
  // Stacks as frames, and source maps read in a thread: plain data in, plain data out.
  { name: "source-maps", files: ["source-maps/"], mayImport: ["turns"] },
  // Rows back to the messages they may have come in.
  { name: "export", files: ["export/"], mayImport: ["lists", "receive", "sql", "tables"] },
  // Authentication and authorization: tokens, sessions, login, the audit log.
  { name: "auth", files: ["auth/"], mayImport: ["store", "config", "problem"] },
  { name: "receive", files: ["receive/"], mayImport: ["store", "config", "problem", "turns"] },
  {
    name: "store",
    files: ["store/"],
    mayImport: ["lease", "patterns", "sql", "config", "tables", "problem", "turns", "node-http"],
  },
  // Elects the one of several processes that runs background jobs. It knows neither the jobs nor where leases are stored.
  { name: "lease", files: ["lease/"], mayImport: [] },
  { name: "sql", files: ["sql/"], mayImport: [] },
  { name: "config", files: ["config.ts", "config/", "log.ts"], mayImport: ["tables", "problem"] },
  // What each table of the store declares, as data.
  { name: "tables", files: ["tables/"], mayImport: [] },
  // What Node 20 lacks for lists.
  { name: "lists", files: ["lists/"], mayImport: [] },
  // One after the other: functions, questions to a thread, pieces of a long computation.
  { name: "turns", files: ["turns/"], mayImport: [] },
  { name: "version", files: ["version.ts"], mayImport: [] },
  // A module of Node, loaded more cheaply.
  { name: "node-http", files: ["node-http.ts"], mayImport: [] },
];
