// How many things must have happened before a share says anything. The console and the rules for Prometheus have the same least counts.

/** Entries that a window must have before an alert on a share fires, unless a rule says otherwise. */
export const leastEntries = 10;

/** Bad events that the long window must have before an error budget counts as burning, unless an objective says otherwise. */
export const leastBadEvents = 5;
