// Routes of business data, of what people write, of the catalog and of alerts, on a store with 200,000 names of each.
// @module-tag extended
import { runManyNames, testAnswers } from "../support/many-names.ts";
import { requestsOfBusiness } from "../support/many-names-requests.ts";

const tables = new Set([
  "business_events",
  "identities",
  "definitions",
  "anomalies",
  "findings",
  "notes",
  "shapes",
  "series",
  "samples",
  "attribute_values",
  "errors",
  "resources",
  "alert_records",
  "tokens",
  "documents",
]);

testAnswers(
  requestsOfBusiness,
  runManyNames((table) => tables.has(table)),
);
