// The view of a tenant as alerts need it: with the records of their evaluation.
import type { ApiContext, ApiView } from "../api/context.ts";
import type { AlertRecords } from "../store/alert-records.ts";

export interface AlertView extends ApiView {
  readonly alertRecords: AlertRecords;
}

/** The records of the caller's tenant. */
export function alertRecordsOf({ alertRecords }: ApiContext): AlertRecords {
  if (alertRecords === undefined) throw new Error("alerts need the records of the store");
  return alertRecords;
}
