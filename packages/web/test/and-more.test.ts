// Lists that the console has cut say so, with how to see others.
// @module-tag extended
import type { SamplingResult } from "contract";
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

/** Where an answer is cut: a field of it, and what it says then. */
const cut: readonly (readonly [
  page: string,
  route: string,
  part: Readonly<Record<string, unknown>>,
  note: string,
])[] = [
  ["/transactions", "/api/transactions?", { truncated: 7 }, "and 7 more types"],
  ["/transactions", "/api/transactions?", { nextCursor: "next" }, "and more types"],
  ["/transactions/purchase", "/api/transactions/purchase?", { truncatedReasons: 7 }, "more reasons"],
  ["/journeys", "/api/journeys?", { nextCursor: "next" }, "and more journeys"],
  ["/people/u1", "/api/users/u1?", { truncatedSessions: true }, "and more sessions"],
  ["/people/u1", "/api/users/u1/activity?", { truncated: true }, "and more traces and errors"],
  ["/funnels", "/api/funnels?", { nextCursor: "next" }, "and more funnels"],
  ["/funnels/checkout?step=payment", "/api/funnels/checkout?", { truncatedReasons: 7 }, "and 7 more reasons"],
  ["/compare", "/api/compare?", { truncated: 7 }, "and 7 more changes"],
];

describePages("lists that are cut", (pages) => {
  const notesOf = (text: string): Promise<number> =>
    pages.page.getByRole("note").filter({ hasText: text }).count();

  test.each(cut)("%s with an answer of %s that has %o", async (page, path, part, note) => {
    await pages.page.route(
      (url) => `${url.pathname}${url.search}`.startsWith(path),
      async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: { ...((await response.json()) as object), ...part } });
      },
    );
    await pages.open(page);
    await expect.poll(() => notesOf(note), patience).toBe(1);
  });

  test("processes that ask for sampling rules", async () => {
    const processes = [{ service: "shop", count: 2, version: 1, refused: "", asked: "2026-11-20T14:48:00Z" }];
    const answer: SamplingResult = { version: 1, saved: "", rules: {}, processes, truncated: 7, signs: true };
    await pages.page.route("**/api/sampling", async (route) => route.fulfill({ json: answer }));
    await pages.open("/sampling");
    await expect.poll(() => notesOf("and 7 more services"), patience).toBe(1);
  });

  test("what the palette offers", async () => {
    await pages.page.route("**/api/services?**", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...((await response.json()) as object), truncated: 7 } });
    });
    await pages.open("/");
    await pages.page.keyboard.press("Control+k");
    await expect.poll(() => notesOf("There are more services than are offered here."), patience).toBe(1);
  });

  test("dashboards, among which a search finds nothing", async () => {
    await pages.page.route("**/api/dashboards", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...((await response.json()) as object), truncated: 7 } });
    });
    await pages.open("/dashboards?search=nosuch");
    await pages.page.getByText(/^“nosuch” is not among the \d+ dashboards that are listed$/).waitFor();
    expect(await notesOf("and 7 more dashboards")).toBe(1);
  });

  test("saved views", async () => {
    await pages.page.route("**/api/views", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...((await response.json()) as object), truncated: 7 } });
    });
    await pages.open("/");
    await pages.page.getByRole("button", { name: "Saved views" }).click();
    await expect.poll(() => notesOf("and 7 more views"), patience).toBe(1);
  });
});
