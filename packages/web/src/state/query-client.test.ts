// Which queries are requested again without a person's doing, while live and while paused.
import { environmentManager, focusManager, onlineManager, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { setPaused } from "./live.ts";
import { createQueryClient } from "./query-client.ts";

const refreshes = ["live", "still", "always"] as const;
const staleMs = 2_500;
let requests: Record<(typeof refreshes)[number], number>;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  // intervals are those of a browser
  environmentManager.setIsServer(() => false);
  requests = { live: 0, still: 0, always: 0 };
  const client = createQueryClient();
  client.mount();
  const ends = refreshes.map((refresh) =>
    new QueryObserver(client, {
      queryKey: [refresh, null, null],
      queryFn: () => (requests[refresh] += 1),
      meta: { refresh, everyMs: 60_000 },
    }).subscribe(() => undefined),
  );
  stop = () => {
    for (const end of ends) end();
    client.clear();
    client.unmount();
  };
});
afterEach(() => {
  stop();
  setPaused(false);
  focusManager.setFocused(undefined);
  environmentManager.setIsServer(() => true);
  vi.useRealTimers();
});

test.each<[string, away: () => void, back: () => void]>([
  ["a tab that is shown again", () => focusManager.setFocused(false), () => focusManager.setFocused(true)],
  ["a connection that is back", () => onlineManager.setOnline(false), () => onlineManager.setOnline(true)],
])("%s requests what is live, and while paused only what always is", async (_, away, back) => {
  await vi.advanceTimersByTimeAsync(staleMs);
  expect(requests).toEqual({ live: 1, still: 1, always: 1 });
  away();
  back();
  await vi.advanceTimersByTimeAsync(staleMs);
  expect(requests).toEqual({ live: 2, still: 1, always: 2 });
  setPaused(true);
  away();
  back();
  await vi.advanceTimersByTimeAsync(staleMs);
  expect(requests).toEqual({ live: 2, still: 1, always: 3 });
});

test("an interval that runs ends with the pause", async () => {
  await vi.advanceTimersByTimeAsync(59_000);
  setPaused(true);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(requests).toEqual({ live: 1, still: 1, always: 3 });
  setPaused(false);
  await vi.advanceTimersByTimeAsync(61_000);
  expect(requests).toMatchObject({ live: 3, still: 1 });
});
