-- The attributes of spans in the traces of the step `atStep`, by operation, those of most people first. Ids of
-- processes and instances are left out.
SELECT
  ofService AS serviceName,
  ofName AS operation,
  key,
  sum(here) AS people
FROM (
  SELECT
    here,
    ofService,
    ofName,
    arrayJoin(keys) AS key
  FROM (
    SELECT
      trace,
      count() AS here
    FROM (
      -- include people-traces
      )
    WHERE trace != toFixedString('', 16)
    GROUP BY trace) AS steps
  INNER JOIN (
    SELECT
      trace_id AS ofTrace,
      toString(service) AS ofService,
      toString(name) AS ofName,
      groupUniqArrayArray(
        arrayConcat(mapKeys(sattr), mapKeys(iattr), mapKeys(nattr), mapKeys(battr), described)) AS keys
    FROM (
      SELECT
        trace_id,
        service,
        name,
        resource_hash,
        sattr,
        iattr,
        nattr,
        battr
      FROM spans
      -- include step-spans
      ) AS ofRange
    LEFT ANY JOIN (
      SELECT
        hash,
        mapKeys(attributes) AS described
      FROM resources) AS ofProcesses ON resource_hash = hash
    GROUP BY ofTrace, ofService, ofName
  ) AS contexts ON trace = ofTrace)
WHERE NOT startsWith(key, 'telltale.') AND NOT match(key, {identities:String})
GROUP BY serviceName, operation, key
ORDER BY people DESC, serviceName, operation, key
LIMIT 200
SETTINGS max_threads = 2
