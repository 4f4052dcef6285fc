import { expect, test } from "vitest";
import { notice } from "../../test/notify/notices.ts";
import { routeOf, takesAlert } from "./route.ts";

const rise = notice({ kind: "severity", severity: "page", severityBefore: "ticket" });
const fall = notice({ kind: "severity", severity: "ticket", severityBefore: "page" });

const gets = (severities: readonly ("page" | "ticket")[], sendResolved = true) => {
  const route = routeOf({ routes: [{ severities: [...severities] }], sendResolved } as Parameters<
    typeof routeOf
  >[0]);
  return [rise, fall].map((one) => route(one)?.kind);
};

test("a channel of both severities hears that one changes", () => {
  expect(gets(["page", "ticket"])).toEqual(["severity", "severity"]);
  expect(routeOf({ routes: undefined, sendResolved: true })(rise)).toBe(rise);
});

test("for a channel of one severity the alert begins and ends with it", () => {
  expect(gets(["page"])).toEqual(["firing", "ended"]);
  expect(gets(["ticket"])).toEqual(["ended", "firing"]);
  expect(gets(["page"], false)).toEqual(["firing", undefined]);
  const route = routeOf({ routes: [{ severities: ["page"] }], sendResolved: true });
  expect(route(fall)).toMatchObject({ severity: "ticket", reason: "its severity is ticket now" });
});

test("an alert that fires again with another severity, after an error, ends for a channel of the former one", () => {
  const again = notice({ kind: "firing", severity: "ticket", severityBefore: "page" });
  const kindFor = (severity: "page" | "ticket", sendResolved = true): string | undefined =>
    routeOf({ routes: [{ severities: [severity] }], sendResolved })(again)?.kind;
  expect([kindFor("page"), kindFor("ticket"), kindFor("page", false)]).toEqual([
    "ended",
    "firing",
    undefined,
  ]);
  expect(routeOf({ routes: undefined, sendResolved: true })(again)).toBe(again);
  const failed = notice({ kind: "error", severity: "ticket", severityBefore: "page" });
  expect(routeOf({ routes: [{ severities: ["ticket"] }], sendResolved: true })(failed)?.kind).toBe("error");
});

test("a channel takes an alert that one of its routes fits, by severity, tenant, owner, name and labels", () => {
  const alert = {
    tenant: "",
    rule: "Payments fail",
    severity: "page",
    owner: "team-checkout",
    labels: { area: "money" },
    group: { provider: "nordpay" },
  } as const;
  const takes = (route: NonNullable<Parameters<typeof takesAlert>[0]["routes"]>[number]): boolean =>
    takesAlert({ routes: [{ severities: ["ticket"] }, route] }, alert);
  expect(takesAlert({ routes: undefined }, alert)).toBe(true);
  expect(takes({ severities: ["page"], owners: ["team-*"], labels: { provider: "nordpay" } })).toBe(true);
  expect(takes({ labels: { area: "money" }, alerts: ["Payments *"] })).toBe(true);
  for (const other of [
    { owners: ["team-search"] },
    { labels: { provider: "harbourpay" } },
    { tenants: ["other"] },
    { alerts: ["Orders *"] },
  ])
    expect(takes(other)).toBe(false);
});
