-- Business events of the person, and those of the person's sessions that name no user.
SELECT * REPLACE (lower(hex(trace_id)) AS trace_id, lower(hex(span_id)) AS span_id)
FROM business_events
WHERE tenant = {tenant:String} AND (
  hex(SHA256(user_id)) = {person:String}
  OR hex(SHA256(attributes['user.id'])) = {person:String} OR hex(SHA256(attributes['enduser.id'])) = {person:String}
  OR hex(SHA256(attributes['customer.id'])) = {person:String}
  OR (user_id = '' AND session_id != '' AND has({sessions:Array(String)}, hex(SHA256(session_id)))))
