-- The records of one user and of the sessions that belong to them, each once, the newest first: a page of them. The
-- two halves use different indexes.
SELECT
  -- include business-event-columns
FROM (
  SELECT * FROM business_events WHERE user_id = {id:String}
  UNION ALL -- if sessions
    SELECT * FROM business_events WHERE user_id = '' AND session_id IN {sessions:Array(String)}
  )
WHERE (ts, phase = 'ended', step_index, uid) < (
  {cursorTime:DateTime64(9, 'UTC')}, {cursorEnded:UInt8}, {cursorStep:Int16}, {cursorUid:String})
ORDER BY ts DESC, phase = 'ended' DESC, step_index DESC, uid DESC
LIMIT 1 BY uid
LIMIT {limit:UInt32}
