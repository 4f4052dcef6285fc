// `catalog check --live` against a console: a server that answers with findings, in pages.
import { createServer, type Server } from "node:http";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import type { Finding } from "catalog";
import type { CatalogFinding } from "contract";
import { runLiveCheck } from "../src/catalog/live-check.ts";
import type { Surroundings } from "../src/command.ts";

const finding: CatalogFinding = {
  id: "type_mismatch",
  level: "violation",
  message: "Attribute 'order.total' has type 'string'. Type should be 'double'.",
  fix: "Emit `order.total` as double, or change its type in the catalog.",
  sampleType: "attribute",
  signalType: "span",
  signalName: "charge card",
  attribute: "order.total",
  service: "shop",
  version: "1.2.0",
  count: 3,
  lastNs: null,
  source: "",
  path: "",
  context: { attribute_key: "order.total" },
};
const undeclared: CatalogFinding = {
  ...finding,
  id: "undeclared_since",
  level: "improvement",
  message: "Metric `shop.new` has arrived and is not declared.",
  fix: "",
  signalType: "metric",
  signalName: "shop.new",
  attribute: "",
  version: "",
  source: "src/orders.ts:12",
};

let folder: string;
let server: Server;
let requests: string[];
let printed: string[];
let items: readonly CatalogFinding[];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "telltale-live-"));
  [requests, printed, items] = [[], [], [finding, undeclared]];
  server = createServer((request, response) => {
    requests.push(`${request.headers.authorization ?? ""} ${request.url}`);
    const url = new URL(request.url!, "http://console.example");
    const at = Number(url.searchParams.get("cursor") ?? 0);
    const body = url.pathname.endsWith("/otlp")
      ? { resourceLogs: [] }
      : { items: items.slice(at, at + 1), nextCursor: at + 1 < items.length ? String(at + 1) : null };
    response.setHeader("content-type", "application/json").end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const surroundings: Surroundings = {
  variables: { TELLTALE_TOKEN: "t0k" },
  print: (line) => printed.push(line),
  report: () => {},
};

function run(
  file: string | undefined,
  values: Readonly<Record<string, string | readonly string[]>> = {},
): Promise<number> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return runLiveCheck(file, { live: true, console: url, ...values }, surroundings);
}

function catalogFile(): string {
  const file = path.join(folder, "catalog.ts");
  writeFileSync(
    file,
    'export const shop = {\n  name: "shop",\n  version: "1.0.0",\n  attributes: {\n    "order.total": { type: "double" },\n  },\n  spans: { "place order": {} },\n};\n',
  );
  return file;
}

test("prints all pages of findings with the places of declarations and of code", async () => {
  const file = catalogFile();
  expect(await run(file, { service: "shop" })).toBe(1);
  expect(printed.join("\n").split("\n")).toStrictEqual([
    `${file}:5:5  violation  ${finding.message} (span \`charge card\`) [shop 1.2.0] (type_mismatch)`,
    `    ${finding.fix}`,
    `src/orders.ts:12:1  improvement  ${undeclared.message} [shop] (undeclared_since)`,
    "2 findings: 1 violation, 1 improvement.",
  ]);
  expect(requests).toStrictEqual([
    "Bearer t0k /api/catalog/findings?from=-24h&service=shop",
    "Bearer t0k /api/catalog/findings?from=-24h&service=shop&cursor=1",
  ]);
});

test("exits by the level, and leaves out what is ignored", async () => {
  const file = catalogFile();
  items = [undeclared];
  expect(await run(file)).toBe(0);
  expect(await run(file, { "fail-on": "improvement" })).toBe(1);
  expect(await run(file, { "fail-on": "improvement", ignore: ["undeclared_since"] })).toBe(0);
  expect(printed.at(-1)).toBe("No findings.");
});

test("names the part of the declaration, and for an undeclared name the place in the code", async () => {
  const file = catalogFile();
  writeFileSync(
    path.join(folder, "orders.ts"),
    'import { counter, trace } from "telltale";\nconst orders = counter("shop.new");\ntrace("place order", { attributes: { "order.colour": "red" } }, work);\n',
  );
  items = [
    { ...finding, path: 'attributes."order.total".type' },
    { ...undeclared, source: "" },
    {
      ...undeclared,
      id: "missing_attribute",
      source: "",
      signalType: "span",
      signalName: "place order",
      attribute: "order.colour",
    },
    {
      ...undeclared,
      id: "dead_since",
      source: "",
      signalName: "",
      message: "Metric `shop.gone` is declared.",
      service: "",
    },
  ];
  expect(await run(file, { format: "json", code: folder })).toBe(1);
  const { findings } = JSON.parse(printed.join("\n")) as { findings: readonly Finding[] };
  const places = new Map(
    findings.map(({ id, location }) => [
      id,
      location && [path.basename(location.file), location.line, location.column],
    ]),
  );
  expect(places).toEqual(
    new Map<string, unknown>([
      ["type_mismatch", ["catalog.ts", 5, 22]],
      ["undeclared_since", ["orders.ts", 2, 16]],
      ["missing_attribute", ["orders.ts", 3, 38]],
      ["dead_since", undefined],
    ]),
  );
});

test("prints log records of OTLP", async () => {
  expect(await run(undefined, { format: "otlp-json" })).toBe(1);
  expect(JSON.parse(printed.join("\n"))).toStrictEqual({ resourceLogs: [] });
  expect(requests.at(-1)).toBe("Bearer t0k /api/catalog/findings/otlp?from=-24h");
});

test("needs a console", async () => {
  await expect(runLiveCheck(undefined, { live: true }, { ...surroundings, variables: {} })).rejects.toThrow(
    "needs the URL of a console",
  );
});
