-- Errors of the range, each once in a step and group: several spans of a trace may have recorded it, also those of
-- several services, and records may come twice.
SELECT
  intDiv(toUnixTimestamp64Milli(ts) - {fromMs:Int64}, {stepMs:Int64}) AS slot,
  if({byService:Bool}, toString(service), '') AS serviceName,
  if({byType:Bool}, toString(errors.type), '') AS errorType,
  toUnixTimestamp64Milli(ts) AS at,
  -- include alert-error-cells
  fingerprint,
  weight
-- include alert-error-conditions
LIMIT 1 BY
  slot,
  serviceName,
  errorType,
  -- include alert-cell-names
  identity
