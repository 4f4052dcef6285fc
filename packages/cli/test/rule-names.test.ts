// Offline checks of rules: each mistake is named with its file, its line and its rule, and with the nearest known name.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { checkCommand } from "../src/catalog/check-command.ts";
import { replayCommand } from "../src/alerts/replay-command.ts";
import { runCommand } from "./run-command.ts";

// below the repository, so that the catalog finds `telltale`
const cache = path.join(import.meta.dirname, "../../../node_modules/.cache/telltale");
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(path.join(cache, "rule-names-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): void => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
};

write("data.csv", "time,jobs\n2026-03-02T09:00:00Z,1\n2026-03-02T09:20:00Z,1\n");
write(
  "catalog.ts",
  `import { defineCatalog } from "telltale/catalog";
export const catalog = defineCatalog({
  name: "shop", version: "1.0.0",
  attributes: { "shop.region": { type: "string", description: "Region.", owner: "a" } },
  metrics: { "shop.jobs.waiting": { kind: "gauge", unit: "{job}", description: "Jobs.", owner: "a", attributes: ["shop.region"] } },
  transactions: { purchase: { description: "A purchase.", owner: "a" } },
  journeys: { checkout: { steps: ["cart", "address", "payment"], ordered: true, description: "Checkout.", owner: "a" } },
  workflows: { order: { states: ["placed", "paid", "sent"], transitions: { placed: ["paid"], paid: ["sent"] }, description: "An order.", owner: "a" } },
  events: { "voucher.rejected": { description: "A voucher.", owner: "a" } },
});
`,
);

const rule = (name: string, lines: string): string => `  - name: ${name}\n${lines.replaceAll(/^/gm, "    ")}`;
const when = "when: { above: 0.3 }";

const replayOf = async (text: string, ...options: string[]) => {
  write("rules.yaml", `alerts:\n${text}\n`);
  return runCommand(replayCommand, ["rules.yaml", "data.csv", ...options], folder);
};
const withCatalog = ["--catalog", "catalog.ts"];

test.each([
  [
    "a type",
    `on: { transaction: purchse, measure: failure }\n${when}`,
    3,
    "on.transaction",
    "`purchse`",
    "`purchase`",
  ],
  [
    "a funnel",
    `on: { funnel: chekout, from: cart, to: payment }\n${when}`,
    3,
    "on.funnel",
    "`chekout`",
    "`checkout`",
  ],
  [
    "a step",
    `on:\n  funnel: checkout\n  from: cart\n  to: paymnt\n${when}`,
    6,
    "on.to",
    "`paymnt`",
    "`payment`",
  ],
  ["a workflow", `on: { workflow: ordr, measure: stuck }\n${when}`, 3, "on.workflow", "`ordr`", "`order`"],
  [
    "a state",
    `on: { workflow: order, measure: stuck, state: payd }\n${when}`,
    3,
    "on.state",
    "`payd`",
    "`paid`",
  ],
  [
    "an event",
    `on: { event: voucher.rejectd }\n${when}`,
    3,
    "on.event",
    "`voucher.rejectd`",
    "`voucher.rejected`",
  ],
  [
    "a metric",
    `on: { metric: shop.jobs.wating }\n${when}`,
    3,
    "on.metric",
    "`shop.jobs.wating`",
    "`shop.jobs.waiting`",
  ],
  [
    "an attribute of groups",
    `on: { metric: shop.jobs.waiting }\ngroupBy: [shop.regoin]\n${when}`,
    4,
    "groupBy",
    "`shop.regoin`",
    "`shop.region`",
  ],
  [
    "an attribute of a condition",
    `on:\n  metric: shop.jobs.waiting\n  where:\n    shop.regon: eu\n${when}`,
    6,
    'on.where."shop.regon"',
    "`shop.regon`",
    "`shop.region`",
  ],
  [
    "a member",
    `when:\n  any:\n    - when: { above: 1 }\n      on: { metric: shop.jobs.waiting }\n    - on: { transaction: purchas, measure: count }\n      when: { above: 1 }`,
    7,
    "when.any[1].on.transaction",
    "`purchas`",
    "`purchase`",
  ],
])("%s that the catalog does not know", async (_, lines, line, place, wrong, near) => {
  const { status, stderr } = await replayOf(rule("Rule", lines), ...withCatalog);
  expect(stderr).toContain(`  line ${line}: alerts[0].${place} of "Rule": ${wrong} is not a`);
  expect(stderr).toContain(`Did you mean ${near}?`);
  expect(status).toBe(1);
});

test("names that the catalog, the conventions or the library know, and spans of libraries, are fine", async () => {
  const rules = [
    rule(
      "a",
      `on: { transaction: purchase, measure: failure, where: { telltale.transaction.currency: EUR } }\n${when}`,
    ),
    rule(
      "b",
      `on: { metric: http.server.request.duration, aggregation: p95 }\ngroupBy: [service.name]\n${when}`,
    ),
    rule("c", `on: { operation: POST /checkout, measure: errors }\n${when}`),
    rule("d", `on: { metric: telltale.queue.size }\n${when}`),
    rule("e", `on: { sql: "SELECT 1 AS value, tier" }\ngroupBy: [tier]\n${when}`),
    rule("f", `on: { finding: repeated-queries }\ngroupBy: [service.name, operation, finding]\n${when}`),
    rule(
      "g",
      `groupBy: [tier]\nwhen:\n  all:\n    - on: { sql: "SELECT 1 AS value, tier" }\n      when: { above: 1 }\n    - on: { metric: telltale.queue.size }\n      groupBy: []\n      when: { above: 1 }`,
    ),
  ].join("\n");
  expect((await replayOf(rules, ...withCatalog)).status).toBe(0);
});

test("without a catalog any name is fine, and a catalog that is not there is named", async () => {
  const text = rule("Rule", `on: { transaction: purchse, measure: failure }\n${when}`);
  expect((await replayOf(text)).status).toBe(0);
  expect((await replayOf(text, "--catalog", "nothing.ts")).stderr).toContain("nothing.ts");
});

test("`catalog check --alerts` has a finding for each, with its file and line", async () => {
  write(
    "alerts/a.yaml",
    `alerts:\n${rule("Fails", `on: { transaction: purchse, measure: failure }\n${when}`)}\n`,
  );
  write("alerts/b.yaml", `alerts:\n${rule("Stuck", `on: { workflow: order, measure: stuck }\n${when}`)}\n`);
  const { stdout, status } = await runCommand(
    checkCommand,
    ["catalog.ts", "--alerts", "alerts", "--fail-on", "violation"],
    folder,
  );
  expect(stdout).toContain(
    'alerts/a.yaml:3:1  violation  alerts[0].on.transaction of "Fails": `purchse` is not a transaction of the catalog `shop`. (alert-rules)\n    Did you mean `purchase`?',
  );
  expect(stdout).not.toContain("b.yaml");
  expect(status).toBe(1);
});

test.each([
  ["SQL that writes", `on: { sql: "INSERT INTO t VALUES (1)" }\n${when}`, 3, "begins with `INSERT`"],
  [
    "SQL that writes behind a comment",
    `on: { sql: "/* SELECT */ DROP TABLE t" }\n${when}`,
    3,
    "begins with `DROP`",
  ],
  [
    "SQL without a value",
    `on: { sql: "SELECT count() AS n FROM spans -- value" }\n${when}`,
    3,
    "has no column `value`",
  ],
  [
    "a regular expression for a text",
    `on: { log: "payment .* declined" }\n${when}`,
    3,
    "looks like a regular expression",
  ],
  [
    "a window shorter than `every`",
    `on: { metric: jobs }\nwindow: 30s\nevery: 5m\n${when}`,
    4,
    "shorter than `every`",
  ],
  ["percents of a share", `on: { transaction: purchase, measure: failure }\nwhen: { above: 30 }`, 4, "30"],
  [
    "SQL that writes behind WITH",
    `on: { sql: "WITH a AS (SELECT 1 AS value) INSERT INTO t SELECT value FROM a" }\n${when}`,
    3,
    "has `INSERT INTO`",
  ],
  ["two statements", `on: { sql: "SELECT 1 AS value; DROP TABLE t" }\n${when}`, 3, "has several statements"],
  [
    "SQL that only reads a value",
    `on: { sql: "SELECT max(value) FROM t" }\n${when}`,
    3,
    "has no column `value`",
  ],
  [
    "SQL whose only value is a parameter or another name",
    `on: { sql: "SELECT {value:Int64} AS n, 1 AS \\"a value\\" FROM t" }\n${when}`,
    3,
    "has no column `value`",
  ],
  ["anchors for a text", `on: { log: "^payment failed$" }\n${when}`, 3, "looks like a regular expression"],
  [
    "an expression for a type of errors",
    `on: { errors: any, type: "Timeout.*" }\n${when}`,
    3,
    "Write the whole type",
  ],
  [
    "an expression for a finding",
    `on: { finding: "n-plus[a-z]+" }\n${when}`,
    3,
    "looks like a regular expression",
  ],
  [
    "a window of a member shorter than `every`",
    `every: 10m\nwhen:\n  all:\n    - on: { metric: jobs }\n      window: 1m\n      when: { above: 1 }`,
    7,
    "shorter than `every`",
  ],
  [
    "percents below which every share is",
    `on: { transaction: purchase, measure: completion }\nwhen: { below: 90 }`,
    4,
    "Write 0.9 for 90 %",
  ],
  [
    "percents of a forecast",
    `on: { transaction: purchase, measure: failure }\nwhen: { forecast: { above: 90, within: 4h } }`,
    4,
    "Write 0.9 for 90 %",
  ],
  ["percents in quotes", `on: { transaction: purchase, measure: failure }\nwhen: { above: "30%" }`, 4, "0.3"],
  [
    "a value for recovering that no share reaches",
    `on: { transaction: purchase, measure: completion }\nwhen:\n  below: 0.5\n  recover: 60`,
    6,
    'when.recover of "Rule": is `60`: the alert can never recover',
  ],
  [
    "an expression for the name of an event",
    `on: { event: "voucher.+" }\n${when}`,
    3,
    "Write the whole name of the event",
  ],
])("%s is a mistake with its line", async (_, lines, line, message) => {
  const { status, stderr } = await replayOf(rule("Rule", lines));
  expect(stderr).toContain(`  line ${line}: alerts[0].`);
  expect(stderr).toContain('of "Rule"');
  expect(stderr).toContain(message);
  expect(status).toBe(1);
});

test.each([
  "SELECT count() AS value FROM spans WHERE name = 'INSERT INTO t; x'",
  "(SELECT 1 AS value) UNION ALL (SELECT 2 AS value)",
  "WITH a AS (SELECT max(n) AS value FROM t) SELECT value FROM a;",
  "SELECT * FROM (SELECT count() AS value FROM t)",
  "SELECT (sum(a) / count()) AS value, region FROM t GROUP BY region",
  "select t.value from t",
  "SELECT count() AS value FROM spans WHERE time >= {from:DateTime64(9)} AND time < {to:DateTime64(9)}",
  "SELECT countIf(time >= {from:DateTime64(9)}) AS value FROM spans",
  "SELECT toUnixTimestamp({from:DateTime64(9)}) AS begun, {from:DateTime64(9)} AS since, 1 AS value FROM spans",
  'SELECT "from" AS place, count() AS `value` FROM t GROUP BY place',
])("SQL that reads is fine: %s", async (sql) => {
  expect((await replayOf(rule("Rule", `on: { sql: ${JSON.stringify(sql)} }\n${when}`))).stderr).toBe("");
});

test("a target in percents is a mistake with its line", async () => {
  write(
    "rules.yaml",
    "objectives:\n  - name: Goal\n    on: { transaction: purchase, measure: completion }\n    target: 99\n",
  );
  const { status, stderr } = await runCommand(replayCommand, ["rules.yaml", "data.csv"], folder);
  expect(stderr).toContain('line 4: objectives[0].target of "Goal"');
  expect(stderr).toContain("0.99");
  expect(status).toBe(1);
});

const moduleText = `const share = { transaction: "purchase", measure: "completion" };
export const alerts = [
  { name: "First", on: share, when: { above: 0.5 } },
  {
    name: "Second",
    on: share,
    when: {
      below: 0.5,
      recover: 60,
    },
  },
];
export const third = { name: "Third", on: { log: "^declined$" }, when: { above: 3 } };
`;

test.each(["rules.ts", "rules.mjs"])("mistakes in %s are named with their line and rule", async (file) => {
  write(file, moduleText);
  const { status, stderr } = await runCommand(replayCommand, [file, "data.csv"], folder);
  expect(stderr).toContain('  line 9: alerts[1].when.recover of "Second": is `60`');
  expect(stderr).toContain('  line 13: alerts[2].on.log of "Third": is `^declined$`');
  expect(status).toBe(1);
});

test("mistakes in a module are findings with file and line, also those of `defineAlert`", async () => {
  write("checked/rules.mjs", moduleText);
  const check = ["catalog.ts", "--alerts", "checked", "--format", "json"];
  const found = await runCommand(checkCommand, check, folder);
  expect(JSON.parse(found.stdout)).toMatchObject({
    findings: expect.arrayContaining([
      expect.objectContaining({
        id: "alert-rules",
        location: expect.objectContaining({ file: path.join("checked", "rules.mjs"), line: 9 }),
      }),
    ]),
  });
  const define = path.join(import.meta.dirname, "../src/alerts/index.ts");
  write(
    "defined.ts",
    `import { defineAlert } from ${JSON.stringify(define)};
export const first = defineAlert({ name: "First", on: { metric: "jobs" }, when: { above: 1 } });
export const second = defineAlert({
  name: "Second", on: { metric: "jobs" }, for: "5 minutes", when: { above: 1 },
});
`,
  );
  const { status, stderr } = await runCommand(replayCommand, ["defined.ts", "data.csv"], folder);
  expect(stderr).toContain("1 mistake in defined.ts");
  expect(stderr).toContain('  line 3: for of "Second": is `5 minutes`');
  expect(status).toBe(1);
});

test("a mistake is on the line of the module itself, not of a helper with the same name", async () => {
  const define = path.join(import.meta.dirname, "../src/alerts/index.ts");
  write(
    "helpers/named.ts",
    `import { defineAlert } from ${JSON.stringify(define)};
export const alertOf = (name: string) => defineAlert({ name, on: { metric: "jobs" }, for: "5 minutes", when: { above: 1 } });
`,
  );
  write(
    "named.ts",
    `import { alertOf } from "./helpers/named.ts";

export const waiting = alertOf("Waiting");
`,
  );
  const { stderr } = await runCommand(replayCommand, ["named.ts", "data.csv"], folder);
  expect(stderr).toContain('  line 3: for of "Waiting": is `5 minutes`');
});
