// Alerts over HTTP: who sees and changes rules, silences and alerts, what the audit log has, and a rule from a file to its note.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {
  AlertResult,
  AlertRuleInfo,
  AlertRulesResult,
  AlertsResult,
  AuditResult,
  MadeToken,
  Problem,
  SilencesResult,
  Silence,
} from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SecuredConsole, startSecured } from "../security/secured-console.ts";

/** Fires without data, so that it needs none. */
const rule = (name: string, more: object = {}) => ({
  name,
  on: { metric: "jobs" },
  when: { above: 10 },
  every: "1s",
  onNoData: "fire",
  onError: "fire",
  ...more,
});
const content = (name: string, more: object = {}) => ({ kind: "alert", content: rule(name, more) });

let folder: string;
let console_: SecuredConsole;
let tokens: Record<"oncall" | "reader" | "other", string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "telltale-rules-"));
  writeFileSync(
    join(folder, "queue.json"),
    JSON.stringify({ alerts: [rule("Queue grows", { owner: "team-jobs" })] }),
  );
  console_ = await startSecured({ alertRules: folder });
  const tokenFor = async (name: string, scope: string, tenant: string): Promise<string> =>
    (await console_.read<MadeToken>("POST", "/api/tokens", { body: { name, scope, tenant } })).token;
  tokens = {
    oncall: await tokenFor("oncall", "alerts", "shop"),
    reader: await tokenFor("reader", "read", "shop"),
    other: await tokenFor("other", "alerts", "bank"),
  };
});
afterAll(async () => {
  await console_?.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Name = keyof typeof tokens;
const asked = async (name: Name, method: string, path: string, body?: object, version?: number) =>
  console_.ask(method, path, {
    token: tokens[name],
    body,
    headers: version === undefined ? {} : { "if-match": `"${version}"` },
  });
const codeOf = async (response: Response): Promise<[number, string]> => [
  response.status,
  ((await response.json()) as Problem).code,
];
const rulesOf = async (name: Name): Promise<AlertRulesResult> =>
  console_.read<AlertRulesResult>("GET", "/api/alert-rules", { token: tokens[name] });
const auditOf = async (action: string): Promise<AuditResult["items"]> =>
  (await console_.read<AuditResult>("GET", "/api/audit?limit=500")).items.filter(
    (one) => one.action === action,
  );

test("the scope alerts changes rules, and nothing else that admin may", async () => {
  const made = await asked("oncall", "POST", "/api/alert-rules", content("Payments fail"));
  expect(made.status).toBe(200);
  const { id, version } = (await made.json()) as AlertRuleInfo;
  expect(await codeOf(await asked("reader", "POST", "/api/alert-rules", content("Mine")))).toEqual([
    403,
    "INSUFFICIENT_SCOPE",
  ]);
  expect(await codeOf(await asked("reader", "DELETE", `/api/alert-rules/${id}`, undefined, 1))).toEqual([
    403,
    "INSUFFICIENT_SCOPE",
  ]);
  expect(await codeOf(await asked("oncall", "POST", "/api/tokens", { name: "x", scope: "read" }))).toEqual([
    403,
    "INSUFFICIENT_SCOPE",
  ]);
  expect((await asked("oncall", "GET", "/api/traces")).status).toBe(200);
  expect([(await rulesOf("oncall")).mayChange, (await rulesOf("reader")).mayChange]).toEqual([true, false]);
  const changed = await asked(
    "oncall",
    "PUT",
    `/api/alert-rules/${id}`,
    content("Payments fail", { severity: "page" }),
    version,
  );
  expect(await changed.json()).toMatchObject({ version: 2, severity: "page", savedBy: "oncall (token)" });
  expect((await asked("oncall", "DELETE", `/api/alert-rules/${id}`, undefined, 2)).status).toBe(200);
  expect((await rulesOf("oncall")).items).toEqual([]);
});

test("each change is in the audit log with the rule before and after", async () => {
  const [created] = await auditOf("alert-rule.create");
  expect(created).toMatchObject({
    actor: "oncall (token)",
    tenant: "shop",
    details: { name: "Payments fail" },
  });
  const [changed] = await auditOf("alert-rule.change");
  expect(JSON.parse(String(changed!.details["before"]))).toEqual(rule("Payments fail"));
  expect(JSON.parse(String(changed!.details["after"]))).toMatchObject({ severity: "page" });
  const [deleted] = await auditOf("alert-rule.delete");
  expect(Object.keys(deleted!.details)).toEqual(["name", "before"]);
  expect(await auditOf("alert-rule.delete done")).toMatchObject([{ target: deleted!.target }]);
  expect(await auditOf("POST /api/alert-rules")).toEqual([]);
});

test("of two changes at once the second is rejected", async () => {
  const made = await asked("oncall", "POST", "/api/alert-rules", content("Slow"));
  const { id } = (await made.json()) as AlertRuleInfo;
  const path = `/api/alert-rules/${id}`;
  expect(await codeOf(await asked("oncall", "PUT", path, content("Slow")))).toEqual([
    428,
    "IF_MATCH_REQUIRED",
  ]);
  expect((await asked("oncall", "PUT", path, content("Slow"), 1)).status).toBe(200);
  expect(await codeOf(await asked("oncall", "PUT", path, content("Slow"), 1))).toEqual([
    412,
    "ALERT_RULE_CHANGED",
  ]);
  expect(await codeOf(await asked("other", "DELETE", path, undefined, 2))).toEqual([
    404,
    "ALERT_RULE_UNKNOWN",
  ]);
  expect((await rulesOf("other")).items).toEqual([]);
  await asked("oncall", "DELETE", path, undefined, 2);
});

test("a rule with mistakes is rejected with all of them", async () => {
  const response = await asked("oncall", "POST", "/api/alert-rules", {
    content: { name: "Bad", on: { metric: "jobs" }, when: { abov: 1 }, for: "5 minutes" },
  });
  const problem = (await response.json()) as Problem;
  expect([response.status, problem.code]).toEqual([422, "ALERT_RULE_INVALID"]);
  expect(problem.problems?.map(({ path }) => path)).toEqual(["when", "for"]);
  expect(await codeOf(await asked("oncall", "POST", "/api/alert-rules", { content: "rule" }))).toEqual([
    400,
    "BAD_BODY",
  ]);
  const preview = await asked("reader", "POST", "/api/alert-rules/preview", { content: { name: "Bad" } });
  expect(preview.status).toBe(422);
});

test("stored rules leave as a file", async () => {
  const made = await asked("oncall", "POST", "/api/alert-rules", content("Exported"));
  const file = await asked("reader", "GET", "/api/alert-rules/file");
  expect(file.headers.get("content-type")).toContain("yaml");
  expect(await file.text()).toContain("- name: Exported\n");
  await asked(
    "oncall",
    "DELETE",
    `/api/alert-rules/${((await made.json()) as AlertRuleInfo).id}`,
    undefined,
    1,
  );
});

test(
  "what other rules need cannot be deleted or renamed: the error names them and the fix",
  { tags: ["extended"] },
  async () => {
    const create = async (kind: string, one: object): Promise<AlertRuleInfo> => {
      const response = await asked("oncall", "POST", "/api/alert-rules", { kind, content: one });
      expect(response.status).toBe(200);
      return (await response.json()) as AlertRuleInfo;
    };
    const parent = await create("alert", rule("Shop is down"));
    const child = await create("alert", rule("Carts are slow", { dependsOn: ["Shop is down"] }));
    const objective = await create("objective", {
      name: "Checkout works",
      on: { service: "shop", measure: "errors" },
      target: 0.99,
    });
    const windows = [{ long: "1h", short: "5m", factor: 10 }];
    const burn = await create("alert", {
      name: "Budget burns",
      when: { burnRate: { objective: "Checkout works", windows } },
    });
    const refused = async (method: string, { id }: AlertRuleInfo, body?: object): Promise<Problem> => {
      const response = await asked("oncall", method, `/api/alert-rules/${id}`, body, 1);
      expect(response.status).toBe(409);
      return (await response.json()) as Problem;
    };
    expect(await refused("DELETE", parent)).toMatchObject({
      code: "ALERT_RULE_IN_USE",
      message: expect.stringMatching(
        /^`Shop is down` cannot be deleted: `Carts are slow` would no longer be/,
      ),
      fix: expect.stringContaining("First remove `Shop is down` from that rule"),
      problems: [{ path: "Carts are slow: dependsOn[0]" }],
    });
    expect(await refused("PUT", parent, content("Shop is offline"))).toMatchObject({
      code: "ALERT_RULE_IN_USE",
      message: expect.stringContaining("cannot be changed like this"),
    });
    expect(await refused("DELETE", objective)).toMatchObject({
      problems: [{ path: "Budget burns: when.burnRate.objective" }],
    });
    // a change that keeps the name, and the dependants first
    const path = `/api/alert-rules/${parent.id}`;
    const disabled = content("Shop is down", { disabled: true });
    expect((await asked("oncall", "PUT", path, disabled, 1)).status).toBe(200);
    for (const { id } of [child, burn, objective])
      expect((await asked("oncall", "DELETE", `/api/alert-rules/${id}`, undefined, 1)).status).toBe(200);
    expect((await asked("oncall", "DELETE", path, undefined, 2)).status).toBe(200);
  },
);

test("a silence is added and ended, and is in the audit log", async () => {
  const wish = { name: "migration", match: { owner: "team-*" }, to: "+2h" };
  const made = await asked("oncall", "POST", "/api/silences", wish);
  const { id, state } = (await made.json()) as Silence;
  expect(state).toBe("active");
  expect(await codeOf(await asked("reader", "DELETE", `/api/silences/${id}`))).toEqual([
    403,
    "INSUFFICIENT_SCOPE",
  ]);
  expect(
    await codeOf(await asked("oncall", "POST", "/api/silences", { ...wish, name: "past", to: "-2h" })),
  ).toEqual([422, "ALERT_RULE_INVALID"]);
  expect(await (await asked("oncall", "DELETE", `/api/silences/${id}`)).json()).toMatchObject({
    state: "ended",
  });
  expect(await codeOf(await asked("other", "DELETE", `/api/silences/${id}`))).toEqual([
    404,
    "SILENCE_UNKNOWN",
  ]);
  expect((await auditOf("silence.create"))[0]?.details["after"]).toContain("team-*");
  expect(await auditOf("silence.end")).toHaveLength(1);
  expect(await auditOf("silence.end done")).toHaveLength(1);
  const { silences } = await console_.read<SilencesResult>("GET", "/api/silences", { token: tokens.reader });
  expect(silences.map((one) => [one.name, one.state])).toEqual([["migration", "ended"]]);
});

test("a rule from a file is evaluated, read-only, and its alert is answered", async () => {
  const alerts = async (path = "/api/alerts"): Promise<AlertsResult> =>
    console_.read<AlertsResult>("GET", path);
  await expect.poll(async () => (await alerts()).states).toEqual({ firing: 1 });
  const { items, evaluation, owners } = await alerts("/api/alerts?state=firing&search=JOBS");
  expect(items).toMatchObject([
    { rule: "Queue grows", state: "firing", owner: "team-jobs", acknowledgedBy: "" },
  ]);
  expect([evaluation.rules, owners]).toEqual([1, ["team-jobs"]]);
  const { id, ruleId } = items[0]!;
  const note = async (kind: string, text = "") =>
    console_.read("POST", `/api/alerts/${id}/notes`, { body: { kind, text } });
  await note("acknowledge");
  await note("assign", "ben");
  await note("comment", "Looking into it.");
  await note("noise");
  await note("useful");
  const found = await console_.read<AlertResult>("GET", `/api/alerts/${id}`);
  expect(found.alert).toMatchObject({ acknowledgedBy: "the console's token", assignee: "ben" });
  expect(found.notes.map(({ kind }) => kind)).toEqual([
    "useful",
    "noise",
    "comment",
    "assign",
    "acknowledge",
  ]);
  expect(found.history).toMatchObject([{ kind: "firing", from: "ok", to: "firing" }]);
  expect(found.notices).toMatchObject([{ kind: "firing", withheld: null, deliveries: [] }]);
  // the last judgement of a firing counts
  expect(found.rule).toMatchObject({
    source: "file",
    place: "queue.json",
    useful: 1,
    noise: 0,
    precision: 1,
  });
  const change = { body: content("Queue grows"), headers: { "if-match": '"1"' } };
  expect(await codeOf(await console_.ask("PUT", `/api/alert-rules/${ruleId}`, change))).toEqual([
    409,
    "ALERT_RULE_READ_ONLY",
  ]);
  expect(await codeOf(await asked("reader", "POST", `/api/alerts/${id}/notes`, { kind: "useful" }))).toEqual([
    403,
    "INSUFFICIENT_SCOPE",
  ]);
  expect(await codeOf(await asked("oncall", "POST", `/api/alerts/${id}/notes`, { kind: "useful" }))).toEqual([
    404,
    "ALERT_UNKNOWN",
  ]);
  // it fires on a limit
  const accept = { kind: "accept", since: found.alert.since };
  expect(await codeOf(await console_.ask("POST", `/api/alerts/${id}/notes`, { body: accept }))).toEqual([
    409,
    "ALERT_LEVEL_UNKNOWN",
  ]);
  expect(await codeOf(await asked("reader", "POST", `/api/alerts/${id}/notes`, accept))).toEqual([
    403,
    "INSUFFICIENT_SCOPE",
  ]);
  expect(await auditOf("alert.accept")).toEqual([]);
  expect(await auditOf("alert.comment")).toMatchObject([{ details: { rule: "Queue grows" } }]);
  expect(JSON.stringify(await auditOf("alert.comment"))).not.toContain("Looking into it.");
  expect(await auditOf("alert.assign")).toMatchObject([{ details: { assignee: "ben" } }]);
  expect(await auditOf("alert.assign done")).toHaveLength(1);
});

test("a file that is broken keeps its rules, and says what is wrong", { tags: ["extended"] }, async () => {
  writeFileSync(join(folder, "queue.json"), '{ "alerts": [');
  const files = async () => (await console_.read<AlertRulesResult>("GET", "/api/alert-rules")).files;
  await expect
    .poll(files)
    .toMatchObject([{ path: "queue.json", rules: 1, problems: [{ fix: "Correct the YAML.", line: 1 }] }]);
  const { items } = await console_.read<AlertRulesResult>("GET", "/api/alert-rules");
  expect(items.map(({ name }) => name)).toEqual(["Queue grows"]);
  // also after a restart, which knows since when
  const [before] = await files();
  const { evaluation } = await console_.read<AlertsResult>("GET", "/api/alerts");
  await console_.restart();
  const last = async () => (await console_.read<AlertsResult>("GET", "/api/alerts")).evaluation;
  await expect.poll(async () => (await last()).lastMs! > evaluation.lastMs!).toBe(true);
  expect([await files(), (await last()).rules]).toEqual([[before], 1]);
  expect(Date.now() - Date.parse(before!.brokenSince!)).toBeLessThan(600_000);
});

test("the state survives a restart, and nothing is sent again", { tags: ["extended"] }, async () => {
  const changes = async () =>
    (await console_.read<{ items: readonly object[] }>("GET", "/api/alert-history")).items.length;
  const before = await changes();
  writeFileSync(
    join(folder, "queue.json"),
    JSON.stringify({ alerts: [rule("Queue grows", { owner: "team-jobs" })] }),
  );
  await console_.restart();
  const evaluated = async (): Promise<number | null> =>
    (await console_.read<AlertsResult>("GET", "/api/alerts")).evaluation.lastMs;
  const last = (await evaluated())!;
  await expect.poll(async () => (await evaluated())! > last).toBe(true);
  expect(await changes()).toBe(before);
});

test(
  "the alert of a file that is deleted ends in the history, with the reason",
  { tags: ["extended"] },
  async () => {
    rmSync(join(folder, "queue.json"));
    const history = async () =>
      (await console_.read<{ items: readonly object[] }>("GET", "/api/alert-history")).items[0];
    await expect.poll(history).toMatchObject({
      rule: "Queue grows",
      kind: "ended",
      from: "firing",
      to: "ok",
      reason: "the rule was deleted",
    });
    expect((await console_.read<AlertsResult>("GET", "/api/alerts")).items).toEqual([]);
  },
);
