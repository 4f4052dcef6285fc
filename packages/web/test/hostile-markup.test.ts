// @module-tag extended
// Stored markup: every name, message and address that telemetry or people can choose holds markup and script. It is shown as text, on every
// page, and nothing of it becomes an element, a script, a request or a link that runs.
import { expect, test } from "vitest";

import { visits } from "../src/all-examples.ts";
import type { Visit } from "../src/ui/examples.ts";
import { describePages } from "./browser-pages.ts";

const ran = "globalThis.planted=1";
const markup = `<img src=x onerror="${ran}" data-planted>"><script data-planted>${ran}</script><a data-planted href="javascript:${ran}">x</a>[x](javascript:${ran})`;
const address = `javascript:${ran}//`;

/** Fields that hold what senders and people chose. The others hold words and numbers that the console itself chose. */
const free =
  /^(?:name|names|service|services|operation|route|message|messages|title|text|body|label|labels|description|brief|note|summary|reason|author|actor|user|owner|step|steps|value|key|attribute|version|release|host|environment|file|function|className|exception|stack|template|pattern|statement|hypothesis|headline|detail|fix|instance|group|team|channel|failureReason|path|example|examples)$/i;
const link = /^(?:url|href|link|runbook|source|sourceUrl|icon)$/i;

/** Types that the console knows. The others are those of transactions and workflows, which applications name. */
const kinds: ReadonlySet<string> = new Set(
  "string int double bool map array metric span log event attribute counter gauge histogram up_down_counter exponential_histogram summary slack email webhook browser pagerduty teams discord telegram".split(
    " ",
  ),
);
/** Pages that show nothing of others until a person does something. */
const ownOnly: ReadonlySet<string> = new Set(["/sql", "/import", "/alerts/rules/new", "/dashboards/new"]);

/** `found` with markup behind each free text. Keys of attributes stay, by which pages look them up; their values do not. */
function planted(found: unknown, key: string, isFree: boolean): unknown {
  if (typeof found === "string") {
    if (link.test(key)) return address;
    return isFree || free.test(key) || (key === "type" && !kinds.has(found)) ? `${found}${markup}` : found;
  }
  if (Array.isArray(found)) return found.map((one) => planted(one, key, isFree));
  if (typeof found !== "object" || found === null) return found;
  const isOfAttributes = /attributes$/i.test(key);
  return Object.fromEntries(
    Object.entries(found).map(([name, value]) => [name, planted(value, name, isOfAttributes)]),
  );
}

describePages("hostile markup", (pages) => {
  /** What became of the markup on a page, and how often it is there as text. */
  const look = async ({
    address: at,
  }: Visit): Promise<{ elements: number; links: readonly string[]; ran: unknown; shown: number }> => {
    const elsewhere: string[] = [];
    pages.page.on("request", (request) => {
      const { protocol, origin, pathname } = new URL(request.url());
      if (
        protocol !== "data:" &&
        protocol !== "blob:" &&
        (origin !== new URL(pages.url).origin || pathname === "/x")
      )
        elsewhere.push(request.url());
    });
    await pages.page.route("**/api/**", async (route) => {
      if (route.request().url().includes("/api/live")) return route.fallback();
      // names in the address are those of the story
      const url = route.request().url().replaceAll(encodeURIComponent(markup), "");
      const response = await route.fetch({ url });
      if (!/json/.test(response.headers()["content-type"] ?? "")) return route.fulfill({ response });
      return route.fulfill({ response, body: JSON.stringify(planted(await response.json(), "", false)) });
    });
    await pages.open(at);
    await pages.waitUntilLoaded();
    const result = await pages.page.evaluate(
      ([text]) => ({
        elements: document.querySelectorAll("[data-planted], img[src=x]").length,
        links: [...document.querySelectorAll("[href], [src], [action]")]
          .flatMap((one) => ["href", "src", "action"].map((name) => one.getAttribute(name) ?? ""))
          .filter((value) => /^\s*(?:javascript|data|vbscript):/i.test(value)),
        ran: (globalThis as { planted?: number }).planted,
        shown:
          [document.body.textContent, ...[...document.querySelectorAll("input")].map(({ value }) => value)]
            .join("\n")
            .split(text!).length - 1,
      }),
      ["data-planted"],
    );
    return { ...result, links: [...result.links, ...elsewhere] };
  };

  const nothing = { elements: 0, links: [], ran: undefined };
  const isQuick = ({ address: at }: Visit): boolean =>
    ["/", "/errors", "/traces/4bf92f3577b34da6a3ce929d0e0e4736"].includes(at);
  test.each(visits.filter(isQuick))("is text on $address", async (page) => {
    const { shown, ...became } = await look(page);
    expect(became).toEqual(nothing);
    // a page that shows none of it was not looked at
    expect(shown).toBeGreaterThan(0);
  });

  test.each(visits.filter((page) => !isQuick(page)))(
    "is text on $address",
    { tags: ["extended"] },
    async (page) => {
      const { shown, ...became } = await look(page);
      expect(became).toEqual(nothing);
      expect(shown > 0 || ownOnly.has(page.address)).toBe(true);
    },
  );
});
