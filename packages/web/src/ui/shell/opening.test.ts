import { createMemoryHistory, type AnyRouter, type NavigateOptions } from "@tanstack/react-router";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { withdraw } from "../announced.ts";
import { announceSlowPages } from "./opening.tsx";

let frame: (() => void) | undefined;
let navigate = vi.fn<(options: NavigateOptions) => Promise<void>>();

/** Paints a frame, and runs the tasks after it. */
function paint(): void {
  frame?.();
  vi.runAllTimers();
}

/** A router with a slow page and a quick one. */
function openRouter(): AnyRouter {
  const slow = { options: { pendingMs: 0, pendingComponent: () => null } };
  const router = {
    navigate,
    history: createMemoryHistory({ initialEntries: ["/journeys", "/journeys/checkout"] }),
    routesById: { "/journeys/$name": slow, "/logs": { options: {} } },
  } as unknown as AnyRouter;
  announceSlowPages(router);
  return router;
}

beforeEach(() => {
  vi.useFakeTimers();
  navigate = vi.fn<(options: NavigateOptions) => Promise<void>>().mockResolvedValue(undefined);
  vi.stubGlobal("requestAnimationFrame", (work: () => void) => {
    frame = work;
    return 1;
  });
  vi.stubGlobal("cancelAnimationFrame", () => {
    frame = undefined;
  });
  vi.stubGlobal("document", Object.assign(new EventTarget(), { visibilityState: "visible" }));
});
afterEach(() => {
  withdraw();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const slowPage = { to: "/journeys/$name", params: { name: "checkout" } } as NavigateOptions;

test("a slow page is opened after a frame", async () => {
  const opened = openRouter().navigate(slowPage);
  expect(navigate).not.toHaveBeenCalled();
  paint();
  await opened;
  expect(navigate.mock.calls).toEqual([[slowPage]]);
});

test.each([{ to: "." }, { search: {} }])(
  "a change of the page's own address, %o, withdraws nothing",
  (own) => {
    const router = openRouter();
    void router.navigate(slowPage);
    void router.navigate(own as NavigateOptions);
    paint();
    expect(navigate.mock.calls).toEqual([[own], [slowPage]]);
  },
);

test("a navigation to another page withdraws the slow one, which ends without an error", async () => {
  const router = openRouter();
  const withdrawn = router.navigate(slowPage);
  await router.navigate({ to: "/logs" } as NavigateOptions);
  paint();
  await withdrawn;
  expect(navigate.mock.calls).toEqual([[{ to: "/logs" }]]);
});

test("Back withdraws the slow page; an entry of the history that is added or replaced does not", async () => {
  const router = openRouter();
  const opened = router.navigate(slowPage);
  router.history.push("/journeys?sort=people");
  router.history.replace("/journeys?sort=errors");
  paint();
  await opened;
  expect(navigate).toHaveBeenCalledTimes(1);
  const withdrawn = router.navigate(slowPage);
  router.history.back();
  paint();
  await withdrawn;
  expect(navigate).toHaveBeenCalledTimes(1);
});

test("a slow page that cannot be opened rejects", async () => {
  navigate.mockRejectedValue(new Error("no such page"));
  const opened = openRouter().navigate(slowPage);
  paint();
  await expect(opened).rejects.toThrow("no such page");
});
