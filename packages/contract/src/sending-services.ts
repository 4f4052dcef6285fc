// Whose late data makes the figures of a transaction, a workflow or a funnel incomplete.
import { z } from "zod";

export const sendingServices = z
  .array(z.string())
  .describe(
    "The services that sent its records in the last day; empty when that is not known, or with more than 50.",
  );
