// Results that are compared with the time before, with figures of complete time where data is late.
import type {
  FunnelResult,
  FunnelsResult,
  FunnelSummary,
  ServiceDetail,
  ServicesResult,
  ServiceSummary,
  TransactionsResult,
  TransactionTypeResult,
  TransactionTypeSummary,
} from "contract";
import { useMemo } from "react";

import type { Endpoint, RequestOf, ResultOf } from "../data/client.ts";
import type { Answer } from "../data/use-api.ts";
import { type CompleteFunnel, funnelOf } from "../lib/complete-funnel.ts";
import { type Items, lateOfItems, type MaybeLate, type Signal, withComplete } from "../lib/completeness.ts";
import { noTransactions } from "../lib/no-transactions.ts";
import type { TimeRange } from "../lib/time-range.ts";
import { useComplete, useLateIn } from "./completeness.ts";

type RangeRequest<P extends Endpoint> = RequestOf<P> & {
  readonly query: TimeRange;
};

/** The items of a route, and of which signal their figures are. */
interface Compared<P extends Endpoint, T> extends Items<T> {
  readonly path: P;
  readonly signal: Signal;
  readonly itemsOf: (result: ResultOf<P>) => readonly T[];
}

/** Items whose services are late, up to the time that is complete. @param service the only one whose records count. */
function useCompleteItems<P extends Endpoint, T>(
  result: ResultOf<P> | undefined,
  input: RangeRequest<P>,
  compared: Compared<P, T>,
  service?: string,
): readonly MaybeLate<T>[] | undefined {
  const { path, signal, itemsOf } = compared;
  const lateIn = useLateIn([signal]);
  const how = useMemo(
    () => (service === undefined ? compared : { ...compared, servicesOf: () => [service] }),
    [compared, service],
  );
  // with a service nothing has to be known of the items: both parts are asked for at once
  const late =
    service === undefined
      ? result && lateOfItems(itemsOf(result), how.servicesOf, lateIn)
      : lateIn?.(service);
  const complete = useComplete(path, input, late);
  return useMemo(
    () =>
      result && withComplete(itemsOf(result), complete === undefined ? [] : itemsOf(complete), lateIn, how),
    [result, complete, lateIn, how, itemsOf],
  );
}

export type CompleteTransactions = Omit<TransactionsResult, "types"> & {
  readonly types: readonly MaybeLate<TransactionTypeSummary>[];
};

const transactionTypes: Items<TransactionTypeSummary> = {
  keyOf: ({ type }) => type,
  servicesOf: ({ services }) => services,
  withoutBefore: (summary) => ({ ...summary, previous: noTransactions, buckets: [] }),
};

const listedTypes: Compared<"/api/transactions", TransactionTypeSummary> = {
  ...transactionTypes,
  path: "/api/transactions",
  signal: "business",
  itemsOf: ({ types }) => types,
};

/**
 * Types whose services have late business events, up to the time that is complete.
 *
 * A service of the request does not narrow them: whether it ended a transaction depends on the records of all that send it.
 */
export function useCompleteTransactions(
  answer: Answer<TransactionsResult>,
  input: RangeRequest<"/api/transactions">,
): Answer<CompleteTransactions> {
  const types = useCompleteItems(answer.data, input, listedTypes);
  const data = useMemo(() => answer.data && types && { ...answer.data, types }, [answer.data, types]);
  return { ...answer, data } as Answer<CompleteTransactions>;
}

const oneType: Compared<"/api/transactions/:type", TransactionTypeSummary> = {
  ...transactionTypes,
  path: "/api/transactions/:type",
  signal: "business",
  itemsOf: ({ summary }) => [summary],
};

/** One type: the first page of its list, with the figures of the complete part of the range. */
export function useCompleteType(
  result: TransactionTypeResult | undefined,
  input: RangeRequest<"/api/transactions/:type">,
): MaybeLate<TransactionTypeSummary> | undefined {
  return useCompleteItems(result, input, oneType)?.[0];
}

export type CompleteServices = Omit<ServicesResult, "services"> & {
  readonly services: readonly MaybeLate<ServiceSummary>[];
};

const listedServices: Compared<"/api/services", ServiceSummary> = {
  path: "/api/services",
  signal: "spans",
  itemsOf: ({ services }) => services,
  keyOf: ({ name }) => name,
  servicesOf: ({ name }) => [name],
  withoutBefore: (service) => ({ ...service, previous: null, errorRates: [], p95sMs: [] }),
};

/** Services with late spans, up to the time that is complete. */
export function useCompleteServices(
  answer: Answer<ServicesResult>,
  input: RangeRequest<"/api/services">,
): Answer<CompleteServices> {
  const services = useCompleteItems(answer.data, input, listedServices);
  const data = useMemo(
    () => answer.data && services && { ...answer.data, services },
    [answer.data, services],
  );
  return { ...answer, data } as Answer<CompleteServices>;
}

const oneService: Compared<"/api/services/:name", ServiceDetail> = {
  path: "/api/services/:name",
  signal: "spans",
  itemsOf: (detail) => [detail],
  keyOf: ({ name }) => name,
  servicesOf: ({ name }) => [name],
  withoutBefore: (service) => ({ ...service, previous: null }),
};

/** One service, with the figures of the complete part of the range. */
export function useCompleteService(
  detail: ServiceDetail | undefined,
  input: RangeRequest<"/api/services/:name">,
): MaybeLate<ServiceDetail> | undefined {
  return useCompleteItems(detail, input, oneService, input.params.name)?.[0];
}

export type CompleteFunnels = Omit<FunnelsResult, "funnels"> & {
  readonly funnels: readonly MaybeLate<FunnelSummary>[];
};

const funnelSummaries: Items<FunnelSummary> = {
  keyOf: ({ name }) => name,
  servicesOf: ({ services }) => services,
  withoutBefore: (funnel) => ({ ...funnel, previous: [], previousConversion: null }),
};

const listedFunnels: Compared<"/api/funnels", FunnelSummary> = {
  ...funnelSummaries,
  path: "/api/funnels",
  signal: "business",
  itemsOf: ({ funnels }) => funnels,
};

/** Funnels whose services have late business events, up to the time that is complete. */
export function useCompleteFunnels(
  answer: Answer<FunnelsResult>,
  input: RangeRequest<"/api/funnels">,
): Answer<CompleteFunnels> {
  const funnels = useCompleteItems(answer.data, input, listedFunnels, input.query.service);
  const data = useMemo(() => answer.data && funnels && { ...answer.data, funnels }, [answer.data, funnels]);
  return { ...answer, data } as Answer<CompleteFunnels>;
}

const oneFunnel: Compared<"/api/funnels/:name", FunnelSummary> = {
  ...funnelSummaries,
  path: "/api/funnels/:name",
  signal: "business",
  itemsOf: ({ funnel }) => [funnel],
};

/** One funnel: its figures are those of the complete part of the range. */
export function useCompleteFunnel(
  answer: Answer<FunnelResult>,
  input: RangeRequest<"/api/funnels/:name">,
): Answer<CompleteFunnel> {
  const [funnel] = useCompleteItems(answer.data, input, oneFunnel, input.query.service) ?? [];
  // the request of its steps
  const complete = useComplete(oneFunnel.path, input, funnel?.late);
  const data = useMemo(
    () => answer.data && funnel && funnelOf(answer.data, funnel, complete),
    [answer.data, funnel, complete],
  );
  return { ...answer, data } as Answer<CompleteFunnel>;
}
