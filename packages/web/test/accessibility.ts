// Runs axe-core on an open page: the rules of WCAG 2.2, levels A and AA. All of them once, in the light theme; in the dark theme and on a
// phone those whose result can differ there.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import type { AxeResults, RunOptions } from "axe-core";
import type { Locator, Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What a theme can change: colours, how a link in a text differs from it, and which of two icons is shown. Sizes, roles and relations are the same. */
const ofTheme = [
  "color-contrast",
  "link-in-text-block",
  "button-name",
  "image-alt",
  "link-name",
  "role-img-alt",
  "svg-img-alt",
];

/**
 * What a width can change: sizes and distances, what scrolls, and what is shown. A label that is hidden on a phone takes the name of its
 * button; a hidden part, a child that its role needs. Colours are those of the same theme, but parts may lie upon others, or be shown only
 * here. What is left out reads the document alone: its language, title and frames, valid attributes, roles and ids.
 */
const ofWidth = [
  "target-size",
  "scrollable-region-focusable",
  ...ofTheme,
  "aria-command-name",
  "aria-hidden-focus",
  "aria-input-field-name",
  "aria-meter-name",
  "aria-progressbar-name",
  "aria-required-children",
  "aria-required-parent",
  "aria-tab-name",
  "aria-toggle-field-name",
  "aria-tooltip-name",
  "bypass",
  "input-button-name",
  "label",
  "list",
  "listitem",
  "nested-interactive",
  "select-name",
  "summary-name",
];

const rules = {
  all: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
  ofTheme,
  ofWidth,
} as const;

/** Which rules: all, or those whose result the theme, or the width of the window, can change. */
export type RuleSet = keyof typeof rules;
export type Theme = "light" | "dark";

/** Resolves when what began to move before motion was reduced, such as a dialog that opens, has ended. */
const settled = `(async () => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame().then(frame);
  const ends = ({ playState, effect }) => playState === "running" && effect.getComputedTiming().endTime !== Infinity;
  await Promise.allSettled(document.getAnimations().filter(ends).map(({ finished }) => finished));
})()`;

/** Shows the open page in a theme. Colours must not be measured in the middle of a transition: it resolves when none is left. */
async function showTheme(page: Page, colorScheme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
  await page.evaluate(settled);
}

/** How often a page may begin to load while axe looks at it: one that refreshes itself is calm for seconds. */
const mostLooks = 10;

/**
 * A line for each violation in these elements of the page, else in all of it: theme, rule, element, and what is wrong with it. Leaves the
 * page in `theme`. What loads is dimmed, so axe looks again when something began to load meanwhile.
 */
export async function findViolations(
  page: Page,
  theme: Theme,
  ruleSet: RuleSet,
  within: Locator = page.locator("html"),
): Promise<readonly string[]> {
  const options: RunOptions = {
    runOnly: [...rules[ruleSet]],
    resultTypes: ["violations"],
    // What it loads is for `css-orientation-lock` and `no-autoplay-audio`: an experimental rule, and media, which pages do not have.
    preload: false,
    // Experimental, and wrong about SVG: it joins the texts of a group without blanks ("cart100").
    ...(ruleSet === "all" ? { rules: { "label-content-name-mismatch": { enabled: false } } } : {}),
  };
  for (let look = 1; look <= mostLooks; look++) {
    await page.locator(busy).first().waitFor({ state: "detached" });
    await within.first().waitFor({ state: "attached" });
    await showTheme(page, theme);
    // Sent by the debugger's protocol, which the content security policy does not concern; once for each document.
    if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(source);
    const { violations, wasCalm } = await within.evaluateAll(runAxe, { options, busy });
    if (wasCalm) return violations.flatMap((violation) => linesOf(theme, violation));
  }
  throw new Error(`The page began to load each of ${mostLooks} times that axe looked at it.`);
}

const busy = "[aria-busy=true]";

/** Runs in the page. */
async function runAxe(
  include: Element[],
  { options, busy: selector }: { readonly options: RunOptions; readonly busy: string },
): Promise<{ readonly violations: AxeResults["violations"]; readonly wasCalm: boolean }> {
  const { axe } = globalThis as unknown as {
    axe: { run(context: { include: Element[] }, o: RunOptions): Promise<AxeResults> };
  };
  const isBusy = (): boolean => document.querySelector(selector) !== null;
  let wasCalm = !isBusy();
  const observer = new MutationObserver(() => (wasCalm &&= !isBusy()));
  observer.observe(document, { attributeFilter: ["aria-busy"], childList: true, subtree: true });
  const { violations } = await axe.run({ include }, options);
  observer.disconnect();
  return { violations, wasCalm };
}

function linesOf(theme: Theme, { id, nodes }: AxeResults["violations"][number]): readonly string[] {
  return nodes.map(({ target, html, failureSummary = "" }) => {
    const reason = failureSummary.split("\n").slice(1).join("; ").trim();
    return `- ${theme}: ${id}: ${target.join(" ")}: ${reason} (${html.slice(0, 160)})`;
  });
}
