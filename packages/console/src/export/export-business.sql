-- The business events of a range, each once, with all fields of their record.
SELECT
  toString(kind) AS eventKind,
  toString(phase) AS eventPhase,
  toString(name) AS eventName,
  entity_id AS entityId,
  user_id AS userId,
  session_id AS sessionId,
  toString(toUnixTimestamp64Nano(ts)) AS timeNs,
  toString(step) AS stepName,
  step_index AS stepIndex,
  toString(state) AS stateName,
  toString(from_state) AS fromState,
  toString(outcome) AS outcomeName,
  toString(reason) AS reasonText,
  toString(amount) AS amountText,
  has_amount AS hasAmount,
  toString(currency) AS currencyCode,
  toString(duration_ms) AS durationMs,
  if(trace_id = toFixedString('', 16), '', lower(hex(trace_id))) AS traceId,
  if(span_id = toFixedString('', 8), '', lower(hex(span_id))) AS spanId,
  toString(resource_hash) AS resourceId,
  attributes AS textAttributes,
  attributes_json AS attributesJson,
  uid AS recordUid
FROM business_events
WHERE ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
ORDER BY ts, uid, received DESC
LIMIT 1 BY kind, name, user_id, ts, uid
