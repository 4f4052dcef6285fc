-- Log records that name the person, and those of the person's sessions that name no user.
SELECT * REPLACE (lower(hex(trace_id)) AS trace_id, lower(hex(span_id)) AS span_id)
FROM logs
WHERE tenant = {tenant:String} AND (
  /*names person*/
  OR (
    sattr['session.id'] != '' AND /*no user*/ AND has({sessions:Array(String)}, hex(SHA256(sattr['session.id'])))))
