// Business records are log records with an empty body (docs/reference/business-events.md): lists of logs leave them out unless a filter
// asks for them.

const names = [
  "transaction.started",
  "transaction.step",
  "transaction.ended",
  "journey.step",
  "journey.abandoned",
  "workflow.started",
  "workflow.event",
  "workflow.ended",
  "interaction.ended",
  "profile.ended",
  "definition",
];

/** Conditions that exclude business records, except captured errors: those are exceptions and belong among logs. */
export const withoutBusinessRecords: readonly string[] = names.map((name) => `event.name!=telltale.${name}`);
