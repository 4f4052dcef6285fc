-- The current owners of sessions.
SELECT
  session_id AS session,
  argMax(user_id, seen) AS user
FROM identities
WHERE session_id IN {sessions:Array(String)}
GROUP BY session_id
LIMIT 1000
