// GET /api/anomalies: what the detector found.
import type { AnomaliesResult, ParamsOf } from "contract";
import { z } from "zod";
import type { ApiContext } from "../context.ts";
import { readCursor, toCursor } from "../params/cursor.ts";
import { cutPage } from "../params/page.ts";
import { readRange } from "../params/params.ts";
import { toRangeParams, toResolved } from "../time/range.ts";
import { findAnomalies, toAnomaly } from "./anomaly-rows.ts";

const cursorForm = z.tuple([z.int().min(0).max(4_294_967_295), z.string().regex(/^[0-9a-f]{16}$/)]);

export async function listAnomalies(
  params: ParamsOf<"GET /api/anomalies">,
  context: ApiContext,
): Promise<AnomaliesResult> {
  const range = readRange(params, context, "-1d");
  const { limit, service, name, environment, subject, measure, kind, open } = params;
  const key = readCursor(params.cursor, cursorForm);
  const rows = await findAnomalies(context, {
    ...toRangeParams(range),
    service,
    name,
    environment,
    subject,
    measure,
    anomalyKind: kind,
    openEnd: open === undefined ? undefined : 0,
    cursorFound: key?.[0],
    cursorId: key?.[1],
    limit: limit + 1,
  });
  const { page, last } = cutPage(rows, limit);
  const endMs = Number(range.toNs / 1_000_000n);
  return {
    ...toResolved(range),
    items: page.map((row) => toAnomaly(row, endMs)),
    nextCursor: last === undefined ? null : toCursor([last.foundSeconds, last.id]),
  };
}
