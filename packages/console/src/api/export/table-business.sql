-- Business events as a table.
SELECT ts AS time, toString(kind) AS kind, toString(phase) AS phase, toString(name) AS name, entity_id, user_id, session_id, toString(step) AS step, step_index,
  toString(state) AS state, toString(from_state) AS from_state, toString(outcome) AS outcome, toString(reason) AS reason,
  if(has_amount, toNullable(amount), NULL) AS amount, toString(currency) AS currency, if(isNaN(duration_ms), NULL, toNullable(duration_ms)) AS duration_ms,
  toString(channel) AS channel, toString(tier) AS tier, if(isNaN(satisfaction), NULL, toNullable(satisfaction)) AS satisfaction,
  toString(service) AS service, toString(environment) AS environment, toString(service_version) AS service_version,
  if(trace_id = toFixedString('', 16), '', lower(hex(trace_id))) AS trace_id, if(span_id = toFixedString('', 8), '', lower(hex(span_id))) AS span_id,
  CAST(attributes AS Map(String, String)) AS attributes, attributes_json AS other_attributes, uid
FROM business_events
WHERE ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
