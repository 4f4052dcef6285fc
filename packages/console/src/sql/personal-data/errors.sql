-- Captured errors of the person, including those whose log record names the person in another attribute, and those of
-- the person's sessions that name no user.
SELECT * REPLACE (lower(hex(trace_id)) AS trace_id, lower(hex(span_id)) AS span_id)
FROM errors
WHERE tenant = {tenant:String} AND (
  hex(SHA256(user_id)) = {person:String}
  OR has({errorIdentities:Array(UInt64)}, identity)
  OR (user_id = '' AND session_id != '' AND has({sessions:Array(String)}, hex(SHA256(session_id)))))
