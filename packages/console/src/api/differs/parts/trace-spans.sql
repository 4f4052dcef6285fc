-- The spans of traces, with their attributes and those of their processes. Ids of processes and instances say nothing
-- that a version or a host does not.
SELECT
  trace_id AS ofTrace,
  service,
  name,
  arrayConcat(mapKeys(sattr), mapKeys(iattr), mapKeys(battr), mapKeys(described)) AS keys,
  arrayConcat(
    mapValues(sattr),
    CAST(mapValues(iattr), 'Array(String)'),
    CAST(mapValues(battr), 'Array(String)'),
    mapValues(described)) AS texts
FROM (
  SELECT
    trace_id,
    service,
    name,
    resource_hash,
    sattr,
    iattr,
    battr
  FROM spans
  -- include traces-in-slices
    AND service IN {traceServices:Array(String)} -- if traceServices
    AND name IN {traceNames:Array(String)} -- if traceNames
  ) AS ofRange
LEFT ANY JOIN (
  SELECT
    hash,
    mapFilter((k, v) -> NOT match(k, {identities:String}), attributes) AS described
  FROM resources) AS ofProcesses ON resource_hash = hash
