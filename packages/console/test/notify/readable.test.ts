// Each message alone answers five questions, in each channel: what, how bad, since when, for whom, where to look.
import { describe, expect, test } from "vitest";
import { toPart } from "../../src/notify/message.ts";
import { channelTexts } from "./channel-texts.ts";
import { details, notice, start } from "./notices.ts";

/** Seeded: the same in each run. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

interface Case {
  readonly content: Readonly<Record<string, unknown>>;
  readonly values: Readonly<Record<string, number>>;
  readonly value: number;
  readonly unit: string;
  /** What the message must name, and its figures. */
  readonly what: string;
  readonly bad: readonly string[];
}

const purchase = { transaction: "purchase", measure: "failure" };
const burnRate = {
  objective: "Charges succeed",
  windows: [{ long: "1h", short: "5m", factor: 14.4 }],
};

const kinds: Readonly<Record<string, (random: () => number) => Case>> = {
  share(random) {
    const part = 400 + Math.floor(random() * 500);
    const value = part / 1000;
    return {
      content: { on: purchase, when: { above: 0.3 } },
      values: { limit: 0.3, part, count: 1000 },
      value,
      unit: "1",
      what: "Failure of purchase",
      bad: ["30 %", `${part} of 1,000`],
    };
  },
  count: (random) => counted({ errors: "new" }, "Number of new error groups", random),
  finding: (random) =>
    counted({ finding: "repeated-queries" }, "traces with the finding repeated-queries", random),
  log: (random) => counted({ log: "timeout" }, "logs", random),
  errorShare(random) {
    const part = 60 + Math.floor(random() * 300);
    return {
      content: { on: { service: "payments", measure: "errors" }, when: { above: 0.05 } },
      values: { limit: 0.05, part, count: 1000 },
      value: part / 1000,
      unit: "1",
      what: "Error share of payments",
      bad: ["above 5 %", `${part} of 1,000 requests`],
    };
  },
  stuck: (random) => counted({ workflow: "refund", measure: "stuck" }, "stuck instances of refund", random),
  query: (random) => counted({ sql: "", name: "open orders" }, "pen orders", random),
  metric: (random) => counted({ metric: "queue.size" }, "queue.size", random),
  amount: (random) => counted({ transaction: "purchase", measure: "amount" }, "amount of purchase", random),
  latency(random) {
    const value = 3 + Math.floor(random() * 20);
    const on = { service: "payments", measure: "p95" };
    return {
      content: { on, when: { above: 2 } },
      values: {},
      value,
      unit: "s",
      what: "P95 of payments",
      bad: [`${value} s`, "above 2 s"],
    };
  },
  funnel(random) {
    const part = 100 + Math.floor(random() * 300);
    const on = { funnel: "booking", from: "room", to: "paid" };
    return {
      content: { on, when: { below: 0.5 } },
      values: { part, count: 1000 },
      value: part / 1000,
      unit: "1",
      what: "Conversion room → paid of funnel booking",
      bad: ["below 50 %", `${part} of 1,000 people`],
    };
  },
  change(random) {
    const value = 10 + Math.floor(random() * 100);
    return {
      content: { on: { event: "login" }, when: { change: { ago: "7d", below: -0.5 } } },
      values: { earlier: 400, change: (value - 400) / 400 },
      value,
      unit: "",
      what: "events login",
      bad: [`is ${value}`, "it was 400", "50 % less"],
    };
  },
  anomaly(random) {
    const value = 50 + Math.floor(random() * 100);
    return {
      content: { on: { metric: "queue.size" }, when: { anomaly: {} } },
      values: { expected: 30, low: 20, high: 40 },
      value,
      unit: "",
      what: "queue.size",
      bad: [`is ${value}`, "usual 20 to 40"],
    };
  },
  forecast(random) {
    const value = 10 + Math.floor(random() * 70);
    return {
      content: { on: { metric: "disk" }, when: { forecast: { above: 90, within: "4h" } } },
      values: { predicted: 95 },
      value,
      unit: "",
      what: "disk",
      bad: [`is ${value}`, "95 in 4 h", "above 90"],
    };
  },
  absent: () => ({
    content: { on: { event: "backup" }, when: { absent: true }, window: "1d" },
    values: {},
    value: 0,
    unit: "",
    what: "events backup",
    bad: ["No data", "last 1 d"],
  }),
  present(random) {
    const value = 1 + Math.floor(random() * 20);
    return {
      content: { on: { event: "root-login" }, when: { absent: false } },
      values: {},
      value,
      unit: "",
      what: "events root-login",
      bad: [`is ${value}`, "no data is expected"],
    };
  },
  lasting(random) {
    const value = 80 + Math.floor(random() * 20);
    const since = { "observed since": 20 * value, "expected since": 2600, "minutes since": 20 };
    return {
      content: { on: { transaction: "purchase", measure: "count" }, when: { anomaly: {} } },
      values: { expected: 130, low: 70, high: 160, ...since },
      value,
      unit: "",
      what: "purchase transactions",
      bad: [`is ${value}`, "in 20 min it was 1,", "usually about 2,600"],
    };
  },
  not(random) {
    const value = 1 + Math.floor(random() * 9);
    return {
      content: { when: { not: { on: { event: "backup" }, when: { above: 10 } } } },
      values: { "1.value": value },
      value,
      unit: "",
      what: "events backup",
      bad: [`is ${value}`, "not above 10"],
    };
  },
  composite(random) {
    const value = 11 + Math.floor(random() * 100);
    return {
      content: { when: { all: [{ on: { errors: "any" }, when: { above: 10 } }] } },
      values: { "1.value": value },
      value,
      unit: "",
      what: "Number of errors",
      bad: [`is ${value}`, "above 10"],
    };
  },
  burnRate(random) {
    const rate = 15 + Math.floor(random() * 50);
    const values = { "burn 1h": rate, "burn 5m": rate, "bad 1h": rate * 60, "count 1h": 6000, target: 0.99 };
    return {
      content: { when: { burnRate } },
      values,
      value: rate,
      unit: "",
      what: "Objective Charges succeed of 99 %",
      bad: [`${rate} ×`, "of 6,000", "14.4 ×"],
    };
  },
};

function counted(on: Readonly<Record<string, string>>, what: string, random: () => number): Case {
  const value = 11 + Math.floor(random() * 900);
  return {
    content: { on, when: { above: 10 } },
    values: {},
    value,
    unit: "",
    what,
    bad: [`is ${value}`, "above 10"],
  };
}

describe.each(Object.entries(kinds))("of 20 messages about a %s", (_, make) => {
  test.each(Object.entries(channelTexts))("each alone answers five questions in %s", (__, render) => {
    const random = randomOf(7);
    for (let index = 0; index < 20; index++) {
      const { what, bad, content, value, values, unit } = make(random);
      const since = start - Math.floor(random() * 50) * 60_000;
      const region = `region-${index}`;
      const one = notice({ content, value, values, unit, group: { region }, episode: { since } });
      const text = render({ id: "a".repeat(64), kind: "alerts", parts: [toPart(one, details)] });
      expect(text).toMatch(new RegExp(what, "i"));
      for (const figure of bad) expect(text).toContain(figure);
      const clock = new Date(since).toISOString().slice(11, 19);
      expect(text).toContain(`since ${clock.slice(0, 5)} UTC`);
      // it has begun once
      for (const [time] of text.matchAll(/\d\d:\d\d:\d\d UTC/g)) expect(time).toBe(`${clock} UTC`);
      expect(text).toContain(`for region ${region}`);
      expect(text).toContain("https://telltale.example/alerts/1");
      expect(text).not.toMatch(/\p{Cf}/u);
    }
  });
});
