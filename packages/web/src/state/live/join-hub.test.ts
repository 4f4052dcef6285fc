import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { stayMs } from "./hub.ts";
import { joinHub } from "./join-hub.ts";

/** A worker that keeps what it is sent, and answers when the test lets it. */
class TestWorker extends EventTarget {
  readonly sent: string[] = [];
  isAnswering = true;
  isClosed = false;
  readonly port = Object.assign(new EventTarget(), {
    start: () => undefined,
    close: () => {
      this.isClosed = true;
    },
    postMessage: (message: string) => {
      this.sent.push(message);
      if (message === "stay" && this.isAnswering)
        this.port.dispatchEvent(new MessageEvent("message", { data: { type: "here" } }));
    },
  });
  constructor() {
    super();
    workers.push(this);
  }
}

let workers: TestWorker[];
let page: EventTarget;
let shown: EventTarget & { visibilityState: string };
let end: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  workers = [];
  page = new EventTarget();
  shown = Object.assign(new EventTarget(), { visibilityState: "visible" });
  vi.stubGlobal("SharedWorker", TestWorker);
  vi.stubGlobal("document", shown);
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  end = joinHub(() => undefined);
});
afterEach(() => {
  end();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function show(state: string): void {
  shown.visibilityState = state;
  shown.dispatchEvent(new Event("visibilitychange"));
}

test("a tab that shows notifications leaves when its page is left, and joins again when the page is back", () => {
  vi.stubGlobal("Notification", { permission: "granted" });
  show("hidden");
  expect(workers[0]!.sent).toEqual(["join"]);
  page.dispatchEvent(new Event("pagehide"));
  show("hidden");
  expect(workers[0]!.sent).toEqual(["join", "leave"]);
  page.dispatchEvent(new Event("pageshow"));
  expect(workers[0]!.sent).toEqual(["join", "leave", "join"]);
});

test("a worker that misses one answer is kept; one that misses two is left for a new one", () => {
  const [first] = workers;
  first!.isAnswering = false;
  vi.advanceTimersByTime(stayMs);
  first!.isAnswering = true;
  vi.advanceTimersByTime(2 * stayMs);
  expect(workers).toHaveLength(1);
  first!.isAnswering = false;
  vi.advanceTimersByTime(3 * stayMs);
  expect(workers.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  expect(first!.sent.at(-1)).toBe("leave");
  expect(workers[1]!.sent).toEqual(["join", "stay"]);
});

test("the error of a worker that was left changes nothing", () => {
  const [first] = workers;
  first!.isAnswering = false;
  vi.advanceTimersByTime(3 * stayMs);
  first!.dispatchEvent(new Event("error"));
  vi.advanceTimersByTime(stayMs);
  expect(workers[1]!.sent).toEqual(["join", "stay", "stay"]);
});
