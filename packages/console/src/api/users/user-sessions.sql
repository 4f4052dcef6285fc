-- The sessions of one user, that is, last seen with them, newest first.
SELECT session_id AS id
FROM identities
WHERE session_id IN (SELECT session_id FROM identities WHERE user_id = {id:String})
GROUP BY session_id
HAVING argMax(user_id, seen) = {id:String}
ORDER BY max(seen) DESC, id
LIMIT 1001
