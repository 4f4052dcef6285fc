// Saved views in a real browser: opening, saving, changing, and what a read-only user sees.
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";
import { savedViews } from "./fixtures/saved-views.ts";

describePages("saved views", (pages) => {
  const { open, search } = pages;
  const openMenu = async (): Promise<void> => {
    await pages.page.getByRole("button", { name: "Saved views" }).click();
    await pages.page.getByRole("link", { name: /Slow checkouts/ }).waitFor();
  };

  test(
    "a view opens its page with its range and filters, also from the palette",
    { tags: ["extended"] },
    async () => {
      await open("/");
      await openMenu();
      expect(await pages.violations()).toEqual([]);
      await pages.page.getByRole("link", { name: /Slow checkouts/ }).click();
      await pages.page.getByRole("heading", { name: "Traces" }).waitFor();
      expect(search().get("from")).toBe("-6h");
      expect(search().getAll("filter")).toEqual(["service=checkout", "duration>500ms"]);
      await pages.page.keyboard.press("Control+k");
      await pages.page.getByRole("combobox", { name: "Jump to" }).waitFor();
      await pages.page.keyboard.type("my ord");
      await pages.page.getByRole("option", { name: /My orders/ }).waitFor();
      await pages.page.keyboard.press("Enter");
      await pages.page.getByRole("heading", { name: "Logs" }).waitFor();
      await expect.poll(() => search().getAll("filter"), patience).toEqual(["order.id exists"]);
    },
  );

  test(
    "saves the open page, renames and shares with the version that was read",
    { tags: ["extended"] },
    async () => {
      const sent: unknown[] = [];
      await pages.page.route("**/api/views**", async (route) => {
        const request = route.request();
        if (request.method() === "GET") return route.fulfill({ json: savedViews });
        sent.push([request.method(), request.headers()["if-match"], request.postDataJSON()]);
        return route.fulfill({ json: savedViews.views[0] });
      });
      await open("/logs?from=-24h&severity=error");
      await openMenu();
      await pages.page.getByRole("textbox", { name: "Name of the view" }).fill("Errors of the day");
      await pages.page.getByRole("checkbox", { name: "Shared" }).check();
      await pages.page.getByRole("button", { name: "Save view" }).click();
      const saved = { path: "/logs", search: "?from=-24h&severity=error", shared: true };
      await expect
        .poll(() => sent, patience)
        .toEqual([["POST", undefined, { ...saved, name: "Errors of the day" }]]);
      await pages.page.getByRole("button", { name: "Share My orders" }).click();
      await expect
        .poll(() => sent.at(-1), patience)
        .toMatchObject(["PUT", '"1"', { name: "My orders", shared: true }]);
      await pages.page.getByRole("button", { name: "Rename Slow checkouts" }).click();
      await pages.page.getByRole("textbox", { name: "Name", exact: true }).fill("Slow");
      await pages.page.keyboard.press("Enter");
      await expect
        .poll(() => sent.at(-1), patience)
        .toMatchObject(["PUT", '"3"', { name: "Slow", path: "/traces" }]);
      await pages.page.getByRole("button", { name: "Delete My orders" }).click();
      await pages.page.getByRole("button", { name: "Confirm: Delete My orders" }).click();
      await expect.poll(() => sent.at(-1), patience).toEqual(["DELETE", '"1"', null]);
    },
  );

  test("a read-only user opens views, and cannot change them", { tags: ["extended"] }, async () => {
    await pages.page.route("**/api/views", async (route) =>
      route.fulfill({ json: { ...savedViews, mayChange: false } }),
    );
    await open("/");
    await openMenu();
    expect(await pages.page.getByRole("button", { name: /Rename|Share|Delete My|Save view/ }).count()).toBe(
      0,
    );
    await pages.page.getByText("Saving them needs the scope admin").waitFor();
  });
});
