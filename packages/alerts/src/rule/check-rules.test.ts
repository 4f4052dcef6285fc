import { expect, test } from "vitest";
import { createReadCounter } from "../../../../tools/testing/longest-step.ts";
import { checkRules, checkRulesInSteps } from "./check-rules.ts";
import { defineAlert } from "./define.ts";

const on = { metric: "jobs" };
const share = { transaction: "purchase", measure: "failure" };
const rule = (rest: object): object => ({ name: "a", on, when: { above: 1 }, ...rest });
const lines = (file: unknown): string[] =>
  checkRules(file).map(({ path, message, fix }) => `${path}: ${message} ${fix}`);

test.each([
  [
    rule({ for: "5 minutes" }),
    "alerts[0].for: is `5 minutes`; expected a duration such as `90s`, `1.5h` or `1h30m`. Write a number with a unit from `ms` to `w`, in whole milliseconds.",
  ],
  [
    rule({ when: { above: "3" } }),
    'alerts[0].when.above: is `"3"`; expected a number. Write a number without quotes.',
  ],
  [
    rule({ on: share, when: { above: "30%" } }),
    "alerts[0].when.above: is `30%`; expected a number. Write 0.3 for 30 %.",
  ],
  [
    rule({ on: { sql: "INSERT INTO spans SELECT 1 AS value" } }),
    "alerts[0].on.sql: begins with `INSERT`; expected a query that only reads. Begin with `SELECT` or `WITH`.",
  ],
  [
    rule({ on: { sql: "SELECT count() /* value */ FROM spans WHERE name = 'value'" } }),
    "alerts[0].on.sql: has no column `value`. Name the number, for example `count() AS value`.",
  ],
  [
    rule({ on: { log: "payment .* declined" } }),
    "alerts[0].on.log: is `payment .* declined`, which looks like a regular expression; expected a text. Write `*` for any text and `?` for one character, for example `payment * declined`; `?` also for a character such as `^` that the text has.",
  ],
  [
    rule({ on: { sql: "SELECT countIf(match(body, '(card')) AS value FROM logs" } }),
    "alerts[0].on.sql: has the regular expression `(card`, which the store cannot read: unterminated group. Write one that RE2 knows.",
  ],
  [
    rule({ on: { log: "^payment" } }),
    "alerts[0].on.log: is `^payment`, which looks like a regular expression; expected a text. Write `*` for any text and `?` for one character, for example `payment * declined`; `?` also for a character such as `^` that the text has.",
  ],
  [
    rule({ on: { transaction: "^purchase", measure: "count" } }),
    "alerts[0].on.transaction: is `^purchase`, which looks like a regular expression; expected a text. Write the whole name of the transaction.",
  ],
  [
    rule({ on: { metric: "shop\\.orders" } }),
    "alerts[0].on.metric: is `shop\\.orders`, which looks like a regular expression; expected a text. Write the whole name of the metric.",
  ],
  [
    rule({ on: { funnel: "checkout", from: "cart", to: "pay.*" }, when: { below: 0.5 } }),
    "alerts[0].on.to: is `pay.*`, which looks like a regular expression; expected a text. Write the whole name of the step or state.",
  ],
  [
    rule({ on: { sql: "WITH 1 AS value DELETE FROM logs WHERE value" } }),
    "alerts[0].on.sql: has `DELETE FROM`; expected a query that only reads. Remove it.",
  ],
  [
    rule({ on: { sql: "WITH 1 AS value UPDATE logs SET value = 1" } }),
    "alerts[0].on.sql: has `UPDATE logs SET`; expected a query that only reads. Remove it.",
  ],
  [
    rule({ on: { sql: "WITH 1 AS a INSERT FUNCTION file('a') SELECT a AS value" } }),
    "alerts[0].on.sql: has `INSERT FUNCTION`; expected a query that only reads. Remove it.",
  ],
  [
    rule({ on: { sql: "SELECT value AS orders, count() FROM logs" } }),
    "alerts[0].on.sql: has no column `value`. Name the number, for example `count() AS value`.",
  ],
  [
    rule({ when: { change: { below: 30, ago: "1d" } } }),
    "alerts[0].when.change.below: is `30`; expected a number above -1, up to 0. Write -0.3 for 30 %.",
  ],
  [
    rule({ when: { change: { below: "-30%", ago: "1d" } } }),
    "alerts[0].when.change.below: is `-30%`; expected a number above -1, up to 0. Write -0.3 for -30 %.",
  ],
  [
    rule({ on: { event: "voucher\\..+" } }),
    "alerts[0].on.event: is `voucher\\..+`, which looks like a regular expression; expected a text. Write the whole name of the event.",
  ],
  [
    rule({ on: { metric: "jobs", where: { "server.name": "^eu-(north|south)$" } } }),
    'alerts[0].on.where."server.name": is `^eu-(north|south)$`, which looks like a regular expression; expected a text. Write the whole value: a condition on an attribute compares it as it is.',
  ],
  [
    rule({ on: share, when: { below: 0.5, recover: 60 } }),
    "alerts[0].when.recover: is `60`: the alert can never recover, because the value is a share from 0 to 1. Write 0.6 for 60 %.",
  ],
  [
    rule({ on: share, when: { above: 0.5, recover: -0.1 } }),
    "alerts[0].when.recover: is `-0.1`: the alert can never recover, because the value is a share from 0 to 1. Write 0 or more, or remove it.",
  ],
  [
    rule({ on: { log: "declined" }, when: { above: 5, recover: -1 } }),
    "alerts[0].when.recover: is `-1`: the alert can never recover, because the value is never below 0. Write 0 or more, or remove it.",
  ],
  [
    rule({ window: "1m", every: "5m" }),
    "alerts[0].window: is `1m`, shorter than `every` of `5m`: no evaluation looks at what is between two windows. Write a window of `5m` or more.",
  ],
  [
    rule({ on: { metric: "jobs", aggregation: "rate", across: "max" } }),
    "alerts[0].on.across: has no meaning for `rate`, which adds all series. Remove it, or choose `last`, `average`, `min` or `max`.",
  ],
  [rule({ severty: "page" }), "alerts[0].severty: is unknown. Did you mean `severity`?"],
  [
    rule({ severity: "high" }),
    "alerts[0].severity: is `high`; expected `page`, `ticket` or `info`. Write one of them.",
  ],
  [
    rule({ on: { metrc: "x" } }),
    "alerts[0].on: has `metrc`; expected a source with `metric`, `transaction`, `funnel`, `workflow`, `errors`, `log`, `event`, `finding`, `sql`, `service` or `operation`. Did you mean `metric`?",
  ],
  [
    rule({ on: { metric: "x", funnel: "y", from: "z" } }),
    "alerts[0].on: has `metric` and `funnel`, which exclude each other. Keep one of them.",
  ],
  [
    rule({ on: { funnel: "checkout", from: "cart" }, when: { below: 0.5 } }),
    "alerts[0].on.to: is missing: a conversion needs the second step. Add for example `to: payment`.",
  ],
  [
    rule({ on: { operation: "GET /", measure: "within" }, when: { below: 0.5 } }),
    "alerts[0].on.limit: is missing: `measure: within` needs the longest duration that is good. Add for example `limit: 2s`.",
  ],
  [
    rule({ on: undefined }),
    "alerts[0].on: is missing: the condition needs a source. Add for example `on: { metric: shop.orders }`.",
  ],
  [
    rule({ when: { above: 5, recover: 8 } }),
    "alerts[0].when.recover: is `8`, above the limit of 5: the alert would recover while the condition holds. Write a value at or below 5.",
  ],
  [
    rule({ on: share, when: { above: 30 } }),
    "alerts[0].when.above: is `30`: the alert can never fire, because the value is a share from 0 to 1. Write 0.3 for 30 %.",
  ],
  [
    rule({ on: share, when: { above: 1 } }),
    "alerts[0].when.above: is `1`: the alert can never fire, because the value is a share from 0 to 1. Correct the limit.",
  ],
  [
    rule({ on: share, when: { below: 0 } }),
    "alerts[0].when.below: is `0`: the alert can never fire, because the value is a share from 0 to 1. Correct the limit.",
  ],
  [
    rule({ when: { forecast: { within: "1h" } } }),
    "alerts[0].when.forecast: has no limit; expected `above` or `below`. Add one of them.",
  ],
  [
    rule({ when: { change: { ago: "7d" } } }),
    "alerts[0].when.change: has no limit; expected `above`, `times` or `below`. Add one of them.",
  ],
  [
    rule({ when: { change: { above: 50, ago: "1d" } } }),
    "alerts[0].when.change.above: is `50`: a growth by 5000 %, to 51 times the earlier value. Write 0.5 for 50 %, or `times: 51`.",
  ],
  [
    rule({ when: { change: { above: 10, ago: "1d" } } }),
    "alerts[0].when.change.above: is `10`: a growth by 1000 %, to 11 times the earlier value. Write 0.1 for 10 %, or `times: 11`.",
  ],
  [
    rule({ when: { change: { above: 2, times: 3, ago: "1d" } } }),
    "alerts[0].when.change: has `above` and `times`, which exclude each other. Keep one of them.",
  ],
  [rule({ when: { all: [] } }), "alerts[0].when.all: has 0 items; expected at least 1. Add an item."],
  [
    rule({ when: { not: { when: { abov: 3 } } } }),
    "alerts[0].when.not.when: has `abov`; expected a condition with `above`, `below`, `change`, `anomaly`, `forecast`, `burnRate`, `absent`, `all`, `any` or `not`. Did you mean `above`?",
  ],
  [rule({ window: "0s" }), "alerts[0].window: is `0s`; expected 1s or more. Write a longer time."],
  [
    rule({ dependsOn: ["b"] }),
    "alerts[0].dependsOn[0]: is `b`; no rule has this name. Write the name of a rule.",
  ],
  [
    rule({ dependsOn: ["a"] }),
    "alerts[0].dependsOn: depends on itself: `a` → `a`. Remove one of these dependencies.",
  ],
  [
    rule({ schedule: [{ timeZone: "Berlin" }] }),
    "alerts[0].schedule[0].timeZone: is `Berlin`; expected an IANA time zone. Write for example `Europe/Berlin`.",
  ],
  [
    rule({ maintenance: [{ from: "2026-03-02T10:00:00Z", to: "2026-03-02T09:00:00Z" }] }),
    "alerts[0].maintenance[0].to: is not after `from`. Write a later time.",
  ],
  [
    rule({
      when: {
        any: [
          {
            when: {
              anomaly: {
                holidays: [{ name: "sale", from: "2026-03-02T10:00:00Z", to: "2026-03-02T09:00:00Z" }],
              },
            },
          },
        ],
      },
    }),
    "alerts[0].when.any[0].when.anomaly.holidays[0].to: is not after `from`. Write a later time.",
  ],
  [
    rule({ on: share, when: { below: 0.5 }, evidence: { expected: 0.4 } }),
    "alerts[0].evidence.expected: is `0.4`, beyond the limit: the alert would always fire. Write the usual share.",
  ],
  [
    rule({ when: { burnRate: { objective: "x", windows: [{ long: "1h", short: "5m", factor: 2 }] } } }),
    "alerts[0].when.burnRate.objective: is `x`; there are no objectives. Write the name of an objective.",
  ],
])("names the path, the value, the expectation and the fix: %j", (one, expected) => {
  expect(lines({ alerts: [one] })).toEqual([expected]);
});

test("a rule that is evaluated rarely looks at the time between two evaluations unless it says otherwise", () => {
  expect(lines({ alerts: [rule({ every: "1h" })] })).toEqual([]);
});

test("rejects a file that is not an object, a list that is not an array, and a missing name", () => {
  expect(lines("alerts")).toEqual(
    [
      "is `alerts`; expected an object with `alerts`, `objectives` or `silences`. See the reference of alert rules.",
    ].map((line) => `: ${line}`),
  );
  expect(lines({ alerts: {} })).toEqual([
    "alerts: is an object; expected a list. Begin each item with `-`, or put the items into brackets.",
  ]);
  expect(lines({ alerts: [{ when: { above: 1 } }] })).toEqual([
    "alerts[0].name: is missing; expected text. Add `name`.",
  ]);
});

test("names are unique, also among the alerts that objectives make", () => {
  expect(lines({ alerts: [rule({}), rule({})] })).toEqual([
    "alerts[1].name: `a` is also the name of `alerts[0]`. Choose another name.",
  ]);
  const objective = { name: "Good", on: { transaction: "purchase", measure: "completion" }, target: 0.9 };
  expect(lines({ alerts: [rule({ name: "Good: error budget burns" })], objectives: [objective] })).toEqual([
    "alerts[0].name: `Good: error budget burns` is the name of a rule that the objective `Good` makes. Choose another name for the rule, or for the objective.",
  ]);
});

test("a circle of dependencies is shown", () => {
  const alerts = [rule({ name: "a", dependsOn: ["b"] }), rule({ name: "b", dependsOn: ["a"] })];
  expect(lines({ alerts })[0]).toBe(
    "alerts[0].dependsOn: depends on itself: `a` → `b` → `a`. Remove one of these dependencies.",
  );
});

test.each([
  [
    rule({ when: { change: { ago: "1d", below: -1 } } }),
    "when.change.below: is `-1`; expected a number above -1",
  ],
  [rule({ when: { change: { ago: "0s", above: 1 } } }), "when.change.ago: is `0s`; expected 1s or more."],
  [
    rule({ when: { forecast: { above: 1, within: "0s" } } }),
    "when.forecast.within: is `0s`; expected 1s or more.",
  ],
  [rule({ flapping: { firings: 3, within: "0s" } }), "flapping.within: is `0s`; expected 1s or more."],
  [
    rule({ on: { workflow: "order", measure: "stuck", longerThan: "100d" } }),
    "on.longerThan: is `100d`; expected at most 90d.",
  ],
  [rule({ on: { errors: "returning", quietFor: "0s" } }), "on.quietFor: is `0s`; expected 1s or more."],
  [rule({ groupBy: ["a", "b", "c", "d", "e", "f"] }), "groupBy: has 6 attributes; expected at most 5."],
  [rule({ groupBy: ["a", "a"] }), "groupBy: has `a` twice."],
  [
    rule({ on: { metric: "m", where: { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 } } }),
    "on.where: has 6 attributes; expected at most 5.",
  ],
  [
    rule({ groupBy: ["zone"], when: { all: [{ groupBy: ["region"], when: { above: 1 } }] } }),
    "when.all[0].groupBy: is not the rule's `groupBy` of `zone`.",
  ],
])("rejects what fits its form and can never work: %#", (wrong, message) => {
  expect(lines({ alerts: [wrong] }).join("\n")).toContain(`alerts[0].${message}`);
});

test("burn rates that nothing can reach are mistakes", () => {
  const objective = { name: "Good", on: { transaction: "purchase", measure: "completion" }, target: 0.9 };
  const windows = [{ long: "1h", short: "5m", factor: 20 }];
  const burning = rule({ on: undefined, when: { burnRate: { objective: "Good", windows } } });
  expect(lines({ alerts: [burning], objectives: [objective] })).toEqual([
    "alerts[0].when.burnRate.windows[0].factor: is `20`: the alert can never fire, because at a target of 0.9 nothing burns faster than 10 times. Write for example 5.",
  ]);
  expect(lines({ objectives: [{ ...objective, period: "1d" }] })[0]).toContain(
    "objectives[0].alerts: would never fire: over `1d`",
  );
  expect(lines({ objectives: [{ ...objective, period: "1d", alerts: [] }] })).toEqual([]);
});

test("an objective needs a share", () => {
  expect(lines({ objectives: [{ name: "x", on, target: 0.9 }] })).toEqual([
    "objectives[0].on: is not a share. Use the measure `completion`, `failure`, `errors` or `within`, or the conversion of a funnel.",
  ]);
});

test("`defineAlert` throws with every mistake", () => {
  const wrong = { name: "Purchases fail", when: { above: "x" }, for: "soon" };
  expect(() => defineAlert(wrong as never)).toThrow(
    "2 mistakes in `Purchases fail`.\n  when.above: is `x`; expected a number. Write a number without quotes.\n  for: is `soon`;",
  );
});

test("a circle of many rules is not shown whole, and who only depends on one is not in it", () => {
  const circle = Array.from({ length: 30 }, (_, place) =>
    rule({ name: `r${place}`, dependsOn: [`r${(place + 1) % 30}`] }),
  );
  const alerts = [...circle, rule({ name: "outside", dependsOn: ["r0"] })];
  const found = lines({ alerts });
  expect(found).toHaveLength(30);
  expect(found[7]).toBe(
    "alerts[7].dependsOn: depends on itself: it is in a circle with 29 other rules. Remove one of these dependencies.",
  );
});

test("of many objectives some are named, and of very many wrong names the first have a suggestion", () => {
  const objectives = Array.from({ length: 300 }, (_, place) => ({
    name: `Good ${place}`,
    on: { transaction: "purchase", measure: "completion" },
    target: 0.9,
  }));
  const burning = (name: string): object =>
    rule({
      name,
      on: undefined,
      when: { burnRate: { objective: `Goud ${name}`, windows: [{ long: "1h", short: "5m", factor: 2 }] } },
    });
  const found = lines({ alerts: Array.from({ length: 200 }, (_, place) => burning(`${place}`)), objectives });
  expect(found[0]).toContain("expected one of 300 objectives, such as `Good 0`, `Good 1`");
  expect(found[0]).toContain("Did you mean `Good 0`?");
  expect(found.at(-1)).toContain("Write the name of an objective.");
});

test("rules are checked one at a time: what is done between two pauses does not grow with their number", () => {
  const { counted, readsOf } = createReadCounter();
  const readsOfMany = (count: number, known = false) => {
    const parts = counted({ above: 1 });
    const alerts = Array.from({ length: count }, (_, place) =>
      rule({
        name: `r${place}`,
        when: parts,
        dependsOn: counted([`r${(place + 1) % count}`, `r${(place * 7) % count}`]),
      }),
    );
    const objectives = Array.from({ length: count }, (_, place) => ({
      name: `o${place}`,
      on: counted({ transaction: "purchase", measure: "completion" }),
      target: 0.9,
    }));
    return readsOf(checkRulesInSteps({ alerts, objectives }, { hasForm: () => known }));
  };
  const [few, many] = [readsOfMany(10), readsOfMany(1_000)];
  expect(many.most).toBeLessThan(2 * few.most);
  expect(many.all).toBeGreaterThan(50 * few.all);
  // what has the right form is not looked at again
  expect(readsOfMany(1_000, true).all).toBeLessThan(many.all / 2);
});

test("a target in percent names the share", () => {
  const objective = { name: "o", on: { transaction: "purchase", measure: "completion" }, target: 99 };
  expect(lines({ objectives: [objective] })).toEqual([
    expect.stringMatching(/^objectives\[0\]\.target: is `99`; .* Write 0\.99 for 99 %\.$/),
  ]);
  expect(lines({ objectives: [{ ...objective, target: 100 }] })).toEqual([
    expect.stringMatching(/^objectives\[0\]\.target: is `100`; .* Write a number in this range\.$/),
  ]);
});

test.each([
  { log: "payment * declined" },
  { log: "?payment *" },
  { log: "/api/orders/" },
  { log: "C:\\data costs $" },
  { sql: "WITH x AS (SELECT 1 AS v) SELECT v AS value FROM x" },
  { sql: "-- waiting\n(SELECT * FROM v)" },
])("accepts %j", (source) => expect(lines({ alerts: [rule({ on: source })] })).toEqual([]));

test.each([{ above: 9 }, { times: 51 }, { times: 51, below: -0.5 }])("accepts a change of %j", (limits) => {
  expect(lines({ alerts: [rule({ when: { change: { ago: "1d", ...limits } } })] })).toEqual([]);
});

test("a silence has patterns with `*`, and no regular expressions", () => {
  const silenced = (region: string): string[] =>
    lines({
      silences: [
        {
          name: "move",
          match: { region, version: "2.*" },
          from: "2026-03-02T00:00:00Z",
          to: "2026-03-03T00:00:00Z",
        },
      ],
    });
  expect(silenced("eu-*")).toEqual([]);
  expect(silenced("^eu-(north|south)$")).toEqual([
    "silences[0].match.region: is `^eu-(north|south)$`, which looks like a regular expression; expected a text. Write `*` for any text and `?` for one character, for example `eu-*`.",
  ]);
});

test("routes, addresses and SQL are not taken for regular expressions", () => {
  const where = { "http.route": "/users/:id(\\d+)/.*", "url.path": "/a.b/c", version: "1.2+3" };
  const sql = { "db.query.text": "SELECT o.* FROM orders o", "db.collection.name": "orders.*" };
  expect(lines({ alerts: [rule({ on: { metric: "jobs", where: { ...where, ...sql } } })] })).toEqual([]);
});

test.each([
  "SELECT value FROM logs",
  "SELECT 2 * value AS value FROM logs",
  "SELECT value AS before, count() AS value FROM logs",
  "SELECT t.value, updated FROM t",
  "SELECT count() AS value, any(deleted) AS updates FROM logs",
])("%s is a query with a value that only reads", (sql) => {
  expect(lines({ alerts: [rule({ on: { sql } })] })).toEqual([]);
});

test.each(["/blog/[slug]/comments", "/api/v1.0/users", "Order (new|renewal)", "/shop/[a-z]+"])(
  "%s is a name",
  (name) => {
    const named = [
      { event: name },
      { transaction: name, measure: "count" },
      { workflow: name, measure: "events" },
    ];
    expect(
      lines({ alerts: named.map((source, index) => rule({ name: String(index), on: source })) }),
    ).toEqual([]);
  },
);
