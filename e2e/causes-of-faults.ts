// What "What differs" says of each fault of the shop: half an hour of recorded runs, a healthy one first, and where the cause ranks at the
// places that lead there. `node --conditions=telltale-source e2e/causes-of-faults.ts [FAULT...]` prints a table.
import path from "node:path";

import type { DiffersResult, ErrorsResult, Finding, FindingPart } from "contract";
import { startConsole, createFolder } from "../tools/console-process.ts";
import { root } from "../tools/source-files.ts";
import { get } from "./api.ts";
import { replay } from "./recording.ts";
import { faultOptions, type RecordedFault, recordFault, recordHealthy } from "./shop-faults.ts";

const minuteMs = 60_000;

interface DiffersQuery {
  readonly place: string;
  readonly query: Readonly<Record<string, string>>;
  /** What is the cause: one of these conditions; none where requests differ by nothing but their time. */
  readonly causes: readonly string[];
}

const failedPurchases = { of: "transactions", type: "purchase", outcome: "failed" };
const errorsOf = (service: string): Readonly<Record<string, string>> => ({ service, status: "error" });
const slowOf = (service: string, minDurationMs: string): Readonly<Record<string, string>> => ({
  service,
  minDurationMs,
});

/** By fault: where it shows. */
const faults: Readonly<Record<RecordedFault, readonly DiffersQuery[]>> = {
  "slow-database": [{ place: "slow requests of storefront", query: slowOf("storefront", "250"), causes: [] }],
  "bad-deploy": [
    { place: "failed purchases", query: failedPurchases, causes: ["service.version=2.41.0"] },
    {
      place: "errors of payments",
      query: errorsOf("payments"),
      causes: ["service.version=2.41.0", "name=POST /nordpay/v3/charges"],
    },
    { place: "errors of storefront", query: errorsOf("storefront"), causes: ["service.version=2.41.0"] },
  ],
  "new-error": [
    { place: "failed purchases", query: failedPurchases, causes: ["service.version=2.42.0"] },
    { place: "errors of payments", query: errorsOf("payments"), causes: ["service.version=2.42.0"] },
    {
      place: "the error",
      query: { of: "errors", fingerprint: "VoucherError" },
      causes: ["service.version=2.42.0"],
    },
  ],
  "declined-cards": [{ place: "failed purchases", query: failedPurchases, causes: [] }],
  "cart-queries": [{ place: "slow requests of storefront", query: slowOf("storefront", "50"), causes: [] }],
  "stalled-queue": [
    { place: "stuck orders", query: { of: "workflows", type: "order", outcome: "stuck" }, causes: [] },
  ],
  "memory-leak": [{ place: "slow requests of payments", query: slowOf("payments", "50"), causes: [] }],
};

const inWords = ({ key, kind, value }: FindingPart): string =>
  kind === "value" ? `${key}=${value}` : `${key} ${kind} ${value}`.trim();

/** Of the first finding that names a cause, in its parts or beside them; 1 is the first. */
function rankOf(findings: readonly Finding[], causes: readonly string[]): number | undefined {
  const at = findings.findIndex(({ parts, goesWith }) =>
    [...parts, ...goesWith].some((part) => causes.includes(inWords(part))),
  );
  return at === -1 ? undefined : at + 1;
}

async function report(fault: RecordedFault): Promise<void> {
  const asked = faults[fault];
  const { folder, remove } = createFolder();
  const running = await startConsole(
    folder,
    undefined,
    [],
    {},
    {
      cli: path.join(root, "packages/console/src/cli.ts"),
      nodeOptions: ["--conditions=telltale-source"],
    },
  );
  try {
    const now = Date.now();
    const [beginMs, sinceMs] = [now - 30 * minuteMs, now - 4 * minuteMs];
    const { otlpHttp, page } = running.addresses;
    await replay(otlpHttp, await recordHealthy(), [beginMs, sinceMs], { evenBy: "POST /checkout" });
    await replay(otlpHttp, await recordFault(fault), [sinceMs, now], {
      evenBy: "POST /checkout",
    });
    const range = { from: new Date(beginMs).toISOString(), to: new Date(now).toISOString() };
    const { items: errors } = await get<ErrorsResult>(page, "/api/errors", range);
    for (const { place, query, causes } of asked) {
      const type = query["fingerprint"];
      const group = errors.find((one) => one.type === type);
      const own = type === undefined ? query : { ...query, fingerprint: group?.fingerprint ?? type };
      const result = await get<DiffersResult>(page, "/api/differs", { ...range, ...own });
      const named = result.findings.slice(0, 3).map(({ parts }) => parts.map(inWords).join(" and "));
      const rank = causes.length === 0 ? "only the time" : (rankOf(result.findings, causes) ?? "not named");
      const counts = `${result.selection.count} of ${result.selection.count + result.rest.count} ${result.unit}`;
      console.log(`| ${fault} | ${place} | ${counts} | ${rank} | ${result.verdict}: ${named.join("; ")} |`);
    }
  } finally {
    await running.stop();
    remove();
  }
}

const chosen = process.argv.slice(2);
console.log("| fault | place | compared | rank of the cause | answer |\n| --- | --- | --- | --- | --- |");
for (const fault of chosen.length === 0 ? Object.keys(faultOptions) : chosen)
  await report(fault as RecordedFault);
