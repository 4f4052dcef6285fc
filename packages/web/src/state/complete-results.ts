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

import type { Endpoint, RequestOf } from "../data/client.ts";
import type { Answer } from "../data/use-api.ts";
import { type Items, type MaybeLate, withComplete } from "../lib/completeness.ts";
import { noTransactions } from "../lib/no-transactions.ts";
import type { TimeRange } from "../lib/time-range.ts";
import { useComplete, useLateIn } from "./completeness.ts";

export type CompleteTransactions = Omit<TransactionsResult, "types"> & {
  readonly types: readonly MaybeLate<TransactionTypeSummary>[];
};
type RangeRequest<P extends Endpoint> = RequestOf<P> & {
  readonly query: TimeRange;
};

/** Types whose services have late business events, up to the time that is complete. */
export function useCompleteTransactions(
  answer: Answer<TransactionsResult>,
  input: RangeRequest<"/api/transactions">,
): Answer<CompleteTransactions> {
  const lateIn = useLateIn(["business"]);
  const complete = useComplete("/api/transactions", input, lateIn?.());
  const data = useMemo(
    () =>
      answer.data && {
        ...answer.data,
        types: withComplete(answer.data.types, complete?.types ?? [], lateIn, transactionTypes),
      },
    [answer.data, complete, lateIn],
  );
  return { ...answer, data } as Answer<CompleteTransactions>;
}

const transactionTypes: Items<TransactionTypeSummary> = {
  keyOf: ({ type }) => type,
  servicesOf: ({ services }) => services,
  withoutBefore: (summary) => ({ ...summary, previous: noTransactions, buckets: [] }),
};

/** One type: the first page of its list, with the figures of the complete part of the range. */
export function useCompleteType(
  result: TransactionTypeResult | undefined,
  input: RangeRequest<"/api/transactions/:type">,
): MaybeLate<TransactionTypeSummary> | undefined {
  const lateIn = useLateIn(["business"]);
  const complete = useComplete("/api/transactions/:type", input, lateIn?.());
  return useMemo(
    () =>
      result &&
      withComplete(
        [result.summary],
        complete === undefined ? [] : [complete.summary],
        lateIn,
        transactionTypes,
      )[0],
    [result, complete, lateIn],
  );
}

export type CompleteServices = Omit<ServicesResult, "services"> & {
  readonly services: readonly MaybeLate<ServiceSummary>[];
};

/** Services with late spans, up to the time that is complete. */
export function useCompleteServices(
  answer: Answer<ServicesResult>,
  input: RangeRequest<"/api/services">,
): Answer<CompleteServices> {
  const lateIn = useLateIn(["spans"]);
  const complete = useComplete("/api/services", input, lateIn?.());
  const data = useMemo(
    () =>
      answer.data && {
        ...answer.data,
        services: withComplete(answer.data.services, complete?.services ?? [], lateIn, serviceSummaries),
      },
    [answer.data, complete, lateIn],
  );
  return { ...answer, data } as Answer<CompleteServices>;
}

const serviceSummaries: Items<ServiceSummary> = {
  keyOf: ({ name }) => name,
  servicesOf: ({ name }) => [name],
  withoutBefore: (service) => ({ ...service, previous: null, errorRates: [], p95sMs: [] }),
};

/** One service, with the figures of the complete part of the range. */
export function useCompleteService(
  detail: ServiceDetail | undefined,
  input: RangeRequest<"/api/services/:name">,
): MaybeLate<ServiceDetail> | undefined {
  const lateIn = useLateIn(["spans"]);
  const complete = useComplete("/api/services/:name", input, lateIn?.(input.params.name));
  return useMemo(
    () =>
      detail &&
      withComplete(
        [detail],
        complete === undefined ? [] : [complete],
        lateIn && (() => lateIn(detail.name)),
        {
          keyOf: ({ name }) => name,
          servicesOf: ({ name }) => [name],
          withoutBefore: (service) => ({ ...service, previous: null }),
        },
      )[0],
    [detail, complete, lateIn],
  );
}

export type CompleteFunnels = Omit<FunnelsResult, "funnels"> & {
  readonly funnels: readonly MaybeLate<FunnelSummary>[];
};

/** Funnels whose services have late business events, up to the time that is complete. */
export function useCompleteFunnels(
  answer: Answer<FunnelsResult>,
  input: RangeRequest<"/api/funnels">,
): Answer<CompleteFunnels> {
  const { service } = input.query;
  const lateIn = useLateIn(["business"]);
  const complete = useComplete("/api/funnels", input, lateIn?.(service));
  const data = useMemo(
    () =>
      answer.data && {
        ...answer.data,
        funnels: withComplete(
          answer.data.funnels,
          complete?.funnels ?? [],
          lateIn && ((services) => lateIn(service ?? services)),
          funnelSummaries,
        ),
      },
    [answer.data, complete, lateIn, service],
  );
  return { ...answer, data } as Answer<CompleteFunnels>;
}

export type CompleteFunnel = Omit<FunnelResult, "funnel"> & { readonly funnel: MaybeLate<FunnelSummary> };

/** One funnel: its steps are those of the complete part of the range. */
export function useCompleteFunnel(
  answer: Answer<FunnelResult>,
  input: RangeRequest<"/api/funnels/:name">,
): Answer<CompleteFunnel> {
  const { service } = input.query;
  const lateIn = useLateIn(["business"]);
  const complete = useComplete("/api/funnels/:name", input, lateIn?.(service));
  const data = useMemo(
    () =>
      answer.data && {
        ...answer.data,
        funnel: withComplete(
          [answer.data.funnel],
          complete === undefined ? [] : [complete.funnel],
          lateIn && ((services) => lateIn(service ?? services)),
          funnelSummaries,
        )[0],
      },
    [answer.data, complete, lateIn, service],
  );
  return { ...answer, data } as Answer<CompleteFunnel>;
}

const funnelSummaries: Items<FunnelSummary> = {
  keyOf: ({ name }) => name,
  servicesOf: ({ services }) => services,
  withoutBefore: (funnel) => ({ ...funnel, previous: [], previousConversion: null }),
};
