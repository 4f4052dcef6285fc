// GET /api/catalog/findings: the live check, as a list and as log records of OTLP.
import type { CatalogFinding, CatalogFindingsResult, ParamsOf } from "contract";
import { encodeLogsJson } from "otlp";
import { Attachment } from "../attachment.ts";
import type { ApiContext } from "../context.ts";
import { toPage } from "../params/page.ts";
import { readRange } from "../params/params.ts";
import { toResolved } from "../time/range.ts";

export async function listCatalogFindings(
  params: ParamsOf<"GET /api/catalog/findings">,
  context: ApiContext,
): Promise<CatalogFindingsResult> {
  const range = readRange(params, context);
  const findings: readonly CatalogFinding[] = [];
  const { page, nextCursor } = toPage(findings, ({ count, id }) => [count, id], params);
  return {
    ...toResolved(range),
    checked: toResolved(range).to,
    levels: {},
    ids: {},
    items: page,
    nextCursor,
  };
}

export async function exportCatalogFindings(
  _params: ParamsOf<"GET /api/catalog/findings/otlp">,
  _context: ApiContext,
): Promise<Attachment> {
  return new Attachment("catalog-findings.otlp.json", Buffer.from(encodeLogsJson([])));
}
