-- The number of traces, and the sessions, of one user's records and of those of their sessions.
SELECT
  uniqExactIf(trace_id, trace_id != toFixedString('', 16)) AS traces,
  arraySort(groupUniqArrayIf(1001)(session_id, session_id != '')) AS sessions
FROM (
  SELECT
    trace_id,
    session_id
  FROM business_events
  WHERE user_id = {id:String}
  UNION ALL -- if sessions
    SELECT
      trace_id,
      session_id
    FROM business_events
    WHERE user_id = '' AND repeat(session_id, empty(user_id)) IN {sessions:Array(String)}
  )
