// The dashboard of a team: from nothing, with a variable, and as a user sees it who may only look.
import { expect, test } from "vitest";

import type { ConsoleProcess } from "../../tools/console-process.ts";
import { sum, transactionsOf } from "./counted.ts";
import { fromOverview, heading, rowsOf, savedCsv, type Stage } from "./walk.ts";

export function describeDashboardTasks(onStage: () => Stage): void {
  test("a team dashboard with a variable, from an empty one, and as a read-only user sees it", async () => {
    const stage = onStage();
    const { running, day } = stage;
    const { healthy } = day;
    const title = `Checkout ${Date.now()}`;
    await fromOverview(stage, healthy, async ({ page, click }) => {
      await click(page.getByRole("button", { name: /^Jump to/ }));
      await page.getByRole("combobox", { name: "Jump to" }).fill("New dashboard");
      await page.getByRole("option", { name: "New dashboard" }).waitFor();
      await page.keyboard.press("Enter");
      await heading(page, "New dashboard");
      await page.getByRole("textbox", { name: "Title", exact: true }).fill(title);
      await page.getByRole("textbox", { name: "Owner" }).fill("team-checkout");

      await click(page.getByRole("button", { name: "Add chart" }).first());
      const builder = page.getByRole("dialog");
      await builder.getByRole("textbox", { name: "Title of the chart" }).fill("Orders and failures");
      await click(builder.getByRole("combobox", { name: /^What: / }));
      const find = page.getByLabel("Find what");
      await find.fill("business records");
      const found = page.getByRole("listbox", { name: "What" }).getByRole("option");
      await expect.poll(() => found.count()).toBe(1);
      await find.press("ArrowDown");
      await find.press("Enter");
      for (const condition of ["name=purchase", "phase=ended", "customer.tier=$tier"]) {
        await builder.getByRole("combobox", { name: "Where" }).fill(condition);
        await page.keyboard.press("Enter");
        await builder.getByRole("button", { name: `Edit ${condition}` }).waitFor();
      }
      await click(builder.getByRole("button", { name: "Add to dashboard" }));
      await page.getByRole("group", { name: "Variable tier" }).waitFor();
      await click(page.getByRole("button", { name: "Save", exact: true }));
      await heading(page, title);
    });

    const headers = { authorization: `Bearer ${await readToken(running)}` };
    await fromOverview({ ...stage, headers }, healthy, async ({ page, click }) => {
      await click(page.getByRole("navigation", { name: "Main" }).getByText("More"));
      await click(page.getByRole("list", { name: "More pages" }).getByRole("link", { name: "Dashboards" }));
      await click(rowsOf(page, "Dashboards").getByRole("link", { name: title }));
      await heading(page, title);
      await page.getByText("team-checkout").first().waitFor();
      expect(await page.getByRole("button", { name: "Edit", exact: true }).count()).toBe(0);
      await click(page.getByRole("combobox", { name: "tier: all" }));
      await click(page.getByRole("option", { name: "gold", exact: true }));
      await page.waitForURL(/var=tier%3Dgold/);

      // its file has the values of the chart that the user sees
      await page.getByRole("button", { name: /^Data of / }).click();
      const { rows } = await savedCsv(page, (target) => target.click());
      const ofGold = transactionsOf(healthy.records, "purchase").filter(
        ({ attribute }) => attribute("customer.tier") === "gold",
      );
      expect(sum(rows.slice(1).map((row) => Number(row.at(-1))))).toBe(ofGold.length);
    });
  });
}

async function readToken({ addresses }: ConsoleProcess): Promise<string> {
  const response = await fetch(`${addresses.page}/api/tokens`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-telltale-request": "1" },
    body: JSON.stringify({ name: "team-checkout looks", scope: "read", tenant: "" }),
  });
  return ((await response.json()) as { readonly token: string }).token;
}
