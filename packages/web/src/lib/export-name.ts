// The name of a saved file: what it holds, and of which environment, service, filters and time.
import { resolveRange, type TimeRange } from "./time-range.ts";

export interface ExportScope {
  readonly range: TimeRange;
  readonly environment: string | undefined;
  readonly service: string | undefined;
  readonly filters: readonly string[];
}

/** Bytes of what is in a file, and of what narrows it: file systems take 255 for the whole name. */
const mostBytes = { what: 80, narrowed: 100 };

/** `transactions_production_plan=pro_20261127T0900Z-20261127T1000Z.csv`; without a scope, of a list as it is now, `alert-rules_20261127T1000Z.csv`. */
export function exportName(what: string, scope: ExportScope | undefined, nowMs: number = Date.now()): string {
  const named = clip(nameable(what), mostBytes.what);
  if (scope === undefined) return `${named}_${stampOf(nowMs)}.csv`;
  const { fromMs, toMs } = resolveRange(scope.range, nowMs);
  const parts = [scope.environment, scope.service, ...scope.filters].flatMap((part) => part ?? []);
  const narrowed = clip(parts.map((part) => `_${nameable(part)}`).join(""), mostBytes.narrowed);
  return `${named}${narrowed}_${stampOf(fromMs)}-${stampOf(toMs)}.csv`;
}

/** `services-payment-operations` of a part of a page; a part that is called like its page is the page. */
export function pageAndPart(path: string, label: string): string {
  const page = path.split("/").flatMap((segment) => (segment === "" ? [] : decoded(segment)));
  const part = nameable(label.toLowerCase());
  if (page.length === 0) page.push("overview");
  return nameable(page.at(-1)!.toLowerCase()) === part ? page.join("-") : [...page, part].join("-");
}

/** A user may type an address whose segments are not encoded. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Senders choose names: what a file system or a shell would read differently becomes a dash. */
function nameable(text: string): string {
  const plain = text
    .normalize("NFC")
    .replaceAll(/[^\p{L}\p{N}=.]+/gu, "-")
    .replaceAll(/^[-.]+|[-.]+$/g, "");
  return plain === "" ? "data" : plain;
}

/** As many whole characters as fit in so many bytes. */
function clip(text: string, bytes: number): string {
  const buffer = new Uint8Array(bytes);
  return text.slice(0, new TextEncoder().encodeInto(text, buffer).read);
}

function stampOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replaceAll(/[-:]/g, "")}Z`;
}
