-- Failed calls of event handlers of one type of workflow in the range, by event, state, handler and error. The event is
-- that of the span above the handler's, which begins before it.
SELECT
  event,
  state,
  handler,
  errorType,
  argMax(message, (start, span_id)) AS message,
  count() AS calls,
  count() OVER () AS total,
  uniqExact(id) AS instances,
  toString(toUnixTimestamp64Nano(min(start))) AS firstNs,
  toString(toUnixTimestamp64Nano(max(start))) AS lastNs,
  argMax(id, (start, span_id)) AS latestId,
  lower(hex(argMax(trace_id, (start, span_id)))) AS traceId,
  lower(hex(argMax(span_id, (start, span_id)))) AS spanId,
  argMax(serviceName, (start, span_id)) AS service
FROM (
  SELECT
    trace_id,
    span_id,
    parent_id,
    start,
    sattr['telltale.handler.name'] AS handler,
    sattr['error.type'] AS errorType,
    toString(status_message) AS message,
    toString(spans.service) AS serviceName
  -- include workflow-failed
  LIMIT 1 BY trace_id, span_id) AS failed
INNER JOIN (
  SELECT
    trace_id,
    span_id AS parent_id,
    sattr['telltale.workflow.event'] AS event,
    sattr['telltale.workflow.state'] AS state,
    sattr['telltale.workflow.id'] AS id
  FROM spans
  WHERE start >= {from:DateTime64(9, 'UTC')} - INTERVAL 1 DAY AND start < {to:DateTime64(9, 'UTC')}
    AND has(kv, {typePair:String})
    AND has(kv, {idPair:String}) -- if idPair
    AND (trace_id, span_id) IN (
      SELECT
        trace_id,
        parent_id
      -- include workflow-failed
      )
  LIMIT 1 BY trace_id, parent_id) AS given
USING (trace_id, parent_id)
GROUP BY event, state, handler, errorType
ORDER BY calls DESC, lastNs DESC, event, state, handler, errorType
LIMIT 200
