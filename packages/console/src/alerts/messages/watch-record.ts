// What is stored of the watch of a tenant, beside the states of its rules.
import type { ApiContext } from "../../api/context.ts";
import type { AlertRecord } from "../../store/alert-records.ts";
import { nothingWatched, type WatchState } from "./watch-state.ts";

export interface StoredWatch {
  readonly state: WatchState;
  readonly version: number;
}

export async function readWatch({
  queries,
  signal,
  priority = "background",
}: ApiContext): Promise<StoredWatch> {
  const [row] = await queries.run<{ readonly newest: string; readonly text: string }>(
    "alert-current",
    { kinds: ["watch"] },
    { signal, priority, isLatest: true },
  );
  if (row === undefined) return { state: nothingWatched, version: 0 };
  return { state: JSON.parse(row.text) as WatchState, version: Number(row.newest) };
}

export function watchRecord(state: WatchState, version: number): AlertRecord {
  return {
    kind: "watch",
    id: "last",
    version,
    body: JSON.stringify(state),
    ms: 0,
    rule: "",
    alert: "",
    detail: "",
  };
}
