// What evaluating and previewing alert rules takes over a store that `fill-spans.ts` made: `node --conditions=telltale-source alert-figures.ts
// DIRECTORY ROUNDS PREVIEWS`. Adds metrics, transactions, steps, errors and log records to it, once. Prints JSON on its last line.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type AlertRule,
  createEngine,
  type EngineState,
  evaluateRound,
  inputsOf,
  newEngineState,
} from "alerts";
import { createPreviewer } from "../../src/alerts/read/preview.ts";
import { createReader } from "../../src/alerts/read/read.ts";
import type { RowSink } from "../../src/store/rows.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { attributes, event, log, resource, sample, series } from "../api/harness.ts";

const [directory = "", rounds = "6", previews = "5"] = process.argv.slice(2);
const { endMs, spans } = JSON.parse(readFileSync(join(directory, "filled.json"), "utf8")) as {
  endMs: number;
  spans: number;
};
const minute = 60_000;
const dayMs = 86_400_000;
const metrics = 100;
const seriesOfMetric = 100;
/** The system counts CPU in hundredths of a second, as much as one takes. */
const timesOfSingle = 20;

const store = await openStore({
  directory,
  retention: { spans: 36_500, logs: 36_500, metrics: 36_500, business: 36_500 },
});
try {
  const mark = join(directory, "alerts-added.json");
  if (!existsSync(mark)) {
    await add(store);
    writeFileSync(mark, "{}");
  }
  console.log(
    JSON.stringify({
      spans,
      ...(await measureRounds(store)),
      single: await measureSingle(store),
      previews: await measurePreviews(store),
    }),
  );
} finally {
  await store.close();
}

/** A quarter of an hour of 10,000 series, and of business events, errors and log records, up to the end of the spans. */
async function add({ writer }: Store): Promise<void> {
  const from = endMs - 20 * minute;
  const at = (ms: number): bigint => BigInt(from + ms) * 1_000_000n;
  const shop = resource("shop");
  const write = (put: (sink: RowSink) => void): Promise<unknown> => writer.write(1, put);
  for (let metric = 0; metric < metrics; metric++)
    await write((sink) => {
      for (let one = 0; one < seriesOfMetric; one++) {
        const isCounter = metric % 3 === 0;
        const own = series(`metric.${metric}`, {
          resource: shop,
          attributes: attributes({ queue: `queue-${one}` }),
          ...(isCounter ? { type: 2, temporality: 2, monotonic: true } : {}),
        });
        for (let ms = 0; ms < 20 * minute; ms += 15_000)
          sink.sample(
            sample(own, at(ms), isCounter ? ms / 100 : (one * 7 + ms / 1000) % 150, {
              startNs: isCounter ? at(-3_600_000) : 0n,
            }),
          );
      }
    });
  for (let part = 0; part < 20; part++)
    await write((sink) => {
      for (let index = 0; index < 1_000; index++) {
        const timeNs = at(part * minute + index * 60);
        const outcome = index % 9 === 0 ? "failed" : "completed";
        sink.businessEvent(
          event({
            kind: "transaction",
            phase: "ended",
            name: `type-${index % 50}`,
            entityId: `x${part}-${index}`,
            timeNs,
            outcome,
            amount: "12.50",
            durationMs: index,
          }),
        );
        sink.businessEvent(
          event({
            kind: "journey",
            name: `journey-${index % 20}`,
            step: ["cart", "payment", "done"][index % 3]!,
            userId: `u${index % 97}`,
            timeNs,
          }),
        );
        sink.log(
          log({
            timeNs,
            body: `payment p${index} declined by rule ${index % 40}`,
            severity: 9 + (index % 3) * 4,
            identity: BigInt(part * 10_000 + index),
          }),
        );
        if (index % 50 === 0)
          sink.log(
            log({
              timeNs,
              eventName: "exception",
              identity: BigInt(500_000 + part * 10_000 + index),
              attributes: attributes({ "exception.type": `Error${index % 7}` }),
            }),
          );
      }
    });
}

/** A thousand rules: half of them on services and operations, and 100 metrics of 100 groups each. */
async function thousandRules(): Promise<readonly AlertRule[]> {
  const named = await store.queries.run<{ serviceName: string; spanName: string }>("alert-red", {
    byService: true,
    byName: true,
    stepMs: 60 * minute,
    most: 100_000,
    fromMs: endMs - 60 * minute,
    toMs: endMs,
  });
  const operations = named
    .slice(0, 200)
    .map(({ serviceName: service, spanName: operation }) => ({ service, operation }));
  const services = [...new Set(operations.map(({ service }) => service))];
  const pick = <Item>(items: readonly Item[], index: number): Item => items[index % items.length]!;
  const of = (
    count: number,
    make: (index: number) => Pick<AlertRule, "on" | "when"> & Partial<AlertRule>,
  ): AlertRule[] => Array.from({ length: count }, (_, index) => make(index) as AlertRule);
  const lists: AlertRule[] = [
    ...of(350, (index) => ({
      name: "",
      on: { ...pick(operations, index), measure: index % 2 === 0 ? "errors" : "rate" },
      when: { above: 0.05 },
    })),
    ...of(50, (index) => ({
      name: "",
      on: { service: pick(services, index), measure: "errors" },
      window: index % 2 === 0 ? "1h" : "5m",
      when: { above: 0.05 },
    })),
    ...of(150, (index) => ({
      name: "",
      on: { ...pick(operations, index), measure: pick(["p95", "p99"] as const, index) },
      when: { above: 2 },
    })),
    ...of(50, (index) => ({
      name: "",
      on: { ...pick(operations, index), measure: "within", limit: "500ms" },
      when: { below: 0.9 },
    })),
    ...of(100, (index) => ({
      name: "",
      on: {
        metric: `metric.${index}`,
        aggregation: index % 3 === 0 ? "rate" : pick(["last", "max"] as const, index),
      },
      groupBy: ["queue"],
      when: { above: 140 },
      for: "2m",
    })),
    ...of(100, (index) => ({
      name: "",
      on: {
        transaction: `type-${index % 50}`,
        measure: pick(["completion", "failure", "count", "amount"] as const, index),
      },
      when: { below: 0.2 },
    })),
    ...of(50, (index) => ({
      name: "",
      on: { funnel: `journey-${index % 20}`, from: "cart", to: pick(["payment", "done"], index) },
      when: { below: 0.1 },
    })),
    ...of(100, (index) => ({
      name: "",
      on: { log: `payment * declined by rule ${index % 40}` },
      when: { above: 1_000 },
    })),
    ...of(50, (index) => ({
      name: "",
      on: { errors: pick(["new", "any"] as const, index), type: `Error${index % 7}` },
      when: { above: 1_000 },
    })),
  ];
  return lists.map((rule, index) => ({ ...rule, name: `rule ${index}` }));
}

interface Cpu {
  readonly console: number;
  readonly engine: number;
}

/** CPU of this process and of the engine, ms. */
function cpuMs(): Cpu {
  const { user, system } = process.cpuUsage();
  const fields = readFileSync(`/proc/${store.enginePid}/stat`, "utf8").split(") ").at(-1)!.split(" ");
  return { console: (user + system) / 1000, engine: (Number(fields[11]) + Number(fields[12])) * 10 };
}

async function measureRounds({ queries }: Store) {
  const engine = createEngine({ alerts: await thousandRules() });
  let asked = 0;
  const reader = createReader({
    run: (name, params, options) => {
      asked += 1;
      return queries.run(name, params, options);
    },
  });
  let state: EngineState = newEngineState;
  const found: {
    readonly readMs: number;
    readonly console: number;
    readonly engine: number;
    readonly state: number;
  }[] = [];
  let [groups, failed] = [0, 0];
  for (let round = 0; round < Number(rounds) + 2; round++) {
    const at = endMs - (Number(rounds) + 2 - round) * minute;
    asked = 0;
    const [before, begun] = [cpuMs(), performance.now()];
    const readings = await reader.read(inputsOf(engine.rules), at);
    const readMs = performance.now() - begun;
    const middle = process.cpuUsage();
    ({ state } = evaluateRound(engine, state, at, ({ id }) => readings.get(id)!));
    const { user, system } = process.cpuUsage(middle);
    const after = cpuMs();
    groups = Object.values(state.rules).reduce((sum, rule) => sum + Object.keys(rule.groups).length, 0);
    failed = [...readings.values()].filter((one) => "error" in one).length;
    // the first rounds read what later ones know, and warm the code
    if (round >= 2)
      found.push({
        readMs,
        console: after.console - before.console,
        engine: after.engine - before.engine,
        state: (user + system) / 1000,
      });
  }
  return { rules: engine.rules.length, groups, failed, queries: asked, rounds: found };
}

/** Rules alone in a round, over short windows: what a query costs before it reads much. CPU of the engine, ms a round. */
async function measureSingle({ queries }: Store) {
  const of = { transaction: "type-1", measure: "failure" } as const;
  const rules: Readonly<Record<string, Pick<AlertRule, "on" | "window" | "groupBy">>> = {
    "transactions, 5 min": { on: of, window: "5m" },
    "transactions by an attribute, 5 min": { on: of, window: "5m", groupBy: ["service.name"] },
    "amounts of transactions, 5 min": { on: { ...of, measure: "amount" }, window: "5m" },
    "transactions, 1 h": { on: of, window: "1h" },
  };
  const reader = createReader(queries);
  const runs = Array.from({ length: Number(rounds) });
  const found = [];
  for (const [name, rule] of Object.entries(rules)) {
    const { rules: read } = createEngine({ alerts: [{ name: "a", when: { above: 0.5 }, ...rule }] });
    const repeat = async (): Promise<number> => {
      const before = cpuMs().engine;
      for (let time = 0; time < timesOfSingle; time++) await reader.read(inputsOf(read), endMs - minute);
      return (cpuMs().engine - before) / timesOfSingle;
    };
    await repeat();
    const engine: number[] = [];
    for (const _ of runs) engine.push(await repeat());
    found.push({ name, engine });
  }
  return found;
}

/** Previews of a week, each with the time of the first and of one with another limit. */
async function measurePreviews({ queries }: Store) {
  const range = { from: endMs - 7 * dayMs, to: endMs };
  const service = "payment";
  const rules: Readonly<Record<string, (limit: number) => AlertRule>> = {
    "error share of a service": (above) => ({
      name: "a",
      on: { service, measure: "errors" },
      when: { above },
    }),
    "error share by an attribute": (above) => ({
      name: "a",
      on: { service: "gateway", measure: "errors" },
      groupBy: ["customer.tier"],
      when: { above },
    }),
    "error share with a condition on an attribute": (above) => ({
      name: "a",
      on: { service, measure: "errors", where: { "payment.provider": "nordpay" } },
      when: { above },
    }),
    "p95 of a service": (above) => ({ name: "a", on: { service, measure: "p95" }, when: { above } }),
    "p95 of the largest service": (above) => ({
      name: "a",
      on: { service: "gateway", measure: "p95" },
      when: { above },
    }),
    "p95 by an attribute": (above) => ({
      name: "a",
      on: { service, measure: "p95" },
      groupBy: ["payment.provider"],
      when: { above },
    }),
    "failed transactions by an attribute": (above) => ({
      name: "a",
      on: { transaction: "type-1", measure: "failure" },
      groupBy: ["service.name"],
      when: { above },
    }),
    "conversion of a funnel": (below) => ({
      name: "a",
      on: { funnel: "journey-1", from: "cart", to: "done" },
      when: { below },
    }),
    "log records with a text": (above) => ({
      name: "a",
      on: { log: "payment * declined by rule 7" },
      when: { above },
    }),
    "new errors": (above) => ({ name: "a", on: { errors: "new", type: "Error3" }, when: { above } }),
    "last value of a metric": (above) => ({ name: "a", on: { metric: "metric.1" }, when: { above } }),
    "error budget, four windows": (target) => ({
      name: "a",
      when: {
        burnRate: {
          objective: "b",
          windows: [
            { long: "1h", short: "5m", factor: 14 },
            { long: "3d", short: "6h", factor: 1 },
          ],
        },
      },
      labels: { target: String(target) },
    }),
  };
  const found = [];
  for (const [name, rule] of Object.entries(rules)) {
    const first: number[] = [];
    const again: number[] = [];
    const cpu: number[] = [];
    let [firings, stepMs, notes] = [0, 0, [] as readonly string[]];
    for (let run = 0; run < Number(previews); run++) {
      const { preview } = createPreviewer(queries);
      for (const [times, limit] of [
        [first, 0.02],
        [again, 0.03],
      ] as const) {
        const objectives = name.startsWith("error budget")
          ? [{ name: "b", on: { service, measure: "errors" } as const, target: 1 - limit, alerts: [] }]
          : [];
        const alert = rule(limit);
        const [before, begun] = [cpuMs(), performance.now()];
        const shown = await preview({ alerts: [alert], objectives }, alert.name, range);
        times.push(performance.now() - begun);
        const after = cpuMs();
        if (times === first) cpu.push(after.console - before.console + after.engine - before.engine);
        ({ firings, stepMs, errors: notes } = shown);
      }
    }
    found.push({ name, first, again, cpu, firings, stepMs, notes });
  }
  return found;
}
