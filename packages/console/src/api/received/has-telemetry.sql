-- Whether there is any telemetry besides the test spans of `telltale-console doctor`. Reads a row of each table.
SELECT
  notEmpty((SELECT groupArray(1) FROM (SELECT 1 FROM spans WHERE service != {doctor:String} LIMIT 1)))
    OR notEmpty((SELECT groupArray(1) FROM (SELECT 1 FROM logs LIMIT 1)))
    OR notEmpty((SELECT groupArray(1) FROM (SELECT 1 FROM samples LIMIT 1)))
    OR notEmpty((SELECT groupArray(1) FROM (SELECT 1 FROM distributions LIMIT 1)))
    OR notEmpty((SELECT groupArray(1) FROM (SELECT 1 FROM business_events LIMIT 1)))
    OR notEmpty((SELECT groupArray(1) FROM (SELECT 1 FROM service_red WHERE service != {doctor:String} LIMIT 1)))
    AS hasTelemetry
LIMIT 1
