-- The records of one user, and those without a user of the sessions that belong to them, each once. Each way has an
-- index of its own.
SELECT *
FROM (
  SELECT
    -- include user-record-columns
  FROM business_events
  WHERE user_id = {id:String}
  UNION ALL -- if sessions
    SELECT
      -- include user-record-columns
    FROM business_events
    WHERE user_id = '' AND repeat(session_id, empty(user_id)) IN {sessions:Array(String)}
)
LIMIT 1 BY uid
