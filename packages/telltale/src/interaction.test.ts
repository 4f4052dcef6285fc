import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { collect, type Collected } from "../test/collect.ts";
import { fakeClock, realClock } from "../test/fake-clock.ts";
import { interaction, withContext } from "./index.ts";
import { countReports } from "../test/contract/count-reports.ts";

let sent: Collected;
beforeEach(() => {
  fakeClock();
  sent = collect();
});
afterEach(async () => {
  await sent.stop();
  realClock();
});

const ended = "telltale.interaction.ended";

test("an interaction is one span, one record and its metrics", async () => {
  const options = {
    customer: "c1",
    channel: "chat",
    tier: "gold",
    value: "20.50",
    revenueImpact: -3,
    currency: "EUR",
    attributes: { topic: "delivery" },
  };
  const answer = await interaction("support chat", options, async (it) => {
    vi.advanceTimersByTime(2000);
    it.addAttribute("messages", 4);
    it.result("solved", { satisfaction: 5 });
    return "bye";
  });
  expect(answer).toBe("bye");
  await sent.flush();
  const facts = {
    "telltale.interaction.type": "support chat",
    "telltale.interaction.channel": "chat",
    "telltale.interaction.tier": "gold",
    "telltale.interaction.result": "solved",
    "telltale.interaction.satisfaction": 5,
    "telltale.interaction.value": "20.50",
    "telltale.interaction.revenue_impact": -3,
    "telltale.interaction.currency": "EUR",
    "customer.id": "c1",
    topic: "delivery",
    messages: 4,
  };
  expect(sent.spans()).toMatchObject([{ name: "interaction support chat", status: 0, attributes: facts }]);
  expect(sent.records(ended).map((record) => record.attributes)).toEqual([
    {
      "log.record.uid": expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      ...facts,
      "telltale.interaction.duration_ms": 2000,
    },
  ]);
  const by = { "telltale.interaction.type": "support chat", "telltale.interaction.result": "solved" };
  expect(sent.points("telltale.interaction.count")).toMatchObject([{ value: 1, attributes: by }]);
  expect(sent.points("telltale.interaction.duration")).toMatchObject([{ value: 2, attributes: by }]);
  expect(sent.points("telltale.interaction.value")).toMatchObject([
    { value: 20.5, attributes: { ...by, "telltale.interaction.currency": "EUR" } },
  ]);
});

test("attributes set inside are on the result; missing and wrong ones change nothing", async () => {
  interaction("call", { channel: "phone", tier: "new" }, (it) => {
    it.result("identified", { customer: "c3", tier: "gold" });
    it.result("solved", { channel: "", tier: undefined, customer: {} as string, satisfaction: 4 });
  });
  await sent.flush();
  const facts = {
    "telltale.interaction.channel": "phone",
    "telltale.interaction.tier": "gold",
    "telltale.interaction.result": "solved",
    "telltale.interaction.satisfaction": 4,
    "customer.id": "c3",
  };
  expect(sent.records(ended)).toMatchObject([{ attributes: facts }]);
  expect(sent.spans()).toMatchObject([{ attributes: facts }]);
});

test("an error makes it failed and is rethrown unchanged", async () => {
  const error = new RangeError("no agent");
  await withContext({ "customer.id": "c2" }, async () => {
    await expect(interaction("call", {}, async () => Promise.reject(error))).rejects.toBe(error);
  });
  await sent.flush();
  expect(sent.records(ended)).toMatchObject([
    {
      attributes: {
        "telltale.interaction.result": "failed",
        "error.type": "RangeError",
        "customer.id": "c2",
      },
    },
  ]);
  expect(sent.spans()).toMatchObject([{ status: 2, message: "no agent" }]);
});

test("a result that was set before an error stays", async () => {
  const broken = interaction("call", async (it) => {
    it.result("complained");
    throw new Error("line broke");
  });
  await expect(broken).rejects.toThrow("line broke");
  await sent.flush();
  expect(sent.records(ended)[0]?.attributes["telltale.interaction.result"]).toBe("complained");
});

test("what is said after the end changes nothing and is counted", async () => {
  const late = countReports("interaction_used_after_end");
  const kept = interaction("call", (it) => it);
  kept.result("late");
  kept.addAttribute("late", true);
  await sent.flush();
  expect(sent.records(ended)).toHaveLength(1);
  expect(sent.records(ended)[0]?.attributes).not.toHaveProperty("late");
  expect(late()).toBe(2);
});

test("while telemetry is off only the function runs", async () => {
  await sent.stop();
  expect(interaction("call", {}, (it) => [it.result("ok"), 7][1])).toBe(7);
});
