import { expect, test } from "vitest";
import { replayCommands } from "./alert-replay.ts";

const replay = {
  alertId: "0123456789abcdef",
  rule: "Payments fail",
  signals: ["traces" as const, "logs" as const],
  queries: [],
  everySeconds: 60,
  dataFrom: "2026-11-19T10:00:00Z",
  from: "2026-11-22T09:25:00Z",
  to: "2026-11-22T10:01:00Z",
};

test("exports the rule and each signal from the console, and replays them", () => {
  const folder = "replay-0123456789abcdef-20261122T100100Z";
  const range = "--from 2026-11-19T10:00:00Z --to 2026-11-22T10:01:00Z";
  expect(replayCommands(replay, "https://telltale.example/")).toEqual([
    `mkdir -p ${folder}`,
    `curl -fsS -H "authorization: Bearer $TELLTALE_TOKEN" -o ${folder}/rules.yaml 'https://telltale.example/api/alert-rules/file?rule=Payments%20fail'`,
    `npx telltale-console export --url https://telltale.example --signal traces ${range} --out ${folder}/traces.jsonl`,
    `npx telltale-console export --url https://telltale.example --signal logs ${range} --out ${folder}/logs.jsonl`,
    `npx telltale-cli replay ${folder}/rules.yaml ${folder} --from 2026-11-22T09:25:00Z --to 2026-11-22T10:01:00Z --rule='Payments fail'`,
  ]);
});

test("reads the values of a query at each evaluation, with its header once", () => {
  const queries = [{ name: "open orders", query: "SELECT count() AS value FROM spans", windowSeconds: 300 }];
  const command = replayCommands(
    { ...replay, signals: [], queries, dataFrom: "2026-11-22T09:20:30Z" },
    "https://telltale.example/",
  )[2];
  const [from, to] = ["2026-11-22T09:20:00Z", "2026-11-22T10:01:00Z"].map((time) => Date.parse(time) / 1000);
  expect(command).toBe(
    [
      `for at in $(seq ${from} 60 ${to}); do npx telltale-console sql --url https://telltale.example`,
      `'SELECT {at:String} AS time, {name:String} AS sql, * FROM (\nSELECT count() AS value FROM spans\n)'`,
      `--format csv --param from=$((at - 300)) --param to=$at --param at=$((at - 1)).999 --param 'name=open orders'; done`,
      `| awk 'NR == 1 { head = $0; print; next } $0 != head' > replay-0123456789abcdef-20261122T100100Z/sql-1.csv`,
    ].join(" "),
  );
});

test.each([
  ["jobs", "--rule=jobs"],
  ["Käufe, alle", "--rule='Käufe, alle'"],
  ["it's $(reboot) `x`", String.raw`--rule='it'\''s $(reboot) ${"`x`"}'`],
  ["-x", "--rule=-x"],
])("quotes the name %s for the shell", (rule, option) => {
  expect(
    replayCommands({ ...replay, rule }, "http://127.0.0.1:4319")
      .at(-1)!
      .endsWith(option),
  ).toBe(true);
});
