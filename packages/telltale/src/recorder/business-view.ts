// Transactions, journeys, workflows and interactions out of their records. They are kept longer than the records themselves, so
// they are read when those come; a batch without any is not decoded.
import { readLogs } from "../export/read-batch.ts";
import { type InteractionView, toInteraction } from "../reading/interactions.ts";
import { createJourneys, type Journeys } from "../reading/journeys.ts";
import { createTransactions, type Transactions } from "../reading/transactions.ts";
import { createWorkflows, type Workflows } from "../reading/workflows.ts";
import type { RecorderSettings } from "./settings.ts";

/** What is known of the business. */
export interface BusinessView {
  /** Takes an export request of log records. */
  take(body: Uint8Array): void;
  readonly transactions: Transactions;
  readonly journeys: Journeys;
  readonly workflows: Workflows;
  readonly interactions: { all(): InteractionView[] };
}

const prefixes = ["transaction", "journey", "workflow", "interaction"].map((kind) =>
  Buffer.from(`telltale.${kind}.`),
);
/** Steps of a transaction, events of a workflow. */
const maxEach = 100;

/** Nothing is known yet. */
export function createBusinessView({ instances, journeySteps }: RecorderSettings): BusinessView {
  const transactions = createTransactions(instances, maxEach);
  const journeys = createJourneys(instances, journeySteps);
  const workflows = createWorkflows(instances, maxEach);
  const interactions: InteractionView[] = [];
  return {
    transactions,
    journeys,
    workflows,
    interactions: { all: () => [...interactions] },
    take(body) {
      const text = Buffer.from(body.buffer, body.byteOffset, body.length);
      if (!prefixes.some((prefix) => text.includes(prefix))) return;
      for (const record of readLogs(body)) {
        transactions.add(record);
        journeys.add(record);
        workflows.add(record);
        const interaction = toInteraction(record);
        if (interaction !== undefined && interactions.push(interaction) > instances) interactions.shift();
      }
    },
  };
}
