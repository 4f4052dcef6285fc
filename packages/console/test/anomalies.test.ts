// Anomaly detection on the real engine: minutes from the roll-ups, states and findings in the store, restarts, and what the API says of it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAnomalyJob, type AnomalyJob, delayMs } from "../src/anomalies/job.ts";
import type { RowSink } from "../src/store/rows.ts";
import { at, attributes, now, openApi, resource, span, type TestApi } from "./api/harness.ts";

const minute = 60_000;
const history = 300;
/** Minutes before `now` in which half of the cart's entries fail, all of them of one region. */
const faulty = [18, 8] as const;
const perMinute = 40;

let api: TestApi;

/** Uniform numbers from 0 to below 1, the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function writeSpans(sink: RowSink): void {
  const random = seeded(7);
  for (const service of ["cart", "payment"])
    for (let before = history; before > 1; before--)
      for (let index = 0; index < perMinute; index++) {
        const region = ["eu", "us", "asia", "africa"][index % 4]!;
        const isFaulty = service === "cart" && before <= faulty[0] && before > faulty[1] && index % 2 === 0;
        const fails = random() < 0.02 || (isFaulty && region === "eu");
        sink.span(
          span({
            traceId: `${service} ${before} ${index}`,
            spanId: `${service} ${before} ${index}`,
            resource: resource(service, { "service.version": "1.0.0" }),
            name: "POST /order",
            kind: 2,
            status: fails ? 2 : 0,
            startNs: at(-before * minute + Math.floor(random() * minute)),
            durationNs: BigInt(Math.floor(2e7 * Math.exp(random()))),
            attributes: attributes({ region }),
          }),
        );
      }
}

function jobAt(nowMs: () => number): AnomalyJob {
  return createAnomalyJob({ store: api.store.anomalies, budget: 5, maxSeries: 1000, nowMs });
}

async function readStates(): Promise<Map<string, string>> {
  const states = new Map<string, string>();
  for await (const page of api.store.anomalies.states())
    for (const { subject, state } of page) states.set(subject, state);
  return states;
}

beforeAll(async () => {
  api = await openApi();
  await api.write(writeSpans);
  // waits until the roll-ups have what was written
  await api.get("/api/services");
});

afterAll(() => api.close());

test("probe", async () => {
  const job = jobAt(() => now + delayMs);
  await job.tick(new AbortController().signal);
  console.log(job.figures, [...(await readStates()).keys()]);
  console.log(await api.store.queries.runText("SELECT * EXCEPT(minutes, values) FROM anomalies FINAL"));
});
