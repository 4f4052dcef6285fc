import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { diag } from "./engine/api/diag.ts";
import { countReports } from "../test/contract/count-reports.ts";
import { collect, type Collected, type Plain } from "../test/collect.ts";
import { fakeClock, realClock } from "../test/fake-clock.ts";
import { funnel, isTelemetryError, journey, journeyStep, trace, withContext } from "./index.ts";

let sent: Collected;
beforeEach(() => {
  fakeClock();
  sent = collect();
});
afterEach(async () => {
  await sent.stop();
  realClock();
});

const stepped = "telltale.journey.step";
const abandoned = "telltale.journey.abandoned";
const uid = expect.stringMatching(/^[0-9a-f]{32}$/) as string;

async function attributesOf(eventName: string): Promise<Plain[]> {
  await sent.flush();
  return sent.records(eventName).map((record) => record.attributes);
}

test("steps of a funnel know their place, the step before and the time since", async () => {
  const signup = funnel("signup", ["landing", "form", "first login"]);
  trace("GET /form", () => signup.step("landing", { user: "u1", session: "s1" }));
  vi.advanceTimersByTime(1500);
  signup.step("form", { user: "u1", attributes: { "form.version": 2 } });
  expect(await attributesOf(stepped)).toEqual([
    {
      "log.record.uid": uid,
      "telltale.journey.name": "signup",
      "telltale.journey.step": "landing",
      "telltale.journey.step_index": 0,
      "user.id": "u1",
      "session.id": "s1",
    },
    {
      "log.record.uid": uid,
      "telltale.journey.name": "signup",
      "telltale.journey.step": "form",
      "telltale.journey.step_index": 1,
      "telltale.journey.previous_step": "landing",
      "telltale.journey.since_previous_ms": 1500,
      "user.id": "u1",
      "form.version": 2,
    },
  ]);
  const [span] = sent.spans("GET /form");
  const [first, second] = sent.records(stepped);
  expect([first?.spanId, second?.spanId]).toEqual([span?.spanId, ""]);
  expect(span?.events).toEqual([
    {
      name: "telltale.journey.step",
      attributes: {
        "telltale.journey.name": "signup",
        "telltale.journey.step": "landing",
        "telltale.journey.step_index": 0,
      },
    },
  ]);
  expect(sent.points("telltale.journey.steps")).toMatchObject([
    {
      value: 1,
      unit: "{step}",
      attributes: { "telltale.journey.name": "signup", "telltale.journey.step": "landing" },
    },
    {
      value: 1,
      unit: "{step}",
      attributes: { "telltale.journey.name": "signup", "telltale.journey.step": "form" },
    },
  ]);
});

test("abandoning records the step and the reason, and forgets the person", async () => {
  const signup = funnel("signup", ["landing", "form"]);
  signup.step("form", { user: "u2" });
  signup.abandon("form", { user: "u2", reason: "too long", attributes: { "form.version": 2 } });
  signup.step("landing", { user: "u2" });
  expect(await attributesOf(abandoned)).toEqual([
    {
      "log.record.uid": uid,
      "telltale.journey.name": "signup",
      "telltale.journey.step": "form",
      "telltale.journey.step_index": 1,
      "telltale.journey.reason": "too long",
      "telltale.journey.previous_step": "form",
      "telltale.journey.since_previous_ms": 0,
      "user.id": "u2",
      "form.version": 2,
    },
  ]);
  expect((await attributesOf(stepped))[1]).not.toHaveProperty("telltale.journey.previous_step");
});

test("people, sessions, journeys and funnels are kept apart", async () => {
  const signup = funnel("signup", ["a", "b"]);
  signup.step("a", { user: "x" });
  signup.step("a", { session: "x" });
  journey("other", { user: "x" }).step("a");
  signup.step("b", {});
  const records = await attributesOf(stepped);
  expect(records.map((record) => record["telltale.journey.previous_step"])).toEqual(
    Array.from({ length: 4 }),
  );
  expect(records[3]).not.toHaveProperty("user.id");
});

test("user and session come from the context where they are not given", async () => {
  const signup = funnel("signup", ["a", "b"]);
  withContext({ "user.id": "u3", "session.id": "s3" }, () => signup.step("a"));
  withContext({ "user.id": "u3" }, () => signup.step("b", { session: "s4" }));
  expect(await attributesOf(stepped)).toMatchObject([
    { "user.id": "u3", "session.id": "s3" },
    { "user.id": "u3", "session.id": "s4", "telltale.journey.previous_step": "a" },
  ]);
});

test("a step it does not have is recorded without a place", async () => {
  const signup = funnel("signup", ["a"]);
  signup.step("nowhere" as "a", { user: "u4" });
  signup.step(undefined as never, { user: "u4" });
  const [first, second] = await attributesOf(stepped);
  expect(first).toMatchObject({ "telltale.journey.step": "nowhere" });
  expect(first).not.toHaveProperty("telltale.journey.step_index");
  expect(second).toMatchObject({ "telltale.journey.step": "unnamed" });
});

test("a journey has its person and its attributes on every step", async () => {
  const shopping = journey("shopping", { user: "u5", attributes: { persona: "browser", shop: 1 } });
  shopping.step("searched");
  shopping.step("compared", { attributes: { persona: "buyer" }, session: "s5" });
  shopping.abandon({ reason: "out of stock" });
  shopping.step("handed over", { user: "u55" });
  journeyStep("u5", "logged in", { "login.method": "passkey" });
  expect(await attributesOf(stepped)).toMatchObject([
    { "telltale.journey.name": "shopping", "user.id": "u5", persona: "browser", shop: 1 },
    { persona: "buyer", shop: 1, "session.id": "s5", "telltale.journey.previous_step": "searched" },
    { "user.id": "u55", persona: "browser" },
    { "telltale.journey.name": "default", "user.id": "u5", "login.method": "passkey" },
  ]);
  expect(await attributesOf(abandoned)).toMatchObject([
    { "telltale.journey.step": "compared", "telltale.journey.reason": "out of stock" },
  ]);
});

test("of what a journey or its step is given, only what throws when it is read is lost", async () => {
  const hostile = {
    user: "u6",
    get session(): string {
      throw new Error("no");
    },
    attributes: { persona: "browser" },
  };
  const shopping = journey("shopping", hostile);
  const attributes = {
    shop: 1,
    get cart(): string {
      throw new Error("no");
    },
  };
  shopping.step("searched", { session: "s6", attributes });
  expect(await attributesOf(stepped)).toMatchObject([
    { "user.id": "u6", "session.id": "s6", persona: "browser", shop: 1 },
  ]);
});

test("ignores steps that cannot be read", () => {
  const { proxy, revoke } = Proxy.revocable(["a"], {});
  revoke();
  expect(funnel("signup", proxy).steps).toEqual([]);
});

test("a funnel's definition is sent when it is made, hourly, and at every start", async () => {
  funnel("defined", ["a", "b"], { timeoutMs: 1000 });
  const definition = {
    "log.record.uid": uid,
    "telltale.definition.kind": "funnel",
    "telltale.definition.name": "defined",
    "telltale.definition.version": expect.stringMatching(/^[0-9a-f]{8}$/) as string,
    "telltale.definition.steps": ["a", "b"],
    "telltale.definition.timeout_ms": 1000,
  };
  expect(await definitionsOf("defined")).toEqual([definition]);
  funnel("defined", ["a", "b"], { timeoutMs: 1000 });
  expect((await definitionsOf("defined")).length).toBe(1);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect((await definitionsOf("defined")).length).toBe(2);
  await sent.stop();
  sent = collect();
  const [again] = await definitionsOf("defined");
  expect(again).toEqual(definition);
  funnel("defined", ["a", "b", "c"]);
  const [, changed] = await definitionsOf("defined");
  expect(changed?.["telltale.definition.version"]).not.toBe(again?.["telltale.definition.version"]);
});

test("a funnel without steps is a mistake of set-up: thrown before start, counted after", async () => {
  for (const wrong of [[], ["a", "a"], ["a", ""], [1], undefined, "ab"])
    expect(() => funnel("x", wrong as never)).not.toThrow();
  await sent.stop();
  for (const wrong of [[], ["a", "a"], ["a", ""], [1], undefined, "ab"]) {
    const error = errorOf(() => funnel("x", wrong as never));
    expect(isTelemetryError(error) && error.code).toBe("TT_FUNNEL_STEPS");
  }
});

test("while telemetry is off steps do nothing", async () => {
  const signup = funnel("signup", ["a", "b"]);
  await sent.stop();
  signup.step("a", { user: "u6" });
  signup.abandon("a", { user: "u6" });
  journeyStep("u6", "x");
  sent = collect();
  signup.step("b", { user: "u6" });
  const [first, ...others] = await attributesOf(stepped);
  expect(others).toEqual([]);
  expect(first).not.toHaveProperty("telltale.journey.previous_step");
});

test("remembers the last 10,000 people, and at most twice as many", { tags: ["extended"] }, async () => {
  const signup = funnel("crowd", ["a", "b"]);
  for (let person = 0; person <= 20_000; person++) {
    signup.step("a", { user: `p${person}` });
    if (person % 500 === 0) await sent.flush();
  }
  for (const person of [20_000, 10_001, 0]) signup.step("b", { user: `p${person}` });
  await sent.flush();
  const steps = sent.records(stepped).filter((record) => record.attributes["telltale.journey.step"] === "b");
  expect(steps.map((record) => record.attributes["telltale.journey.previous_step"])).toEqual([
    "a",
    "a",
    undefined,
  ]);
});

function errorOf(fn: () => unknown): unknown {
  try {
    fn();
  } catch (error) {
    return error;
  }
  return undefined;
}

async function definitionsOf(name: string): Promise<Plain[]> {
  const all = await attributesOf("telltale.definition");
  return all.filter((definition) => definition["telltale.definition.name"] === name);
}

test("a step without user and session is counted, and named once", async () => {
  const warn = vi.spyOn(diag, "warn").mockImplementation(() => {});
  const count = countReports("journey_step_without_person");
  const signup = funnel("nobody's signup", ["landing", "form"]);
  signup.step("landing");
  signup.step("form");
  signup.step("form", { user: "u1" });
  withContext({ "session.id": "s1" }, () => signup.step("form"));
  expect(count()).toBe(2);
  const lines = warn.mock.calls.map(([line]) => line).filter((line) => line.includes("without_person"));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("a step of `nobody's signup` has neither user nor session");
  warn.mockRestore();
  expect(await attributesOf(stepped)).toHaveLength(4);
});
