-- All records of one transaction or workflow, each once, oldest first, whenever they were: found by the index on entities.
SELECT uid, toString(kind) AS kind, toString(phase) AS phase, toString(name) AS name, entity_id AS entityId, toString(step) AS step, step_index AS stepIndex,
  toString(state) AS state, toString(outcome) AS outcome, toString(reason) AS reason, if(has_amount, toString(amount), NULL) AS amount, toString(currency) AS currency,
  user_id AS user, session_id AS session, toString(toUnixTimestamp64Nano(ts)) AS timeNs, duration_ms AS durationMs,
  toString(service) AS service, toString(environment) AS environment,
  if(trace_id = toFixedString('', 16), '', lower(hex(trace_id))) AS traceId, if(span_id = toFixedString('', 8), '', lower(hex(span_id))) AS spanId,
  attributes, attributes_json AS attributesJson
FROM business_events
WHERE kind = {kind:String} AND name = {name:String} AND entity_id = {id:String}
ORDER BY ts, phase = 'ended', step_index, uid
LIMIT 1 BY uid
LIMIT {limit:UInt32}
