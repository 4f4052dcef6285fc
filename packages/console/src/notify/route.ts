// Which channel takes a notice.
import { isOver, matcherOf } from "alerts";
import { wildcard } from "catalog/wildcard";
import type { Channel, Route } from "../config/alert-channels/channel.ts";
import type { StoredNotice } from "./outbox.ts";

type Takes = (notice: StoredNotice) => boolean;

/** What routes choose alerts by. */
export type RoutedAlert = Pick<StoredNotice, "tenant" | "rule" | "severity" | "owner" | "labels" | "group">;

/** A notice as a channel gets it; `undefined` when it does not. */
export type RouteTo = (notice: StoredNotice) => StoredNotice | undefined;

/**
 * A channel takes a notice when one of its routes fits, and the end of an alert only where it wants it. To a channel that takes only one of the
 * severities between which an alert changes, the alert begins or ends with the change (docs/adr/142).
 */
export function routeOf(channel: Pick<Channel, "routes" | "sendResolved">): RouteTo {
  const takes = takesOf(channel);
  return (notice) => {
    const { kind, severity, severityBefore } = notice;
    const wasTaken = severityBefore !== undefined && takes({ ...notice, severity: severityBefore });
    if (takes(notice)) return wasTaken || kind !== "severity" ? notice : { ...notice, kind: "firing" };
    if (!wasTaken || !channel.sendResolved) return undefined;
    return { ...notice, kind: "ended", reason: `its severity is ${severity} now` };
  };
}

/** Whether a channel gets a message when this alert fires. */
export function takesAlert({ routes }: Pick<Channel, "routes">, alert: RoutedAlert): boolean {
  return routes?.some((route) => fitsRoute(route)(alert)) ?? true;
}

function takesOf({ routes, sendResolved }: Pick<Channel, "routes" | "sendResolved">): Takes {
  const fits = routes?.map(fitsRoute);
  const isRouted: Takes = (notice) =>
    notice.toAllPagers === true
      ? takesPages({ routes }, notice.tenant)
      : (fits?.some((one) => one(notice)) ?? true);
  return (notice) => (sendResolved || !isOver(notice.kind)) && isRouted(notice);
}

/** Whether a channel may take messages of a tenant: one of its routes names it, or none names tenants. */
export function takesTenant({ routes }: Pick<Channel, "routes">, tenant: string): boolean {
  return routes?.some(({ tenants }) => tenants?.includes(tenant) ?? true) ?? true;
}

/** Whether a channel takes pages of a tenant, of whichever rule, owner or group. */
function takesPages({ routes }: Pick<Channel, "routes">, tenant: string): boolean {
  return (
    routes?.some(
      ({ severities, tenants }) =>
        (severities?.includes("page") ?? true) && (tenants?.includes(tenant) ?? true),
    ) ?? true
  );
}

/** All conditions of a route hold. `*` matches any text in owners, alerts and labels. */
function fitsRoute({ severities, owners, tenants, alerts, labels }: Route): (alert: RoutedAlert) => boolean {
  const ofOwner = owners?.map(wildcard);
  const ofAlert = alerts?.map(wildcard);
  const ofLabels = labels === undefined ? undefined : matcherOf(labels);
  return (notice) =>
    (severities?.includes(notice.severity) ?? true) &&
    (tenants?.includes(notice.tenant) ?? true) &&
    (ofOwner?.some((one) => one(notice.owner ?? "")) ?? true) &&
    (ofAlert?.some((one) => one(notice.rule)) ?? true) &&
    (ofLabels?.(allLabels(notice)) ?? true);
}

/** Labels of the rule and its group, and `alert`, `severity` and `owner`, as silences match them. */
export function allLabels({
  rule,
  severity,
  owner,
  labels,
  group,
}: RoutedAlert): Readonly<Record<string, string>> {
  return { ...labels, alert: rule, severity, ...(owner !== undefined && { owner }), ...group };
}
