// The matchers under the names that tests call them by, for `expect` of Vitest and Jest; assert-that.ts makes assertions of them.
import {
  type ExpectedInteraction,
  type ExpectedJourney,
  type ExpectedTransaction,
  type ExpectedWorkflow,
  haveCompletedFunnel,
  haveInteraction,
  haveJourney,
  haveTransaction,
  haveWorkflow,
} from "./business-matchers.ts";
import type { CatalogDeclaration } from "catalog";
import { matchCatalog } from "./catalog-matcher.ts";
import { type Collection, isCollection } from "./collection.ts";
import type { Expected } from "./expected.ts";
import {
  type ExpectedError,
  type ExpectedLog,
  haveCapturedError,
  haveEvent,
  haveLogged,
} from "./log-matchers.ts";
import { type ExpectedMetric, haveEmittedMetric } from "./metric-matchers.ts";
import { type ExpectedSpan, haveNoOpenSpans, haveSpan } from "./span-matchers.ts";
import type { Verdict } from "./verdict.ts";
import type { Person } from "../reading/journeys.ts";

/** What can be asserted of a collection. `R` is what an assertion returns. */
export interface TelemetryMatchers<R = void> {
  /** A span of that name has ended. */
  toHaveSpan(name: Expected<string>, expected?: ExpectedSpan): R;
  /** Every span that began has ended. */
  toHaveNoOpenSpans(): R;
  /** A metric of that name has points. */
  toHaveEmittedMetric(name: Expected<string>, expected?: ExpectedMetric): R;
  /** A record with that text was logged. */
  toHaveLogged(body: Expected<string>, expected?: ExpectedLog): R;
  /** A named event was recorded. */
  toHaveEvent(name: Expected<string>, expected?: ExpectedLog): R;
  /** An error of that type was captured. */
  toHaveCapturedError(type: Expected<string>, expected?: ExpectedError): R;
  /** There was a transaction of that type. */
  toHaveTransaction(type: Expected<string>, expected?: ExpectedTransaction): R;
  /** A person took all steps of a funnel, in their order. */
  toHaveCompletedFunnel(name: string, expected?: Person): R;
  /** A person took steps of a journey. */
  toHaveJourney(name: string, expected?: ExpectedJourney): R;
  /** There was an instance of that workflow. */
  toHaveWorkflow(type: Expected<string>, expected?: ExpectedWorkflow): R;
  /** There was an interaction of that type. */
  toHaveInteraction(type: Expected<string>, expected?: ExpectedInteraction): R;
  /** Everything that left is as the catalog declares it: names, keys, types, values, required attributes and units. */
  toMatchCatalog(catalog: CatalogDeclaration): R;
}

/** A matcher as `expect.extend` takes it. */
type Matcher<Args extends unknown[]> = (received: unknown, ...args: Args) => Verdict;

/** Matchers for `expect.extend(matchers)`, where importing `telltale/testing` could not do it. */
export const matchers: {
  readonly [K in keyof TelemetryMatchers]: Matcher<Parameters<TelemetryMatchers[K]>>;
} = {
  toHaveSpan: (received, ...args) => haveSpan(checked(received), ...args),
  toHaveNoOpenSpans: (received) => haveNoOpenSpans(checked(received)),
  toHaveEmittedMetric: (received, ...args) => haveEmittedMetric(checked(received), ...args),
  toHaveLogged: (received, ...args) => haveLogged(checked(received), ...args),
  toHaveEvent: (received, ...args) => haveEvent(checked(received), ...args),
  toHaveCapturedError: (received, ...args) => haveCapturedError(checked(received), ...args),
  toHaveTransaction: (received, ...args) => haveTransaction(checked(received), ...args),
  toHaveCompletedFunnel: (received, ...args) => haveCompletedFunnel(checked(received), ...args),
  toHaveJourney: (received, ...args) => haveJourney(checked(received), ...args),
  toHaveWorkflow: (received, ...args) => haveWorkflow(checked(received), ...args),
  toHaveInteraction: (received, ...args) => haveInteraction(checked(received), ...args),
  toMatchCatalog: (received, ...args) => matchCatalog(checked(received), ...args),
};

function checked(received: unknown): Collection {
  if (isCollection(received)) return received;
  throw new TypeError(
    "Expected what `collect()` of telltale/testing returned: `expect(telemetry).toHaveSpan(…)`.",
  );
}
