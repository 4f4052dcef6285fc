-- Spans that name the person, and those of the person's sessions that name no user.
SELECT * REPLACE (lower(hex(trace_id)) AS trace_id, lower(hex(span_id)) AS span_id, lower(hex(parent_id)) AS parent_id,
  arrayMap(one -> lower(hex(one)), links.trace_id) AS `links.trace_id`,
  arrayMap(one -> lower(hex(one)), links.span_id) AS `links.span_id`)
FROM spans
WHERE tenant = {tenant:String} AND (
  /*names person*/
  OR (
    sattr['session.id'] != '' AND /*no user*/ AND has({sessions:Array(String)}, hex(SHA256(sattr['session.id'])))))
