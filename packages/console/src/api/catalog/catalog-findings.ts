// GET /api/catalog/findings: the live check, as a list and as log records of OTLP.
import { toFindingRequest } from "catalog";
import type { CatalogFinding, CatalogFindingsResult, ParamsOf } from "contract";
import { Attachment } from "../attachment.ts";
import type { ApiContext } from "../context.ts";
import { withinBytes } from "../limits/limit-list.ts";
import { type Rank, toPage } from "../params/page.ts";
import { toResolved } from "../time/range.ts";
import { countBy } from "./count-by.ts";
import { readSnapshot } from "./kept-snapshots.ts";
import type { Snapshot } from "./snapshot.ts";
import { readWindow } from "./window.ts";

const maxRecords = 10_000;
/** Of the file. */
const maxBytes = 7_000_000;
const mostCount = 9e14;
const levelRank = { violation: 2e15, improvement: 1e15, information: 0 };

type Conditions = Partial<Pick<ParamsOf<"GET /api/catalog/findings">, "id" | "level" | "search">>;

export async function listCatalogFindings(
  params: ParamsOf<"GET /api/catalog/findings">,
  context: ApiContext,
): Promise<CatalogFindingsResult> {
  const window = readWindow(params, context);
  const snapshot = await readSnapshot(window, context);
  const { id, level, search } = params;
  const found = matching(snapshot, { search }).map(({ finding }) => finding);
  const rows = matching(snapshot, { id, level, search }).map(({ finding }) => finding);
  const { page, nextCursor } = toPage(rows, rankOf, params);
  return {
    ...toResolved(window),
    checked: new Date(snapshot.checkedMs).toISOString(),
    levels: countBy(found, (finding) => finding.level),
    ids: countBy(found, (finding) => finding.id),
    items: page,
    nextCursor,
  };
}

export async function exportCatalogFindings(
  params: ParamsOf<"GET /api/catalog/findings/otlp">,
  context: ApiContext,
): Promise<Attachment> {
  const snapshot = await readSnapshot(readWindow(params, context), context);
  const rows = matching(snapshot, params);
  const found = rows.slice(0, maxRecords).map(({ at }) => snapshot.live[at]!);
  const records = found.map((one) => toFindingRequest([one], snapshot.checkedMs));
  const { length } = withinBytes(records, maxBytes);
  const request = toFindingRequest(found.slice(0, length), snapshot.checkedMs);
  const body = Buffer.from(JSON.stringify(request));
  const isCut = length < rows.length || snapshot.cut.length > 0;
  return new Attachment("catalog-findings.otlp.json", body, undefined, {
    "x-telltale-truncated": String(isCut),
  });
}

function matching(
  { findings }: Snapshot,
  { id, level, search }: Conditions,
): readonly { readonly at: number; readonly finding: CatalogFinding }[] {
  const text = search?.toLowerCase();
  return findings
    .map((finding, at) => ({ at, finding }))
    .filter(
      ({ finding }) =>
        (id === undefined || finding.id === id) &&
        (level === undefined || finding.level === level) &&
        (text === undefined ||
          [finding.message, finding.signalName, finding.attribute].some((one) =>
            one.toLowerCase().includes(text),
          )),
    );
}

/** Violations first, then the most frequent. */
export function rankOf({ level, count, id, signalName, attribute, service, message }: CatalogFinding): Rank {
  // one whose count is not known may concern all
  return [
    levelRank[level] + Math.min(count ?? mostCount, mostCount),
    [id, attribute, signalName, service, message].join(" "),
  ];
}
