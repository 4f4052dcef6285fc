// The last message of each alert that fires, for services that forget alerts which are not sent again.
import { type GroupState, isOver } from "alerts";
import type { ApiContext } from "../../api/context.ts";
import { readWhole } from "../../store/cluster/partial.ts";
import { readAlertsNow } from "../api/alerts-now.ts";
import { readRecords } from "../api/history.ts";
import type { Current } from "../current.ts";
import { alertIdOf } from "../ids.ts";
import type { StoredNotice } from "../outbox.ts";
import type { AlertView } from "../view.ts";

export interface FiringOptions {
  readonly tenants: () => Promise<readonly string[]>;
  readonly viewOf: (tenant: string) => Promise<AlertView>;
  readonly nowMs: () => number;
}

/** Alerts whose last message is older are not repeated. */
const keptNs = 30n * 86_400n * 1_000_000_000n;
const mostNotices = 10_000;

/** States of the last round by the id of their alert. */
function groupsOf({ rules }: Current): ReadonlyMap<string, GroupState> {
  return new Map(
    Object.entries(rules).flatMap(([rule, { groups }]) =>
      Object.values(groups).map((group) => [alertIdOf(rule, group.labels), group] as const),
    ),
  );
}

/** What its message said, with the figures of now. */
function asNow(notice: StoredNotice, group: GroupState | undefined): StoredNotice {
  if (group === undefined || notice.kind === "noData" || notice.kind === "error") return notice;
  const { value: _, values: __, unsure: ___, parts: ____, ...rest } = notice;
  const { value, values, unsure, parts, episode = notice.episode } = group;
  return {
    ...rest,
    ...(value !== undefined && { value }),
    ...(values !== undefined && { values }),
    ...(unsure !== undefined && { unsure }),
    ...(parts !== undefined && { parts }),
    ...(episode !== undefined && { episode }),
  };
}

export function createFiring({
  tenants,
  viewOf,
  nowMs,
}: FiringOptions): () => Promise<readonly StoredNotice[]> {
  async function read(): Promise<readonly StoredNotice[]> {
    const firing: StoredNotice[] = [];
    for (const tenant of new Set(["", ...(await tenants())])) {
      const context: ApiContext = { ...(await viewOf(tenant)), nowMs, priority: "background" };
      const toNs = BigInt(nowMs() + 60_000) * 1_000_000n;
      const range = { fromNs: toNs - keptNs, toNs };
      const { alerts, rules, current } = await readAlertsNow(context);
      const groups = groupsOf(current);
      const now = new Set(
        alerts.flatMap(({ id, rule, state }) => (state !== "ok" && rules.has(rule) ? [id] : [])),
      );
      if (now.size === 0) continue;
      // the latest come first
      for (const { alert, body } of await readRecords(context, {
        kinds: ["notice"],
        range,
        limit: mostNotices,
      })) {
        if (!now.delete(alert)) continue;
        const notice = JSON.parse(body) as StoredNotice;
        if (!isOver(notice.kind)) firing.push(asNow(notice, groups.get(alert)));
      }
    }
    return firing;
  }

  let last: readonly StoredNotice[] | undefined;
  return async () => {
    try {
      last = await readWhole("the alerts that fire", read);
    } catch (error) {
      // nothing is evaluated meanwhile; an alert that is not sent again would be resolved by its service
      if (last === undefined) throw error;
    }
    return last;
  };
}
