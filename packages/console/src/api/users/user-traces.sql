-- The number of traces of one user's records and of their sessions.
SELECT uniqExact(trace_id) AS traces
FROM (
  SELECT trace_id FROM business_events WHERE user_id = {id:String}
  UNION ALL -- if sessions
    SELECT trace_id FROM business_events
    WHERE user_id = '' AND repeat(session_id, empty(user_id)) IN {sessions:Array(String)}
  )
WHERE trace_id != toFixedString('', 16)
