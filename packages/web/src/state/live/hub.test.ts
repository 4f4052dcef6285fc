import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { createHub, type Hub, type LiveMessage, type Tab } from "./hub.ts";

/** A stream whose events the test makes. */
class TestStream extends EventTarget {
  isClosed = false;
  close(): void {
    this.isClosed = true;
  }
  become(event: "open" | "error"): void {
    this.dispatchEvent(new Event(event));
  }
  send(data: string, type: string = "pulse"): void {
    if (!this.isClosed) this.dispatchEvent(new MessageEvent(type, { data }));
  }
}

let streams: TestStream[];
let hub: Hub;
const newest = (): TestStream => streams.at(-1)!;
const running = (): number => streams.filter(({ isClosed }) => !isClosed).length;

beforeEach(() => {
  vi.useFakeTimers();
  streams = [];
  hub = createHub({
    open: () => {
      streams.push(new TestStream());
      return newest();
    },
    random: () => 1,
  });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A tab that has joined, and what it was sent. */
function joined(): Tab & { readonly heard: string[] } {
  const heard: string[] = [];
  const tab = {
    heard,
    send: (message: LiveMessage) =>
      void heard.push("data" in message ? `${message.type} ${message.data}` : message.type),
  };
  hub.receive(tab, "join");
  return tab;
}

test("twelve tabs share one stream", () => {
  const tabs = Array.from({ length: 12 }, joined);
  newest().become("open");
  newest().send("1");
  newest().send("2", "arrival");
  expect(running()).toBe(1);
  for (const { heard } of tabs) expect(heard).toEqual(["open", "pulse 1", "arrival 2"]);
});

test("a tab that joins gets no event of the stream before, which stays until the next one is open", () => {
  const first = joined();
  newest().become("open");
  const [before] = streams;
  const second = joined();
  before!.send("1");
  expect(running()).toBe(2);
  newest().become("open");
  before!.send("2");
  newest().send("3");
  expect(running()).toBe(1);
  expect(first.heard).toEqual(["open", "pulse 1", "open", "pulse 3"]);
  expect(second.heard).toEqual(["open", "pulse 3"]);
});

test("the stream ends when the last tab leaves, and is requested again when one comes back", () => {
  const [one, other] = [joined(), joined()];
  newest().become("open");
  hub.receive(one, "leave");
  newest().send("1");
  expect([running(), one.heard, other.heard]).toEqual([1, ["open"], ["open", "pulse 1"]]);
  hub.receive(other, "leave");
  expect(running()).toBe(0);
  hub.receive(one, "join");
  expect(running()).toBe(1);
});

test("a tab that is silent is forgotten, and joins again when it is heard", () => {
  const frozen = joined();
  vi.advanceTimersByTime(149_000);
  hub.receive(frozen, "stay");
  vi.advanceTimersByTime(149_000);
  expect(running()).toBe(1);
  vi.advanceTimersByTime(1_000);
  expect(running()).toBe(0);
  hub.receive(frozen, "stay");
  expect(running()).toBe(1);
});

test("a tab that asks whether the hub is here is answered", () => {
  const tab = joined();
  hub.receive(tab, "stay");
  expect(tab.heard).toEqual(["here"]);
  expect(streams).toHaveLength(1);
});

test("a stream that fails is requested again, after a wait that doubles up to half a minute", () => {
  const tab = joined();
  const waits = [1, 2, 4, 8, 16, 30, 30].map((seconds) => {
    newest().become("error");
    vi.advanceTimersByTime(seconds * 1000 - 1);
    expect(running()).toBe(0);
    vi.advanceTimersByTime(1);
    return running();
  });
  expect(waits).toEqual(waits.map(() => 1));
  newest().become("open");
  newest().become("error");
  vi.advanceTimersByTime(1000);
  expect(running()).toBe(1);
  expect(tab.heard).toEqual([...waits.map(() => "lost"), "open", "lost"]);
});

test("a new stream that fails once ends nothing for the tabs of the one before", () => {
  const first = joined();
  newest().become("open");
  const [before] = streams;
  const second = joined();
  newest().become("error");
  before!.send("1");
  expect([running(), first.heard, second.heard]).toEqual([1, ["open", "pulse 1"], ["lost"]]);
  vi.advanceTimersByTime(1000);
  newest().become("open");
  expect([running(), first.heard.at(-1), second.heard]).toEqual([1, "open", ["lost", "open"]]);
});

test("a new stream that is refused twice ends the one before: the console may count it", () => {
  const first = joined();
  newest().become("open");
  const second = joined();
  newest().become("error");
  vi.advanceTimersByTime(1000);
  newest().become("error");
  expect(running()).toBe(0);
  vi.advanceTimersByTime(2000);
  newest().become("open");
  expect([running(), first.heard, second.heard]).toEqual([
    1,
    ["open", "lost", "open"],
    ["lost", "lost", "open"],
  ]);
});

test("a stream that fails while a new one waits for its retry is requested again with it", () => {
  const first = joined();
  newest().become("open");
  const [before] = streams;
  const second = joined();
  newest().become("error");
  before!.become("error");
  expect([running(), first.heard]).toEqual([0, ["open", "lost"]]);
  vi.advanceTimersByTime(60_000);
  newest().become("open");
  expect([streams.length, first.heard.at(-1), second.heard.at(-1)]).toEqual([3, "open", "open"]);
});

test("an open stream that is silent for 15 s counts as failed", () => {
  const tab = joined();
  newest().become("open");
  vi.advanceTimersByTime(14_000);
  newest().send("1");
  vi.advanceTimersByTime(14_999);
  expect([running(), tab.heard]).toEqual([1, ["open", "pulse 1"]]);
  vi.advanceTimersByTime(1);
  expect([running(), tab.heard.at(-1)]).toEqual([0, "lost"]);
  vi.advanceTimersByTime(1000);
  expect(running()).toBe(1);
});

test("a stream that has ended is not missed", () => {
  const tab = joined();
  newest().become("open");
  joined();
  newest().become("open");
  const pulses = setInterval(() => newest().send("1"), 1000);
  vi.advanceTimersByTime(60_000);
  expect(tab.heard).not.toContain("lost");
  clearInterval(pulses);
});

test("nothing is requested again without a tab", () => {
  const tab = joined();
  newest().become("error");
  hub.receive(tab, "leave");
  vi.advanceTimersByTime(60_000);
  expect(streams).toHaveLength(1);
});
