// What tests of an application that uses the library need: `telltale/testing`. Importing it makes the matchers known to Vitest and Jest.
import type { TelemetryMatchers } from "./matchers.ts";
import { registerMatchers } from "./register.ts";

export { collect, type CollectOptions } from "./collect.ts";
export type { ClockedCollection, Collection } from "./collection.ts";
export type { FakeClock } from "./fake-clock.ts";
export { assertThat, type Assertions } from "./assert-that.ts";
export { matchers, type TelemetryMatchers } from "./matchers.ts";
export type { Expected, ExpectedAttributes } from "./expected.ts";
export type { ExpectedEvent, ExpectedSpan } from "./span-matchers.ts";
export type { ExpectedMetric } from "./metric-matchers.ts";
export type { ExpectedError, ExpectedLog } from "./log-matchers.ts";
export type {
  ExpectedInteraction,
  ExpectedJourney,
  ExpectedTransaction,
  ExpectedWorkflow,
} from "./business-matchers.ts";
export type { InteractionView } from "../reading/interactions.ts";
export type { JourneyStepView, Person } from "../reading/journeys.ts";
export type { TransactionView } from "../reading/transactions.ts";
export type { WorkflowEventView, WorkflowView } from "../reading/workflows.ts";

// the namespaces that Jest, and Vitest of every version, take assertions from; neither has to be there
declare global {
  namespace jest {
    interface Matchers<R, T> extends TelemetryMatchers<R> {}
  }
  namespace Chai {
    interface Assertion extends TelemetryMatchers {}
  }
}

registerMatchers();
