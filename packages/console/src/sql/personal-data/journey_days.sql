-- Journeys by day of the person and of the person's sessions.
SELECT
  tenant,
  name,
  day,
  environment,
  who,
  id,
  length(events) AS events
FROM journey_days
WHERE tenant = {tenant:String} AND (
  (who = 0 AND hex(SHA256(id)) = {person:String}) OR (who = 1 AND has({sessions:Array(String)}, hex(SHA256(id)))))
