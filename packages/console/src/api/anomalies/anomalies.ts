// GET /api/anomalies: what the detector found.
import type { AnomaliesResult, ParamsOf } from "contract";
import { z } from "zod";
import { type ApiContext, run } from "../context.ts";
import { by, definePageKey } from "../params/page-key.ts";
import { readRange } from "../params/params.ts";
import { readFirstTelemetry } from "../received/first-telemetry.ts";
import { toRangeParams, toResolved } from "../time/range.ts";
import { type AnomalyRow, findAnomalies, toAnomaly } from "./anomaly-rows.ts";

const pageKey = definePageKey<AnomalyRow>({
  cursorFound: by(z.int().min(0).max(4_294_967_295), ({ foundSeconds }) => foundSeconds),
  cursorId: by(z.string().regex(/^[0-9a-f]{16}$/), ({ id }) => id),
});

export async function listAnomalies(
  params: ParamsOf<"GET /api/anomalies">,
  context: ApiContext,
): Promise<AnomaliesResult> {
  const range = readRange(params, context, "-1d");
  const { limit, service, name, environment, subject, measure, kind, open } = params;
  const rows = await findAnomalies(context, {
    ...toRangeParams(range),
    service,
    name,
    environment,
    subject,
    measure,
    anomalyKind: kind,
    isOpen: open !== undefined,
    ...pageKey.read(params.cursor).params,
    limit: limit + 1,
  });
  const { page, nextCursor } = pageKey.page(rows, limit);
  const endMs = Number(range.toNs / 1_000_000n);
  const first = await readFirstTelemetry(async (query, values) => run(context, query, values));
  const knownMs = first === undefined ? 0 : endMs - first;
  return {
    ...toResolved(range),
    items: page.map((row) => toAnomaly(row, endMs)),
    nextCursor,
    hasEarlier: page.length > 0 || knownMs >= hourMs,
    learning: knownMs < dayMs ? "day" : knownMs < 7 * dayMs ? "week" : null,
  };
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
