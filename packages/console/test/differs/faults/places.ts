// Where a fault shows, and what the page there asks "What differs".
import type { ServiceDetail, TransactionTypeResult } from "contract";
import type { TestApi } from "../../api/harness.ts";
import type { Fault } from "./fault.ts";
import { type Operation, operationsOf, type Shape } from "./shape.ts";
import { fingerprintOf, slowedBy } from "./visits.ts";

export type PlaceName =
  | "overview"
  | "transaction"
  | "funnel step"
  | "service"
  | "entry service"
  | "error"
  | "workflow";

export interface AskedPlace {
  readonly name: PlaceName;
  /** The parameters of `/api/differs`. */
  readonly query: string;
}

/** The places of a fault; without one (`fault` says what to look at) the same places of a healthy application. */
export async function placesOf(
  api: TestApi,
  shape: Shape,
  fault: Fault,
  range: string,
): Promise<AskedPlace[]> {
  const { type } = shape.transaction;
  const step = shape.steps[fault.step]!;
  const isLast = fault.step === shape.steps.length - 1;
  const lost = (...outcomes: readonly string[]): string =>
    `of=transactions&type=${encodeURIComponent(type)}${outcomes.map((one) => `&outcome=${one}`).join("")}`;
  const overview: AskedPlace = { name: "overview", query: lost("failed", "abandoned") };
  const funnel: readonly AskedPlace[] = isLast
    ? []
    : [
        {
          name: "funnel step",
          query: `of=funnels&type=${encodeURIComponent(shape.journey.name)}&step=${encodeURIComponent(step.name)}`,
        },
      ];
  switch (fault.effect) {
    case "errors": {
      const { service } = step.request;
      const isEntry = fault.service === service;
      return [
        overview,
        { name: "transaction", query: lost("failed") },
        ...funnel,
        { name: "service", query: `service=${fault.service}&status=error` },
        ...(isEntry ? [] : [{ name: "entry service", query: `service=${service}&status=error` } as const]),
        {
          name: "error",
          query: `of=errors&fingerprint=${encodeURIComponent(fingerprintOf("FaultError", fault.operation))}`,
        },
      ];
    }
    case "slowness": {
      const slow = async (service: string): Promise<string> => {
        const { current } = await api.get<ServiceDetail>(`/api/services/${service}?${range}`);
        return `service=${service}&minDurationMs=${current.p95Ms}`;
      };
      return [
        { name: "service", query: await slow(fault.service) },
        ...(await slowTransactions(api, type, range)),
      ];
    }
    case "abandonment":
      return [overview, { name: "transaction", query: lost("abandoned") }, ...funnel];
    case "lost":
      return [overview, { name: "transaction", query: lost("failed") }];
    case "stopped":
      return [
        {
          name: "workflow",
          query: `of=workflows&type=${encodeURIComponent(shape.workflow.type)}&outcome=stuck`,
        },
      ];
  }
}

/** From so many times as before the overview finds it. */
const foundFrom = 1.5;

/** The page of the type to which the overview's finding leads; also where there is no hour before, in which nothing is slow. */
async function slowTransactions(api: TestApi, type: string, range: string): Promise<AskedPlace[]> {
  const { summary } = await api.get<TransactionTypeResult>(
    `/api/transactions/${encodeURIComponent(type)}?${range}`,
  );
  const { current, previous } = summary;
  const [now, before] = [current.p95Ms ?? 0, previous.p95Ms];
  if (before !== null && now < foundFrom * before) return [];
  // as the page has it
  const fromMs = Math.min(now, Math.max(before ?? now, current.p50Ms ?? 0)).toPrecision(2);
  return [
    {
      name: "transaction",
      query: `of=transactions&type=${encodeURIComponent(type)}&outcome=completed&minDurationMs=${Number(fromMs)}`,
    },
  ];
}

/** Whether there is a place where the fault shows. */
export function isShown(shape: Shape, fault: Fault): boolean {
  return fault.effect !== "slowness" || isSlowEnough(shape, fault);
}

/**
 * Whether the operation is much of the time of one request of its service, and with it that request is clearly slower than all other
 * requests usually are: else the slowest 5 % of the service are others.
 */
function isSlowEnough(shape: Shape, { operation, service, step }: Fault): boolean {
  const entriesOf = (at: number): Operation[] =>
    operationsOf(shape.steps[at]!.request).filter(
      (one) => one.service === service && (one.kind === "server" || one.kind === "consumer"),
    );
  const timeOf = (one: Operation): number =>
    operationsOf(one).reduce((sum, { ownMs, kind }) => sum + (kind === "consumer" ? 0 : ownMs), 0);
  const slowest = Math.max(...shape.steps.flatMap((_, at) => entriesOf(at).map(timeOf)));
  return entriesOf(step).some(
    (entry) =>
      operationsOf(entry).includes(operation) &&
      operation.ownMs >= 0.3 * timeOf(entry) &&
      timeOf(entry) + (slowedBy - 1) * operation.ownMs >= 1.6 * slowest,
  );
}
