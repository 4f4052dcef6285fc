// The form of the cases of `alert-delay`: one file for each family of cases exports `rows()`.

/** What the traffic of one seed led to. */
export interface Run {
  /** Minutes from the beginning of the fault to the first message; absent: none came while it lasted. */
  readonly delayMinutes?: number;
  /** Alerts that fired during the fault; absent: not counted. */
  readonly alerts?: number;
  /** Share of the fault during which the alert fired, from its first message on; absent: not measured. */
  readonly firingShare?: number;
  /** Alerts that fired without a fault, and the weeks of one rule or series over which they were counted. */
  readonly falseAlarms?: number;
  readonly quietWeeks?: number;
}

/** What a case must reach over all seeds. A limit that is absent does not count. */
export interface Wanted {
  /** Minutes. */
  readonly median?: number;
  readonly p95?: number;
  /** Of the seeds with a fault, the share that is found. */
  readonly found?: number;
  readonly mostAlerts?: number;
  readonly leastFiringShare?: number;
  /** Per week and 100 rules or series. */
  readonly falseAlarms?: number;
}

/** One case: traffic, the rule or detector that watches it, and what is wanted. */
export interface Row {
  /** `above 0.3 over 5m, for 2m, 300 an hour, 5 % → 50 %`. */
  readonly name: string;
  readonly wanted: Wanted;
  /** Simulates one seed. Seeds are 1 to 30. */
  run(seed: number): Run;
}
