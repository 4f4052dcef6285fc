// Where a comparison ends before its range does, because later data has not arrived.
import { z } from "zod";

export const completeUpTo = z
  .string()
  .nullable()
  .describe(
    "Data of the range is late, and what is compared ends here; before the range: nothing is compared. `null`: all of it had arrived.",
  );
