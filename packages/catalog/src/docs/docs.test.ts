// The reference: what it says of alerts, that its links lead somewhere, and that no text of a catalog becomes markup.
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import type { Catalog } from "../catalog.ts";
import type { CatalogDeclaration } from "../declaration.ts";
import { resolveCatalog } from "../resolve.ts";
import { consoleAddress } from "./console-path.ts";
import { type DocsFile, renderHtml, renderMarkdown, renderMarkdownFolder, renderSite } from "./index.ts";

const declaration = {
  name: "shop",
  version: "1.2.0",
  owner: "team-checkout",
  description: "The shop.",
  attributes: {
    "order.id": {
      type: "string",
      description: "Id of the order.",
      cardinality: "unbounded",
      examples: ["o-1"],
    },
    "payment.method": {
      type: ["card", { value: "invoice", description: "By post" }],
      description: "How it is paid.",
      owner: "team-payments",
    },
    "order.kind": { type: "string", deprecated: { renamedTo: "payment.method", note: "Since 1.1." } },
  },
  entities: { "shop.instance": { identity: ["order.id"], description: "One shop." } },
  spans: {
    "charge card": {
      description: "Charges.",
      kind: "client",
      attributes: ["order.id", "http.route"],
      conditional: { "payment.method": "when known" },
    },
  },
  metrics: {
    "shop.orders": {
      kind: "counter",
      unit: "{order}",
      description: "Orders.",
      attributes: ["payment.method"],
    },
    "shop.wait": { kind: "timer", description: "Waiting.", buckets: [0.1, 1] },
  },
  logs: { "order paid": { severity: "info" } },
  events: { "cart.abandoned": { attributes: ["order.id"] } },
  errors: { CardError: { runbook: "https://wiki.example/card" } },
  transactions: {
    purchase: { description: "A purchase.", steps: ["cart", "paid"], currency: "EUR", timeoutMs: 1_800_000 },
  },
  journeys: { signup: { steps: ["landing", "form"], ordered: true } },
  workflows: { order: { states: ["new", "paid"], transitions: { new: ["paid"] } } },
  alerts: {
    failing: {
      on: { transaction: "purchase", measure: "failure" },
      when: { above: 0.05 },
      for: "2m",
      severity: "page",
      runbook: "https://wiki.example/failing?a=1&b=2",
      description: "Purchases fail.",
    },
    few: {
      on: { metric: "shop.orders", aggregation: "rate", where: { "payment.method": "card" } },
      when: { any: [{ when: { below: 0.5 } }, { when: { absent: true } }] },
    },
  },
  objectives: { fast: { on: { transaction: "purchase", measure: "within", limit: "2s" }, target: 0.999 } },
  dashboards: { checkout: { charts: [{ title: "Slow", on: { metric: "shop.wait", aggregation: "p95" } }] } },
} as const satisfies CatalogDeclaration;

const catalog = resolveCatalog(declaration);
const consoleUrl = "https://console.example/";
const options = { consoleUrl, locate: () => ({ file: "src/catalog.ts", line: 7, column: 3 }) };
const site = (of: Catalog = catalog): ReadonlyMap<string, string> =>
  new Map(renderSite(of, options).map(({ name, text }) => [name, text]));
const visible = (html: string): string => html.replaceAll(/<[^>]*>/g, "").replaceAll(/\s+/g, " ");

describe("what the site says", () => {
  const pages = site();

  test("an alert: when it fires, how urgent it is, what to do, where to look", () => {
    const text = visible(pages.get("alerts.html")!);
    expect(text).toContain(
      "Fires when the share of failed purchase transactions is above 5 %, over 5 min, for at least 2 min.",
    );
    expect(text).toContain(
      "Fires when the rate of shop.orders where payment.method = card is below 0.5 order a second or has no data, over 5 min.",
    );
    expect(text).toContain("Wakes the person on call");
    expect(text).toContain("Follow the runbook: https://wiki.example/failing?a=1&amp;b=2.");
    expect(text).toContain("There is no runbook. Ask team-checkout.");
    expect(pages.get("alerts.html")).toContain('href="https://console.example/transactions/purchase"');
  });

  test("the overview: alerts by urgency, objectives, business", () => {
    const text = visible(pages.get("index.html")!);
    expect(text).toContain("99.9 % of purchase succeed within 2 s, over 30 days.");
    expect(text.indexOf("failing")).toBeLessThan(text.indexOf("few"));
    expect(pages.get("index.html")).toContain('href="https://console.example/funnels/signup"');
    expect(text).toContain("Version 1.2.0 · Owner team-checkout");
  });

  test("things: requirement levels, values, deprecation, sources, users, teams", () => {
    const spans = visible(pages.get("spans.html")!);
    expect(spans).toContain("conditional: when known");
    expect(spans).toContain("card | invoice");
    expect(spans).toContain("semantic convention");
    expect(spans).toContain("src/catalog.ts:7");
    expect(visible(pages.get("attributes.html")!)).toContain(
      "Deprecated. Use payment.method instead. Since 1.1.",
    );
    expect(visible(pages.get("metrics.html")!)).toContain("Used byalert few");
    expect(visible(pages.get("teams.html")!)).toMatch(/team-payments.*Attributes.*payment\.method/);
  });
});

const hostile = `"><img src=x onerror=alert(1)>'</script><script>alert(2)</script> \`\`x\`\` [a](javascript:alert(3)) | & \${y} \u2028`;

/** Every text and name of the declaration ends with hostile text. */
function poison(value: unknown, at: readonly string[] = []): unknown {
  const kept = new Set([
    "kind",
    "severity",
    "measure",
    "aggregation",
    "type",
    "currency",
    "cardinality",
    "runbook",
    "version",
    "unit",
  ]);
  if (typeof value === "string") return kept.has(at.at(-1)!) ? value : `${value}${hostile}`;
  if (Array.isArray(value)) return at.at(-1) === "type" ? value : value.map((one) => poison(one, at));
  if (typeof value !== "object" || value === null) return value;
  const isNamed =
    at.length === 1 || at.at(-1) === "where" || at.at(-1) === "conditional" || at.at(-1) === "transitions";
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      isNamed ? `${key}${hostile}` : key,
      poison(one, [...at, key]),
    ]),
  );
}

function poisoned(): Catalog {
  const clean = JSON.parse(JSON.stringify(catalog)) as Record<string, unknown>;
  // a resolved catalog, as JSON of a stranger may be
  return Object.fromEntries(
    Object.entries(clean).map(([key, value]) => [
      key,
      Array.isArray(value)
        ? value.map((thing) => ({
            ...(poison(thing, [key, "thing"]) as object),
            semconv: "javascript:alert(4)",
            runbook: `javascript:alert(5)${hostile}`,
          }))
        : poison(value, [key]),
    ]),
  ) as unknown as Catalog;
}

const tags = (html: string): string[] =>
  [...html.matchAll(/<\/?([a-z][a-z0-9]*)[^>]*>/gi)].map(([, tag]) => tag!.toLowerCase());

describe("no text of a catalog is markup", () => {
  test("in the site and in the file", () => {
    const clean = new Set([...site().values(), renderHtml(catalog, options)].flatMap(tags));
    const pages = [...site(poisoned())].filter(([name]) => name.endsWith(".html"));
    for (const [, html] of [...pages, ["", renderHtml(poisoned(), options)] as const]) {
      expect(tags(html).filter((tag) => !clean.has(tag))).toEqual([]);
      expect(html.match(/<script\b/g)?.length ?? 0).toBeLessThanOrEqual(2);
      // attributes without their values
      expect(html.replaceAll(/"[^"]*"/g, "").match(/<[^>]*\son\w+=/i)).toBeNull();
      expect(html).not.toMatch(/href="(?!https?:|#|[a-z-]+\.(?:html|css))/i);
    }
    const index = site(poisoned()).get("search-index.js")!;
    expect(index).not.toContain("</script");
    const items = runInNewContext(`${index}; catalogIndex`) as { name: string }[];
    expect(items.some(({ name }) => name.includes("<script>"))).toBe(true);
  });

  test("in Markdown", () => {
    const text = [
      renderMarkdown(poisoned(), options),
      ...renderMarkdownFolder(poisoned(), options).map((file) => file.text),
    ].join("\n");
    const outside = text
      .replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/g, "")
      .replaceAll(/<a id="[a-z0-9.-]+"><\/a>|<!-- [^>]* -->|<br>|<\/?code>/g, "");
    expect(outside).not.toMatch(/<[a-z!/]/i);
    expect(outside).not.toMatch(/(?<!\\)\]\((?!#|https?:|[a-z]+\.md)/);
  });
});

describe("links", () => {
  test.each([
    ["attributes", "order.kind", "/catalog/attribute/order.kind"],
    ["attributes", "a b/c", "/catalog/attribute/a%20b%2Fc"],
    ["metrics", "shop.orders", "/metrics/shop.orders"],
    ["journeys", "signup", "/funnels/signup"],
    ["spans", "charge card", "/traces?filter=name%3D%22charge%20card%22"],
  ] as const)("of %s lead to their page in the console: %s", (kind, name, path) => {
    expect(consoleAddress(consoleUrl, kind, name, catalog)).toBe(`https://console.example${path}`);
    expect(consoleAddress(undefined, kind, name, catalog)).toBeUndefined();
  });

  test("of the site lead from an attribute to its page in the console", () => {
    expect(site().get("attributes.html")).toContain(
      'href="https://console.example/catalog/attribute/order.kind"',
    );
  });

  test.each([
    ["a catalog", catalog],
    ["one of hostile texts", poisoned()],
  ])("of the site of %s lead to a page and an entry, and nothing is loaded from elsewhere", (_, of) => {
    const pages = site(of);
    const broken: string[] = [];
    const loaded = new Set<string>();
    for (const [name, html] of [...pages].filter(([file]) => file.endsWith(".html"))) {
      for (const [, href = ""] of html.matchAll(/href="([^"]*)"/g)) {
        if (href.startsWith("https:")) continue;
        const [file = "", id] = href.split("#");
        const target = pages.get(file === "" ? name : file);
        const anchor = id === undefined ? "" : `id="${decodeURIComponent(id)}"`;
        if (target?.includes(anchor) !== true) broken.push(href);
      }
      for (const [, from] of html.matchAll(/(?:src|srcset|data|action)="([^"]*)"/g)) loaded.add(from!);
    }
    expect(broken).toEqual([]);
    expect([...loaded]).toEqual(["search-index.js", "search.js"]);
    expect(pages.get("style.css")).not.toMatch(/url\(|@import/);
  });

  test("of Markdown lead to an anchor", () => {
    const files = new Map<string, string>(
      renderMarkdownFolder(catalog, options).map(({ name, text }: DocsFile) => [name, text]),
    );
    files.set("one.md", renderMarkdown(catalog, options));
    const links = [...files].flatMap(([name, text]) =>
      [...text.matchAll(/\]\(([\w.]*)(?:#([^)\s]*))?\)/g)].map(([, file = "", id]) => ({
        target: file === "" ? name : file,
        anchor: id === undefined ? "" : `<a id="${id}"></a>`,
      })),
    );
    expect(links.length).toBeGreaterThan(40);
    expect(links.filter(({ target, anchor }) => files.get(target)?.includes(anchor) !== true)).toEqual([]);
  });

  test("rows of Markdown tables have the cells of their head", () => {
    const tables = renderMarkdown(catalog, options)
      .split("\n\n")
      .filter((part) => part.startsWith("| "));
    const cells = (line: string): number => line.replaceAll(/\\\|/g, "").split("|").length;
    const widths = tables.map((table) => new Set(table.split("\n").map(cells)).size);
    expect(widths.length).toBeGreaterThan(5);
    expect(new Set(widths)).toEqual(new Set([1]));
  });
});

test("two names of one slug have ids of their own; a catalog without things has an overview", () => {
  const twins = resolveCatalog({ name: "a", version: "1.0.0", spans: { "a b": {}, "a-b": {} } });
  const ids = [
    ...site(twins)
      .get("spans.html")!
      .matchAll(/<article class="entry" id="([^"]*)"/g),
  ].map(([, id]) => id);
  expect(ids).toEqual(["span-a-b", "span-a-b-2"]);
  const empty = resolveCatalog({ name: "a", version: "1.0.0" });
  expect([...site(empty).keys()]).toEqual([
    "index.html",
    "teams.html",
    "style.css",
    "search.js",
    "search-index.js",
  ]);
  expect(renderMarkdown(empty)).toBe(
    "<!-- Written by `telltale catalog docs`; do not edit. -->\n\n# a 1.0.0\n",
  );
});
