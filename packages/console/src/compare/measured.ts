// What is measured on one side of a comparison.

/** Spans of one service or operation on one side. */
export interface MeasuredSpans {
  readonly kind: "service" | "operation";
  readonly service: string;
  readonly name: string;
  /** Spans that are stored: the observations. */
  readonly count: number;
  /** Spans before sampling, and those of them with errors: what rates and shares are of. */
  readonly estimated: number;
  readonly estimatedErrors: number;
  readonly p95Ms: number | null;
}

/** Transactions of one type that ended. */
export interface MeasuredTransactions {
  readonly name: string;
  readonly ended: number;
  readonly completed: number;
  /** Of completed ones. */
  readonly p95Ms: number | null;
  /** Of completed ones, and of those that failed or were abandoned. */
  readonly amounts: Amounts;
  readonly lostAmounts: Amounts;
  /** Known people of those that failed or were abandoned. */
  readonly lostPeople: number;
}

/** Decimal texts by currency. */
export type Amounts = Readonly<Record<string, string>>;

export interface MeasuredFunnel {
  readonly name: string;
  /** People who were counted; of a sample not those whom they represent. */
  readonly entered: number;
  readonly converted: number;
  /** Those who entered, of a sample with those whom they represent. */
  readonly estimated: number;
}

export interface MeasuredErrors {
  readonly fingerprint: string;
  readonly type: string;
  readonly message: string;
  readonly service: string;
  /** Errors that are stored, and those before sampling. */
  readonly count: number;
  readonly estimated: number;
}

/** A metric on one side: its value in each piece of the time that has one. */
export interface MeasuredMetric {
  readonly name: string;
  readonly unit: string;
  /** A value means something else in each: `sum` a change per second. */
  readonly type: "gauge" | "sum" | "histogram";
  readonly values: readonly number[];
}

/** All of one side. */
export interface Measured {
  readonly seconds: number;
  /** A part of the traffic, such as a version, that need not have run all the time: figures are by request of its service, not by time. */
  readonly isPart?: boolean;
  /** Of a part: the seconds in which each service ran. */
  readonly inService?: ReadonlyMap<string, number>;
  readonly transactions: readonly MeasuredTransactions[];
  readonly spans: readonly MeasuredSpans[];
  readonly funnels: readonly MeasuredFunnel[];
  readonly errors: readonly MeasuredErrors[];
  readonly metrics: readonly MeasuredMetric[];
  /** The side has more than these, which are the most frequent, of metrics the first by name: what is missing here may be there. */
  readonly transactionsAreCut: boolean;
  readonly spansAreCut: boolean;
  readonly funnelsAreCut: boolean;
  readonly errorsAreCut: boolean;
  readonly metricsAreCut: boolean;
}
