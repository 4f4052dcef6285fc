import type { BusinessEvent } from "./business-event.ts";
import type { ListQuery, PageQuery, RangeQuery, ResolvedRange } from "./query.ts";

export const funnelsPath = "/api/funnels";
export const funnelPath = "/api/funnels/:name";
export const journeysPath = "/api/journeys";
export const journeyPath = "/api/journeys/:name";
export const userPath = "/api/users/:id";

export interface FunnelStep {
  readonly name: string;
  /** People who reached it in order, by user, else by session. */
  readonly people: number;
  /** From the step before; `null` on the first. */
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
}

export interface FunnelSummary {
  readonly name: string;
  readonly steps: readonly FunnelStep[];
  /** Last over first, 0 to 1; `null` when nobody entered. */
  readonly conversion: number | null;
  readonly previousConversion: number | null;
  /** People at each step in the same length of time just before. */
  readonly previous: readonly number[];
  /** Times of `abandon` calls. */
  readonly abandoned: number;
}

export interface FunnelQuery extends RangeQuery {
  /** How long one person may take from the first step to the last; default 24 h. */
  readonly windowMs?: number | undefined;
}

export interface FunnelsQuery extends FunnelQuery, ListQuery {}

export interface FunnelsResult extends ResolvedRange {
  /** By name. */
  readonly funnels: readonly FunnelSummary[];
  readonly nextCursor: string | null;
}

/** How one step was taken, in whatever order. */
export interface StepFigures {
  readonly step: string;
  readonly people: number;
  /** Steps taken; a person may take one several times. */
  readonly visits: number;
  /** People who took it more than once. */
  readonly repeated: number;
  /** People who took a later step of the funnel and never this one; `null` where the steps have no order. */
  readonly skipped: number | null;
  /** Of its numeric attributes, such as an engagement or a probability; the commonest first, at most 20. */
  readonly averages: readonly StepAverage[];
}

export interface StepAverage {
  readonly attribute: string;
  readonly average: number;
  readonly min: number;
  readonly max: number;
  /** How many steps carried it. */
  readonly count: number;
}

export interface FunnelResult extends ResolvedRange {
  readonly funnel: FunnelSummary;
  /** 1 when all people were looked at for `taken`, `dropped` and the times; else each of those looked at stands for so many. `people` of the steps are always counted one by one. */
  readonly share: number;
  /** How its steps were taken, in their order, also those nobody took; steps that are not the funnel's come after them. */
  readonly taken: readonly StepFigures[];
  readonly reasons: readonly { readonly step: string; readonly reason: string; readonly count: number }[];
  /** People who reached the step and went no further, newest first, at most 20 a step. */
  readonly dropped: readonly { readonly step: string; readonly people: readonly JourneyPerson[] }[];
}

export interface JourneySummary {
  readonly name: string;
  readonly people: number;
  readonly steps: number;
  readonly stepNames: readonly string[];
  /** A declared funnel has ordered steps and a goal. */
  readonly isFunnel: boolean;
  readonly lastSeen: string;
}

export interface JourneysQuery extends RangeQuery, ListQuery {}

export interface JourneysResult extends ResolvedRange {
  /** Those with the most people first. */
  readonly journeys: readonly JourneySummary[];
  readonly nextCursor: string | null;
}

export interface JourneyQuery extends RangeQuery {
  readonly direction?: "forwards" | "backwards" | undefined;
  /** Where `backwards` ends. */
  readonly step?: string | undefined;
}

export interface JourneyNode {
  readonly step: string;
  readonly people: number;
  /** Column: the declared index, else the usual place in the order. From 0. */
  readonly depth: number;
  /** People for whom this was the last step. */
  readonly left: number;
  readonly errors: number;
}

export interface JourneyLink {
  readonly from: string;
  readonly to: string;
  readonly people: number;
  readonly medianMs: number;
  /** Back to an earlier column, or the same step again. Drawn as an arc, not as a band. */
  readonly loop: boolean;
}

export interface JourneyPerson {
  /** The user, else the session. */
  readonly id: string;
  readonly kind: "user" | "session";
  readonly lastStep: string;
  readonly lastSeen: string;
  readonly traceId: string;
}

/** The paths people took, as a graph for a Sankey: `nodes` and forward `links` form no cycle. */
export interface JourneyResult extends ResolvedRange {
  readonly name: string;
  /** 1 when all people were looked at; else each of those looked at stands for so many, and counts are multiplied by it. `steps` are counted one by one. */
  readonly share: number;
  readonly people: number;
  readonly steps: number;
  /** Last declared step of a funnel; empty when there is none. */
  readonly goal: string;
  readonly goalPeople: number;
  readonly nodes: readonly JourneyNode[];
  readonly links: readonly JourneyLink[];
  /** How its steps were taken: those of a funnel in their order, then by people. */
  readonly taken: readonly StepFigures[];
  /** Recent people to look at one by one. */
  readonly examples: readonly JourneyPerson[];
}

export interface UserQuery extends PageQuery {}

/** Business records of one user and of the sessions that became theirs: a page of the newest, oldest first; the next page is older. */
export interface UserTimeline {
  readonly id: string;
  readonly sessions: readonly string[];
  readonly events: readonly BusinessEvent[];
  readonly traceCount: number;
  readonly truncated: boolean;
  readonly nextCursor: string | null;
}
