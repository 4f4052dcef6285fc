-- The records of one user and of the sessions that became theirs, each once, the newest first: a page of them. Two halves, because each
-- has an index of its own.
SELECT uid, toString(kind) AS kind, toString(phase) AS phase, toString(name) AS name, entity_id AS entityId, toString(step) AS step, step_index AS stepIndex,
  toString(state) AS state, toString(outcome) AS outcome, toString(reason) AS reason, if(has_amount, toString(amount), NULL) AS amount, toString(currency) AS currency,
  user_id AS user, session_id AS session, toString(toUnixTimestamp64Nano(ts)) AS timeNs, duration_ms AS durationMs,
  toString(service) AS service, toString(environment) AS environment,
  if(trace_id = toFixedString('', 16), '', lower(hex(trace_id))) AS traceId, if(span_id = toFixedString('', 8), '', lower(hex(span_id))) AS spanId,
  attributes, attributes_json AS attributesJson
FROM (
  SELECT * FROM business_events WHERE user_id = {id:String}
  UNION ALL
  SELECT * FROM business_events WHERE notEmpty({sessions:Array(String)}) AND user_id = '' AND session_id IN {sessions:Array(String)})
WHERE (ts, phase = 'ended', step_index, uid) < ({cursorTime:DateTime64(9, 'UTC')}, {cursorEnded:UInt8}, {cursorStep:Int16}, {cursorUid:String})
ORDER BY ts DESC, phase = 'ended' DESC, step_index DESC, uid DESC
LIMIT 1 BY uid
LIMIT {limit:UInt32}
