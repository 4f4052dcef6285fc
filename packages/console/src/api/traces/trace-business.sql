-- The business records of one trace, each once, oldest first.
SELECT uid, toString(kind) AS kind, toString(phase) AS phase, toString(name) AS name, entity_id AS entityId, toString(step) AS step, step_index AS stepIndex,
  toString(state) AS state, toString(outcome) AS outcome, toString(reason) AS reason, if(has_amount, toString(amount), NULL) AS amount, toString(currency) AS currency,
  user_id AS user, session_id AS session, toString(toUnixTimestamp64Nano(ts)) AS timeNs, duration_ms AS durationMs,
  toString(service) AS service, toString(environment) AS environment,
  if(trace_id = toFixedString('', 16), '', lower(hex(trace_id))) AS traceId, if(span_id = toFixedString('', 8), '', lower(hex(span_id))) AS spanId,
  attributes, attributes_json AS attributesJson
FROM business_events
WHERE trace_id = toFixedString(unhex({id:String}), 16)
ORDER BY ts, step_index, uid
LIMIT 1 BY uid
LIMIT {limit:UInt32}
