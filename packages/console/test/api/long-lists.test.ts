// Business calls with an id in every name: lists are limited, and say how much is left out.
// @module-tag extended
import type {
  FunnelResult,
  InteractionsResult,
  Transaction,
  TransactionsResult,
  TransactionTypeResult,
  WorkflowsResult,
  WorkflowTypeResult,
} from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { at, event, openApi, type TestApi } from "./harness.ts";

/** Bytes of a long answer: below 8 MB by far. */
const mostBytes = 7_000_000;
let api: TestApi;

/** The first have most traffic, and long names. */
const nameOf = (kind: string, n: number): string => `${kind} ${n}${n < 60 ? "x".repeat(20_000) : ""}`;

beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    for (let n = 0; n < 260; n++) {
      const now = at(-60_000 - n);
      const again = n < 60 ? [now, at(-90_000 - n)] : [now];
      for (const timeNs of again) {
        sink.businessEvent(
          event({
            kind: "interaction",
            phase: "ended",
            name: nameOf("talk", n),
            channel: nameOf("channel", n),
            timeNs,
          }),
        );
        sink.businessEvent(
          event({
            kind: "transaction",
            phase: "ended",
            name: "purchase",
            entityId: `o${n}-${timeNs}`,
            outcome: "failed",
            reason: nameOf("reason", n),
            timeNs,
          }),
        );
        sink.businessEvent(
          event({
            kind: "journey",
            phase: "step",
            name: "checkout",
            step: nameOf("step", n),
            userId: `u${timeNs}`,
            timeNs,
          }),
        );
        for (const phase of ["step", "abandoned"])
          sink.businessEvent(
            event({
              kind: "journey",
              phase,
              name: "signup",
              step: "form",
              reason: phase === "step" ? "" : nameOf("reason", n),
              userId: `u${n}`,
              timeNs,
            }),
          );
        sink.businessEvent(
          event({
            kind: "workflow",
            phase: "event",
            name: "order",
            entityId: `w${n}-${timeNs}`,
            step: nameOf("event", n),
            state: nameOf("state", n),
            timeNs,
          }),
        );
      }
      sink.businessEvent(
        event({
          kind: "workflow",
          phase: "event",
          name: nameOf("flow", n),
          entityId: `f${n}`,
          step: "made",
          state: "made",
          timeNs: now,
        }),
      );
      sink.businessEvent(
        event({
          kind: "transaction",
          phase: "ended",
          name: nameOf("type", n),
          entityId: "o",
          outcome: "completed",
          timeNs: now,
        }),
      );
    }
    for (let n = 0; n < 2_001; n++)
      sink.businessEvent(
        event({
          kind: "transaction",
          phase: "step",
          name: "visit",
          entityId: "big",
          step: `${n}`,
          timeNs: at(-n),
        }),
      );
  });
});

afterAll(() => api.close());

async function get<Result>(path: string): Promise<Result> {
  const answer = await api.get<Result>(path);
  expect(JSON.stringify(answer).length).toBeLessThan(mostBytes);
  return answer;
}

test("interactions list the busiest values of each dimension, and count the others", async () => {
  const { types, truncatedTypes, channels, truncatedChannels, truncatedResults } =
    await get<InteractionsResult>("/api/interactions?limit=500");
  expect(types.length + truncatedTypes).toBe(260);
  expect(channels.length + truncatedChannels).toBe(260);
  expect(types[0]!.current.count).toBe(2);
  expect(truncatedResults).toBe(0);
});

test("pages of types of transactions with long names go on where they are cut", async () => {
  const first = await get<TransactionsResult>("/api/transactions?limit=500");
  expect(first.truncated).toBe(0);
  const names = [...first.types];
  for (let next = first.nextCursor; next !== null;) {
    const page = await get<TransactionsResult>(
      `/api/transactions?limit=500&cursor=${encodeURIComponent(next)}`,
    );
    names.push(...page.types);
    next = page.nextCursor;
  }
  expect(new Set(names.map(({ type }) => type)).size).toBe(262);
});

test("a type lists the most frequent reasons, and counts the others", async () => {
  const { reasons, truncatedReasons } = await get<TransactionTypeResult>(
    "/api/transactions/purchase?limit=500",
  );
  expect(reasons.length + truncatedReasons).toBe(260);
  expect(reasons[0]!.count).toBe(2);
});

test("a transaction says that it has more records", async () => {
  const { events, truncated } = await get<Transaction>("/api/transactions/visit/big");
  expect({ events: events.length, truncated }).toEqual({ events: 2_000, truncated: true });
});

test("a funnel counts the reasons that it does not list", async () => {
  const { reasons, truncatedReasons } = await get<FunnelResult>(
    "/api/funnels/signup?steps=form&steps=done&windowMs=1",
  );
  expect(reasons.length + truncatedReasons).toBe(260);
});

test("workflows count types and states that are not listed", async () => {
  const { types, truncatedTypes } = await get<WorkflowsResult>("/api/workflows?limit=500");
  expect(types.length + truncatedTypes).toBe(261);
  const { states, truncatedStates } = await get<WorkflowTypeResult>("/api/workflows/order");
  expect(states.length + truncatedStates).toBe(260);
});
