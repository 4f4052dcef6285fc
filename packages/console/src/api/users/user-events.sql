-- The records of one user, or those without a user of the sessions that belong to them, each once, the newest first: a
-- page of them. The two are found by different indexes, so each is a query. The index of sessions has only records
-- without a user, and is found by its expression.
SELECT
  -- include business-event-columns
FROM business_events
PREWHERE user_id = {user:String} -- if user
PREWHERE user_id = '' AND repeat(session_id, empty(user_id)) IN {sessions:Array(String)} -- if sessions
WHERE (ts, phase = 'ended', step_index, uid) < ( -- if cursorTime
    {cursorTime:DateTime64(9, 'UTC')}, {cursorEnded:UInt8}, {cursorStep:Int16}, {cursorUid:String})
ORDER BY ts DESC, phase = 'ended' DESC, step_index DESC, uid DESC
LIMIT 1 BY uid
LIMIT {limit:UInt32}
