// All that one customer did: in figures, and visit by visit.
import { expect, test } from "vitest";

import type { SentRecord } from "./captured.ts";
import { groupBy, inCents, sum, type Transaction, transactionsOf } from "./counted.ts";
import { fromOverview, heading, type Stage } from "./walk.ts";

export function describePersonTasks(onStage: () => Stage): void {
  test("all that one customer did: visits, orders, money, and the steps of each visit", async () => {
    const stage = onStage();
    const records = Object.values(stage.day).flatMap((part) => part.records);
    const transactions = groupBy(transactionsOf(records), ({ user }) => user);
    const sessions = groupBy(records, ({ attribute }) => attribute("user.id"));
    const visitsOf = (user: string): ReadonlyMap<unknown, readonly SentRecord[]> =>
      groupBy(sessions.get(user) ?? [], ({ attribute }) => attribute("session.id"));
    // who came several times, and did not always get what they wanted; an abandoned basket has no session
    const persons = [...transactions]
      .filter(([name, all]) => visitsOf(name).size > 1 && !visitsOf(name).has(undefined) && hasBoth(all))
      .toSorted(([, one], [, other]) => other.length - one.length);
    expect(persons).not.toEqual([]);
    const [user, own] = persons[0]!;
    const completed = own.filter(({ outcome }) => outcome === "completed");
    const lost = own.filter(({ outcome }) => outcome !== "completed");

    await fromOverview(stage, stage.day.healthy, async ({ page, click }) => {
      await click(page.getByRole("button", { name: /^Jump to/ }));
      await page.getByRole("combobox", { name: "Jump to" }).fill(user);
      await click(page.getByRole("option", { name: `${user} person with this id` }));
      await heading(page, user);
      const all = page.getByRole("region", { name: "In all" });
      const figure = (label: string) => all.locator(`dt:text-is("${label}") + dd`);
      await figure("visits").waitFor();
      const figures = ["visits", "completed", "failed or abandoned"].map((label) =>
        figure(label).innerText(),
      );
      expect((await Promise.all(figures)).map(Number)).toEqual([
        visitsOf(user).size,
        completed.length,
        lost.length,
      ]);
      const titles = ["amount completed", "amount lost"].map((label) => figure(label).getAttribute("title"));
      // who lost nothing that has a price has no amount
      expect((await Promise.all(titles)).map(inCents)).toEqual(
        [completed, lost].map((ended) => centsOf(ended) || undefined),
      );

      for (const [session, taken] of visitsOf(user)) {
        const visit = page.getByRole("region", { name: `session ${String(session)}` });
        const steps = async (): Promise<ReadonlySet<string>> => {
          const texts = await visit.getByRole("listitem").allInnerTexts();
          return new Set(texts.map((step) => step.replace(/\s*\d+:\d\d\D*$/, "")));
        };
        // visits come after the figures
        await expect.poll(steps).toEqual(stepsIn(taken));
      }
    });
  });
}

const hasBoth = (all: readonly Transaction[]): boolean =>
  new Set(all.map(({ outcome }) => outcome === "completed")).size === 2;

const centsOf = (all: readonly Transaction[]): number => sum(all.map(({ cents = 0 }) => cents));

/** Of journeys and of transactions. */
function stepsIn(records: readonly SentRecord[]): ReadonlySet<string> {
  const steps = records.flatMap(({ event, attribute }) => {
    const kind = /^telltale\.(journey|transaction)\.step$/.exec(event)?.[1];
    return kind === undefined ? [] : [String(attribute(`telltale.${kind}.step`))];
  });
  return new Set(steps);
}
