// Several consoles share a store. What one of them said of late data counts while it runs: of one that crashed, senders go to another.
import type { CompletenessResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createIntake, type Intake } from "../src/receive/intake.ts";
import { type CompletenessStore, createCompletenessStore } from "../src/store/completeness.ts";
import { answer, now, openApi, type TestApi } from "./api/harness.ts";
import { createMemoryWriter } from "./support/memory-writer.ts";
import { attributes, makeSpan, makeTraces } from "./support/messages.ts";
import { takeWorkerEngine } from "./support/worker-engine.ts";

const second = 1000;
const minute = 60 * second;

/** A console that receives; its rows are stored as often as it is asked to. */
interface Console {
  readonly intake: Intake;
  save(): Promise<void>;
}

let api: TestApi;
let clockMs = now;
let openConsole: (name: string) => Console;

beforeAll(async () => {
  const engine = (await takeWorkerEngine())!;
  api = await openApi(undefined, {
    open: (options) => engine.open(options),
    remove: () => engine.giveBack(),
  });
  openConsole = (name) => {
    const store: CompletenessStore = createCompletenessStore(engine.writer, name);
    const intake = createIntake(createMemoryWriter(), () => clockMs);
    return { intake, save: () => store.save(intake.lags.takeChanged()) };
  };
});
afterAll(() => api.close());

/** A request of an instance whose oldest record has waited for `ageMs`. */
async function send({ intake }: Console, service: string, instance: string, ageMs: number): Promise<void> {
  const resource = attributes({ "service.name": service, "service.instance.id": instance });
  const sender = { tenant: "", sent: { atMs: clockMs, oldestAgeMs: ageMs } };
  await intake.traces(makeTraces([makeSpan()], resource), 1, sender);
}

async function ask(service: string): Promise<string | undefined> {
  const context = { queries: api.store.queries, nowMs: () => clockMs };
  const result = (await answer(`/api/completeness?service=${service}`, context)) as CompletenessResult;
  return result.items[0]?.state;
}

/** Two consoles receive; `one` is late by what it says, after requests that usually come once a minute. */
async function startBoth(service: string): Promise<readonly [Console, Console]> {
  const both = [openConsole(`one ${service}`), openConsole(`other ${service}`)] as const;
  for (let at = 0; at < 5; at++) {
    await send(both[0], service, "a", 50);
    clockMs += minute;
  }
  await send(both[0], service, "a", 5 * minute);
  await both[0].save();
  expect(await ask(service)).toBe("late");
  return both;
}

test("a service whose console crashed is current a minute after its senders found another one", async () => {
  const [, other] = await startBoth("crashed");
  // no row of the first one any more
  for (let at = 0; at <= 60; at += 10) {
    clockMs += 10 * second;
    await send(other, "crashed", "a", 50);
    await other.save();
  }
  expect(await ask("crashed")).toBe("current");
});

test("a service stays late while its console runs and waits for the rest, whatever another one receives", async () => {
  const [one, other] = await startBoth("waiting");
  for (let at = 0; at <= 120; at += 10) {
    clockMs += 10 * second;
    await one.save();
    await send(other, "waiting", "b", 50);
    await other.save();
  }
  expect(await ask("waiting")).toBe("late");
});

test("one that was late stays late when its console crashed and no other one has heard from it", async () => {
  await startBoth("lost");
  clockMs += 2 * minute;
  expect(await ask("lost")).toBe("late");
});
