// `telltale replay` as it is run, and `telltale-cli/alerts` as tests use it.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createFactReader, createInput, indexFacts } from "alerts/readings";
import { afterAll, expect, test } from "vitest";
import { expectAlert, metric, readData, readRules, type Recording, scenario } from "../src/alerts/index.ts";
import { replayCommand } from "../src/alerts/replay-command.ts";
import { type Ended, runCommand } from "./run-command.ts";

const folder = mkdtempSync(path.join(tmpdir(), "telltale-replay-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  writeFileSync(path.join(folder, name), text);
  return name;
}

const run = (...args: string[]): Promise<Ended> => runCommand(replayCommand, args, folder);

const rules = write(
  "rules.yaml",
  "alerts:\n  - name: Queue grows\n    on: { metric: jobs }\n    when: { above: 200, recover: 100 }\n    for: 5m\n",
);
const rows = Array.from({ length: 60 }, (_, minute) => {
  const time = `2026-03-02T09:${String(minute).padStart(2, "0")}:00Z`;
  return `${time},${minute < 20 || minute > 45 ? 50 : 300}`;
});
const table = write("jobs.csv", ["time,jobs", ...rows].join("\n"));
const timeline = `2026-03-02 09:00:00Z to 2026-03-02 09:59:00Z, 1 rule

2026-03-02 09:21:00Z  pending    Queue grows  value 300 (limit 200)
2026-03-02 09:26:00Z  firing     Queue grows  value 300 (limit 200)
2026-03-02 09:47:00Z  recovered  Queue grows  value 50 (limit 100)

Queue grows  ticket  fired once, 21m in all
`;

test("prints the timeline of a table, writes it, and compares it", async () => {
  expect(await run(rules, table)).toMatchObject({ status: 0, stdout: timeline });
  expect((await run(rules, table, "--output", "expected.txt")).status).toBe(0);
  expect(readFileSync(path.join(folder, "expected.txt"), "utf8")).toBe(timeline);
  expect((await run(rules, table, "--expect", "expected.txt")).status).toBe(0);
  write("other.txt", timeline.replace("09:26", "09:25"));
  const different = await run(rules, table, "--expect", "other.txt");
  expect(different.status).toBe(1);
  expect(different.stderr).toContain("differs from other.txt at line 4:\n- 2026-03-02 09:25:00Z  firing");
});

test("gives the timeline as data", async () => {
  const { changes } = JSON.parse((await run(rules, table, "--format", "json")).stdout) as {
    changes: { kind: string }[];
  };
  expect(changes.map(({ kind }) => kind)).toEqual(["pending", "firing", "recovered"]);
});

test("mistakes in rules, data and options are reported with their place, and the exit code differs", async () => {
  const wrong = write(
    "wrong.yaml",
    "alerts:\n  - name: a\n    on: { metric: x }\n    when: { above: 1 }\n    for: soon\n",
  );
  expect(await run(wrong, table)).toMatchObject({ status: 1, stdout: "" });
  expect((await run(wrong, table)).stderr).toContain(
    '  line 5: alerts[0].for of "a": is `soon`; expected a duration',
  );
  mkdirSync(path.join(folder, "several"));
  write("several/good.yaml", "alerts:\n  - { name: b, on: { metric: x }, when: { above: 1 } }\n");
  const bad = "alerts:\n  - name: c\n    on: { metric: x }\n    when:\n      abov: 1\n";
  const place = write(path.join("several", "bad.yaml"), bad);
  expect((await run("several", table)).stderr).toContain(`  ${place}:4: alerts[0].when of "c": has \`abov\``);
  expect((await run(rules, write("bad.csv", "time,jobs\nnever,1"))).stderr).toContain(
    "Row 2, column `time` is `never`",
  );
  expect((await run(rules, "nothing.csv")).stderr).toContain("Cannot read nothing.csv");
  expect((await run(rules)).status).toBe(2);
  expect((await run(rules, table, "--format", "xml")).status).toBe(2);
  expect((await run(rules, table, "--rule", "b")).status).toBe(2);
});

test("chooses rules by repeated names, which may have commas and quotes", async () => {
  const file = write(
    "names.yaml",
    `alerts:
  - { name: "Käufe, 'all'", on: { metric: jobs }, when: { above: 200 } }
  - { name: Other, on: { metric: jobs }, when: { above: 900 } }
  - { name: Third, on: { metric: jobs }, when: { above: 900 } }
`,
  );
  const { stdout } = await run(file, table, "--format", "json", "--rule", "Other", "--rule=Käufe, 'all'");
  const { rules: replayed } = JSON.parse(stdout) as { rules: { rule: string }[] };
  expect(replayed.map(({ rule }) => rule)).toEqual(["Käufe, 'all'", "Other"]);
});

test("reads all data of a folder", async () => {
  mkdirSync(path.join(folder, "data"));
  write("data/a.csv", ["time,jobs", ...rows.slice(0, 30)].join("\n"));
  write("data/b.csv", ["time,jobs", ...rows.slice(30)].join("\n"));
  write("data/rules.yaml", readFileSync(path.join(folder, rules), "utf8"));
  expect(await run("data/rules.yaml", "data")).toMatchObject({ status: 0, stdout: timeline });
  mkdirSync(path.join(folder, "empty"));
  expect((await run(rules, "empty")).stderr).toContain("empty has no data");
});

const attribute = (key: string, value: string): object => ({ key, value: { stringValue: value } });
const nanos = (minute: number): string => `${Date.parse("2026-03-02T09:00:00Z") + minute * 60_000}000000`;

test("reads business events, logs, errors, spans and metrics of an export of the store", async () => {
  const record = (minute: number, eventName: string, attributes: object[], body?: string): object => ({
    timeUnixNano: nanos(minute),
    eventName,
    severityNumber: 17,
    attributes,
    ...(body !== undefined && { body: { stringValue: body } }),
  });
  const ended = (minute: number, outcome: string): object =>
    record(minute, "telltale.transaction.ended", [
      attribute("telltale.transaction.type", "purchase"),
      attribute("telltale.transaction.outcome", outcome),
      { key: "telltale.transaction.duration_ms", value: { doubleValue: 1500 } },
    ]);
  const logRecords = [
    ended(1, "failed"),
    record(2, "telltale.journey.step", [
      attribute("telltale.journey.name", "checkout"),
      attribute("telltale.journey.step", "cart"),
      attribute("user.id", "u1"),
    ]),
    record(3, "telltale.workflow.event", [
      attribute("telltale.workflow.type", "order"),
      attribute("telltale.workflow.id", "order-789"),
      attribute("telltale.workflow.state", "paid"),
    ]),
    record(4, "exception", [attribute("exception.type", "TypeError")]),
    record(5, "", [], "payment declined"),
    record(6, "voucher.rejected", []),
  ];
  const resource = { attributes: [attribute("service.name", "payments")] };
  const span = {
    name: "POST /charge",
    kind: 2,
    startTimeUnixNano: nanos(7),
    endTimeUnixNano: nanos(8),
    status: { code: 2 },
  };
  const point = (minute: number, value: number): object => ({
    timeUnixNano: nanos(minute),
    startTimeUnixNano: nanos(0),
    asDouble: value,
  });
  const sum = { dataPoints: [point(9, 5), point(10, 12)], aggregationTemporality: 2, isMonotonic: true };
  const lines = [
    { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] },
    { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] },
    {
      resourceMetrics: [
        { resource, scopeMetrics: [{ metrics: [{ name: "orders", unit: "{order}", sum }] }] },
      ],
    },
  ];
  const file = path.join(folder, write("export.jsonl", lines.map((line) => JSON.stringify(line)).join("\n")));
  const { facts } = await readData([file]);
  expect(facts).toMatchObject([
    { transaction: "purchase", outcome: "failed", seconds: 1.5, attributes: { "service.name": "payments" } },
    { funnel: "checkout", step: "cart", who: "u1" },
    { workflow: "order", id: "order-789", state: "paid", ended: false },
    { type: "TypeError", errorGroup: "type:TypeError" },
    { log: "payment declined", severity: 17 },
    { event: "voucher.rejected" },
    // a span counts when it begins
    { span: "POST /charge", at: Date.parse("2026-03-02T09:07:00Z"), seconds: 60, failed: true },
    // the counter began nine minutes before its first point
    { metric: "orders", kind: "increase", value: 5, unit: "{order}" },
    { metric: "orders", kind: "increase", value: 7, unit: "{order}" },
  ]);
});

test("errors that spans recorded count before sampling, and once in a trace", async () => {
  const exception = (message: string, ...more: object[]): object => ({
    name: "exception",
    timeUnixNano: nanos(1),
    attributes: [attribute("exception.type", "TypeError"), attribute("exception.message", message), ...more],
  });
  const span = (trace: string, ...events: object[]): object => ({
    traceId: trace.repeat(32),
    traceState: "ot=th:c",
    name: "POST /charge",
    kind: 3,
    startTimeUnixNano: nanos(1),
    endTimeUnixNano: nanos(2),
    events,
  });
  const resource = (sdk: string): object => ({
    attributes: [attribute("service.name", "payments"), attribute("telemetry.sdk.name", sdk)],
  });
  const resourceSpans = [
    {
      resource: resource("opentelemetry"),
      scopeSpans: [
        {
          spans: [
            span("a", exception("no card"), exception("no card"), exception("no bank")),
            span("a", exception("no card")),
            span("b", exception("no card", attribute("voucher", "x"))),
          ],
        },
      ],
    },
    // what it records is captured as a log record, too
    { resource: resource("telltale"), scopeSpans: [{ spans: [span("c", exception("no card"))] }] },
  ];
  const record = {
    timeUnixNano: nanos(1),
    eventName: "exception",
    attributes: [attribute("exception.type", "E")],
  };
  const lines = [
    { resourceSpans },
    { resourceLogs: [{ resource: {}, scopeLogs: [{ logRecords: [record] }] }] },
  ];
  const file = path.join(folder, write("errors.jsonl", lines.map((line) => JSON.stringify(line)).join("\n")));
  const read = createFactReader(indexFacts((await readData([file])).facts));
  const at = Date.parse("2026-03-02T09:05:00Z");
  const groupsBy = (...groupBy: string[]): unknown =>
    read(createInput({ errors: "any" }, 600_000, 0, groupBy), at);
  // three errors of a sampling that keeps one in four, and a log record
  expect(groupsBy()).toEqual({ groups: [{ labels: {}, sample: { value: 13, count: 4 } }] });
  expect(groupsBy("service.name")).toMatchObject({
    groups: [
      { labels: { "service.name": "payments" }, sample: { value: 12, count: 3 } },
      { labels: { "service.name": "unknown_service" }, sample: { value: 1, count: 1 } },
    ],
  });
  // only log records have other attributes
  expect(groupsBy("voucher")).toEqual({
    groups: [{ labels: { voucher: "" }, sample: { value: 1, count: 1 } }],
  });
});

test("an expectation that is not met shows the timeline", () => {
  const rule = { name: "Queue grows", on: { metric: "jobs" }, when: { above: 10 } };
  const data = scenario({
    for: "2h",
    data: [metric("jobs", { value: { start: 1, "10:00": 20, "10:30": 1 } })],
  });
  const alert = expectAlert(rule, data);
  alert
    .toFire("Queue grows", { after: "10:00", within: "2m" })
    .toRecover("Queue grows", { after: "10:30", within: "2m" })
    .toFireOnly("Queue grows");
  expect(() => alert.toFire("Queue grows", { after: "10:10" })).toThrow(
    /^Expected `Queue grows` to fire after 10:10, but it did so at 2026-03-02T10:01:00.000Z\.\n\n2026-03-02 09:00:00Z to/,
  );
  expect(() => alert.notToFire()).toThrow("Expected no rule to fire, but `Queue grows` fired.");
  expect(() => alert.toFire("Queue")).toThrow("There is no rule `Queue`; the rules are `Queue grows`.");
});

test("the example of the guide works as it is printed: rule, scenario and expectations", async () => {
  const guide = readFileSync(path.join(import.meta.dirname, "../../../docs/guide/alerts.md"), "utf8");
  const snippet = (start: RegExp): string => {
    const block = [...guide.matchAll(/^```\w+\n(.*?)^```$/gms)].find(([, text]) => start.test(text!));
    return block![1]!;
  };
  const library = JSON.stringify(path.join(import.meta.dirname, "../src/alerts/index.ts"));
  const code = (text: string): string => text.replaceAll('"telltale-cli/alerts"', library);
  write("guide.yaml", snippet(/^alerts:/));
  write("outage.ts", code(snippet(/export default scenario/)));
  const { default: outage } = (await import(path.join(folder, "outage.ts"))) as { default: Recording };
  const expectations = /expectAlert\(await readRules\("alerts"\), outage\)(.*?);\n/s.exec(
    snippet(/expectAlert\(await/),
  )![1]!;
  const check = new Function("alerts", `return alerts${expectations}`) as (alerts: unknown) => void;
  const alerts = expectAlert(await readRules(path.join(folder, "guide.yaml")), outage);
  expect(() => check(alerts)).not.toThrow();
});

test.each([
  ["a: 1\nb: [2", "Flow sequence in block collection must be .* at line 2, column"],
  ["a: &a [*b]", "Unresolved alias"],
  [
    "a: &a [1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b]\nalerts: [*c,*c,*c,*c]",
    "Excessive alias",
  ],
])("names the file of YAML that cannot be read, and the place or the alias", async (text, message) => {
  const { status, stderr } = await run(write("alias.yaml", text), table);
  expect(status).toBe(1);
  expect(stderr).toMatch(new RegExp(`^telltale: Cannot read alias.yaml: ${message}`));
});

test("records may have names that every object has, and files a byte order mark", async () => {
  const record = {
    timeUnixNano: nanos(1),
    eventName: "constructor",
    attributes: [attribute("__proto__", "x")],
  };
  const line = { resourceLogs: [{ resource: {}, scopeLogs: [{ logRecords: [record] }] }] };
  const { facts } = await readData([
    path.join(folder, write("names.jsonl", `\uFEFF${JSON.stringify(line)}\n`)),
  ]);
  expect(facts).toMatchObject([{ event: "constructor", attributes: { ["__proto__"]: "x" } }]);
  expect(Object.hasOwn(facts[0]!.attributes, "__proto__")).toBe(true);
});

test("rejects a range that ends before it begins", async () => {
  const { status, stderr } = await run(
    rules,
    table,
    "--from",
    "2026-03-02T10:00",
    "--to",
    "2026-03-02T09:00",
  );
  expect(status).toBe(1);
  expect(stderr).toContain("ends at 2026-03-02T09:00:00.000Z, before its beginning");
});

test("labels cannot add lines to a timeline or control the terminal", async () => {
  const groups = write(
    "hosts.yaml",
    "alerts:\n  - { name: a, on: { metric: m }, when: { above: 1 }, groupBy: [host] }\n",
  );
  const hosts = write(
    "hosts.csv",
    'time,metric,value,host\n2026-03-02T09:00:00Z,m,5,"\u001b[31mx\nfiring y"\n2026-03-02T09:06:00Z,m,5,x\n',
  );
  const { stdout } = await run(groups, hosts);
  expect(stdout).toContain("firing  a {host= [31mx firing y}");
});
