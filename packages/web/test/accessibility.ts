// Runs axe-core on an open page: the rules of WCAG 2.2, levels A and AA, contrast among them, in the light and the dark theme.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const options: RunOptions = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
  resultTypes: ["violations"],
  // Experimental, and wrong about SVG: it joins the texts of a group without blanks ("cart100").
  rules: { "label-content-name-mismatch": { enabled: false } },
};

/** Resolves when what began to move before motion was reduced, such as a dialog that opens, has ended. */
const settled = `(async () => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame().then(frame);
  const ends = ({ playState, effect }) => playState === "running" && effect.getComputedTiming().endTime !== Infinity;
  await Promise.allSettled(document.getAnimations().filter(ends).map(({ finished }) => finished));
})()`;

/** A line for each violation: theme, rule, element, and what is wrong with it. Leaves the page in the light theme. */
export async function findViolations(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const colorScheme of ["dark", "light"] as const) {
    // Colours must not be measured in the middle of a transition.
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
    await page.evaluate(settled);
    // Sent by the debugger's protocol, which the content security policy does not concern.
    await page.evaluate(source);
    const { violations } = await page.evaluate(
      // oxlint-disable-next-line no-undef -- runs in the page
      (wanted) =>
        (globalThis as unknown as { axe: { run(o: RunOptions): Promise<AxeResults> } }).axe.run(wanted),
      options,
    );
    found.push(...violations.flatMap((violation) => linesOf(colorScheme, violation)));
  }
  return found;
}

function linesOf(theme: string, { id, nodes }: AxeResults["violations"][number]): readonly string[] {
  return nodes.map(({ target, html, failureSummary = "" }) => {
    const reason = failureSummary.split("\n").slice(1).join("; ").trim();
    return `- ${theme}: ${id}: ${target.join(" ")}: ${reason} (${html.slice(0, 160)})`;
  });
}
